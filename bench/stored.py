"""A store that knows many conversations."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

_COPIES: Final = """
WITH RECURSIVE copies(number) AS (
    SELECT 1 UNION ALL SELECT number + 1 FROM copies WHERE number < :count
)
INSERT INTO items
SELECT replace(key, :key, :key || '-' || number), version, expires_at,
       replace(body, :id, :id || '-' || number)
FROM items, copies WHERE instr(key, :key || '/') > 0
"""


def copy_conversation(path: Path, conversation_id: str, count: int) -> None:
    """Copy all that a bot's file has of a conversation, this many times, also while it runs."""
    values = {"count": count, "id": conversation_id, "key": quote(conversation_id, safe="")}
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(_COPIES, values)
        copied = connection.total_changes
    if copied < count:
        raise ValueError(f"nothing is stored of {conversation_id}")
