"""An entry of the journal as a blob: its text, and its metadata in a list of blobs."""

import logging
from typing import Any

from bot.storage.blobs import Blob, expiring
from bot.storage.plain import as_text, from_text
from bot.storage.store import FORMAT, Entry, JsonObject, Line

log = logging.getLogger(__name__)


def text_of(entry: Entry, line: Line | None = None) -> str:
    """Return the text of an entry's blob; line: what is to be written about its end."""
    body: JsonObject = {
        "kind": entry.kind,
        "added_at": entry.added_at,
        "attempts": entry.attempts,
        "holder": entry.hold.token if entry.hold else "",
        "mark": entry.mark,
        "body": entry.body,
    }
    return as_text(body | ({"line": list(line)} if line else {}))


def line_in(key: str, blob: Blob) -> Line | None:
    """Return the line about the end of an entry, if there is one."""
    match from_text(key, blob.text):
        case {"line": [str(line_id), int() | float() as at, dict(body)]}:
            return Line(line_id, at, body)
    return None


def metadata_of(entry: Entry, state: str, expires_at: float | None = None) -> dict[str, str]:
    """Return the metadata of an entry's blob."""
    known = {"state": state, "format": str(FORMAT), "added_at": repr(entry.added_at)}
    if entry.hold is not None:
        known["message"] = entry.hold.message.id
    return known | ({"mark": entry.mark} if entry.mark else {}) | expiring(expires_at)


def entry_of(key: str, blob: Blob) -> Entry | None:
    """Return the entry of a blob, with one more attempt; None: it cannot be read."""
    match from_text(key, blob.text):
        case {
            "kind": str(kind),
            "added_at": float(added_at),
            "attempts": int(attempts),
            "mark": str(mark),
            "body": dict(body),
        }:
            return Entry(key, kind, body, added_at, mark, attempts + 1)
    log.error("unreadable record", extra={"key": key})
    return None


def holder_in(key: str, blob: Blob) -> Any:
    """Return the token of the hold with which a blob was last written."""
    return (from_text(key, blob.text) or {}).get("holder")
