"""What Databricks says about a failure, from any part of a response."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Final, Self

from genie.masking import masked
from genie.parsing import JsonObject, optional_object, optional_str

REASON: Final = "X-Databricks-Reason-Phrase"
REQUEST_ID: Final = "X-Request-Id"

_CODE: Final = re.compile(r"\w{1,80}", re.ASCII)
_REQUEST_ID: Final = re.compile(r"[\w-]{8,64}", re.ASCII)
_STATE: Final = re.compile(r"[0-9A-Z]{5}")
_SQL_STATE: Final = re.compile(rf"\bSQLSTATE:? ({_STATE.pattern})\b")
_ERROR_CLASS: Final = re.compile(r"\s*\[([A-Z][A-Z0-9_.]*)\]")
# The first that exists is used; the token endpoint and other Google-style APIs differ.
_CODES: Final = ("error_code", "status", "code", "error")
_TEXTS: Final = ("message", "error_description", "detail", "error")
# The text of a page is in its first kilobytes.
_PAGE_BYTES: Final = 8_192
_HIDDEN: Final = re.compile(
    r"<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.IGNORECASE | re.DOTALL
)
_TAG: Final = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Said:
    """A failure in Databricks' own words.

    code is its error_code, a name or a number. message may quote SQL and values, so that only the
    result of logged() may leave this client.
    """

    code: str = ""
    message: str = field(default="", repr=False)
    sql_state: str = ""
    request_id: str = ""

    @property
    def state(self) -> str:
        """The SQLSTATE, which may be in the message only."""
        found = _SQL_STATE.search(self.message)
        told = self.sql_state if _STATE.fullmatch(self.sql_state) else ""
        return told or (found[1] if found else "")

    @property
    def error_class(self) -> str:
        """The name in brackets before the message of a failed query; "" without one."""
        found = _ERROR_CLASS.match(self.message)
        return found[1] if found else ""

    def logged(self) -> str:
        """Return code and message for the log, with values masked."""
        code = self.code if _CODE.fullmatch(self.code) else ""
        said = ": ".join(filter(None, (code, masked(self.message))))
        return f"{said} (request {self.request_id})".lstrip() if self.request_id else said

    @classmethod
    def from_response(cls, headers: Mapping[str, str], body: bytes) -> Self:
        """Read the response of a failure: JSON, or else a page or text."""
        decoded = json_object(body)
        code, message = ("", _page_text(body)) if decoded is None else _json_words(decoded)
        reason = headers.get(REASON, "")
        if reason.rstrip(".") not in message:
            message = f"{reason} {message}".strip()
        request_id = headers.get(REQUEST_ID, "")
        return cls(
            code=code,
            message=message,
            request_id=request_id if _REQUEST_ID.fullmatch(request_id) else "",
        )


def json_object(body: bytes) -> JsonObject | None:
    """Decode a JSON object; None for anything else."""
    try:
        decoded = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return decoded if isinstance(decoded, dict) else None


def _json_words(body: JsonObject) -> tuple[str, str]:
    inner = optional_object(body, "error") or body
    codes = (str(inner.get(name) or "") for name in _CODES)
    texts = (optional_str(inner, name) for name in _TEXTS)
    code = next((code for code in codes if _CODE.fullmatch(code)), "")
    return code, next((text for text in texts if text not in {"", code}), "")


def _page_text(body: bytes) -> str:
    text = _HIDDEN.sub(" ", body[:_PAGE_BYTES].decode("utf-8", errors="replace"))
    return " ".join(unescape(_TAG.sub(" ", text)).split())
