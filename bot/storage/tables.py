"""The tables of a SQLite store, and what a new file gets of a lost one."""

import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Final

from bot.storage.plain import as_text
from bot.storage.store import FORMAT, Entry

OPEN, DONE, SET_ASIDE = "open", "done", "aside"
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS items (
    key TEXT PRIMARY KEY, version TEXT NOT NULL, expires_at REAL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS items_expiry ON items (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS journal (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, format INTEGER NOT NULL, state TEXT NOT NULL,
    body TEXT NOT NULL, mark TEXT NOT NULL, added_at REAL NOT NULL, due_at REAL NOT NULL,
    attempts INTEGER NOT NULL, holder TEXT NOT NULL, expires_at REAL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS journal_due ON journal (due_at) WHERE state = 'open';
CREATE INDEX IF NOT EXISTS journal_expiry ON journal (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS audit (
    id TEXT PRIMARY KEY, at REAL NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS audit_at ON audit (at);
"""

Row = tuple[Any, ...]

_INSERT: Final = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_ENTRY: Final = f"{_INSERT} ON CONFLICT DO NOTHING"
ADD_LINE: Final = "INSERT OR IGNORE INTO audit VALUES (?, ?, ?)"
# An entry that is done is never opened again.
_PUT_ENTRY: Final = f"""
    {_INSERT} ON CONFLICT (key) DO UPDATE SET
        kind = excluded.kind, state = excluded.state, body = excluded.body, mark = excluded.mark,
        added_at = excluded.added_at, attempts = excluded.attempts, holder = excluded.holder,
        expires_at = excluded.expires_at
    WHERE journal.state = '{OPEN}'
"""
_CARRY_ENTRY: Final = f"{_PUT_ENTRY} AND excluded.state <> '{OPEN}'"


def token() -> str:
    """Make a version of an item, or the name of a holder."""
    return secrets.token_hex(8)


def entry_row(
    entry: Entry,
    state: str,
    *,
    due_at: float = 0.0,
    attempts: int = 0,
    expires_at: float | None = None,
) -> Row:
    """Return an entry as a row of the journal."""
    return (
        entry.key,
        entry.kind,
        FORMAT,
        state,
        as_text(entry.body),
        entry.mark,
        entry.added_at,
        due_at,
        attempts,
        entry.hold or "",
        expires_at,
    )


def carry_over(
    old: sqlite3.Connection, new: sqlite3.Connection, known: Iterable[Row], lines: Iterable[Row]
) -> None:
    """Write into a new file what can be read of the old one, and what is known without it.

    What the new file has already is kept: another process may have written it meanwhile. Only an
    entry that is done in the old file is done in the new one as well.

    Args:
        known: rows of the journal that this process knows to be the newest.
        lines: rows of the audit trail that it has written lately.
    """
    new.executemany(
        "INSERT OR IGNORE INTO items VALUES (?, ?, ?, ?)", _readable(old, "SELECT * FROM items")
    )
    new.executemany(_CARRY_ENTRY, _readable(old, "SELECT * FROM journal"))
    new.executemany(_PUT_ENTRY, known)
    new.executemany(ADD_LINE, _readable(old, "SELECT * FROM audit"))
    new.executemany(ADD_LINE, lines)


def _readable(old: sqlite3.Connection, query: str) -> Iterator[Row]:
    """Yield the rows of a file that may be damaged, up to the first that cannot be read."""
    with suppress(sqlite3.DatabaseError):
        yield from old.execute(query)
