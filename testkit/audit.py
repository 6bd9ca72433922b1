"""The audit trail of a store, read without the bot's code, and what is missing or double in it."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any, Final

from azure.storage.blob import ContainerClient

from testkit.report import Report
from testkit.workspace import Record

_SQLITE: Final = "sqlite:///"
_CONTAINER: Final = "genie-bot"

Line = dict[str, Any]


def lines_of(storage: Mapping[str, str]) -> list[Line]:
    """Return all lines of the store with these settings."""
    if storage["STORAGE"].startswith(_SQLITE):
        with closing(sqlite3.connect(storage["STORAGE"].removeprefix(_SQLITE))) as store:
            texts = [text for (text,) in store.execute("SELECT body FROM audit")]
    else:
        account = storage["AZURE_STORAGE_CONNECTION_STRING"]
        with ContainerClient.from_connection_string(account, _CONTAINER) as container:
            names = [blob.name for blob in container.list_blobs(name_starts_with="audit/")]
            blobs = [container.download_blob(name).readall() for name in names]
        texts = [text for blob in blobs for text in blob.decode().splitlines()]
    return [json.loads(text) for text in texts]


def judge(report: Report, lines: Sequence[Line], record: Record) -> None:
    """Compare the lines about questions with the messages that Genie was asked."""
    known = Counter(line.get("genie_message_id", "") for line in lines if _is_asked(line))
    asked = {question.message_id for question in record.questions}
    ids = Counter(line["id"] for line in lines)
    report.add("lines of the audit about questions", sum(map(_is_asked, lines)))
    report.add("messages without a line", len(asked - known.keys()), most=0)
    report.add("lines without a message", len(known.keys() - asked - {""}), most=0)
    report.add("messages with two lines", sum(known[each] > 1 for each in asked), most=0)
    report.add("lines written twice", sum(count > 1 for count in ids.values()), most=0)


def _is_asked(line: Line) -> bool:
    return line["kind"] == "question" and not line.get("is_shared")
