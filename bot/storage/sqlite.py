"""A store in one SQLite file on a local disk; or in memory, until the process ends.

Several processes may use one file at the same time, as they do while one replaces the other.
"""

import secrets
import sqlite3
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from cachetools import TTLCache

from bot.storage.database import MEMORY, Database
from bot.storage.leases import Leases, Stamped
from bot.storage.plain import as_text, from_text
from bot.storage.store import (
    ANY_VERSION,
    ASIDE,
    ASIDE_S,
    EXPIRES_AT,
    FORMAT,
    LEASE_S,
    Entry,
    ItemStorage,
    JsonObject,
    LeaseLostError,
    Listed,
    Mine,
    StorageConflictError,
)
from bot.storage.tables import (
    ADD_ENTRY,
    DONE,
    OPEN,
    SCHEMA,
    SET_ASIDE,
    Row,
    carry_over,
    entry_row,
)
from genie import Clock

# What is done is remembered for as long as a channel may repeat it; see SEEN_S in bot/jobs/job.py.
_DONE_S: Final = 600.0
_MOST_DONE: Final = 2_500  # 2 MB; of as many as a process can take, those of half a minute


class SqliteStore:
    """A store in a file; path MEMORY: in memory."""

    def __init__(self, path: Path | str, clock: Clock, *, lease_s: float = LEASE_S) -> None:
        self.database = Database(path, SCHEMA)
        self.items = SqliteItems(self.database, clock)
        self.journal = SqliteJournal(self.database, clock, lease_s)
        self.is_lasting = path != MEMORY

    async def open(self) -> None:
        """Open the file; see Database.open."""
        await self.database.open()

    async def close(self) -> None:
        """Close it."""
        await self.database.close()

    async def tidy(self, now: float) -> None:
        """Delete what has expired."""

        def work(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM items WHERE expires_at <= ?", (now,))
            db.execute("DELETE FROM journal WHERE expires_at <= ?", (now,))

        await self.database.write(work)

    async def check(self, held: Sequence[Entry]) -> bool:
        """Check that the file is still there; if not, begin a new one with all that is known."""
        known = self.journal.known(held) if self.database.is_lost else []
        return await self.database.check(partial(carry_over, known=known))


class SqliteItems(ItemStorage):
    """The items."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self._clock = clock

    async def read(self, keys: list[str]) -> dict[str, JsonObject]:
        now = self._clock.now().timestamp()
        query = f"""
            SELECT key, version, body FROM items
            WHERE key IN ({_places(keys)}) AND (expires_at IS NULL OR expires_at > ?)
        """  # noqa: S608 - only question marks are inserted
        rows = await self.database.read(lambda db: db.execute(query, (*keys, now)).fetchall())
        items: dict[str, JsonObject] = {}
        for key, version, text in rows:
            if (body := from_text(key, text)) is not None:
                items[key] = body | {"e_tag": version}
            else:
                await self._set_aside(key, version, now + ASIDE_S)
        return items

    async def _set_aside(self, key: str, version: str, expires_at: float) -> None:
        """Keep an unreadable item under another key, for inspection."""
        query = "UPDATE OR REPLACE items SET key = ?, expires_at = ? WHERE key = ? AND version = ?"
        arguments = (ASIDE + key, expires_at, key, version)
        await self.database.write(lambda db: db.execute(query, arguments))

    async def write(self, changes: dict[str, JsonObject]) -> dict[str, str]:
        now = self._clock.now().timestamp()
        rows = [_row(key, item) for key, item in changes.items()]
        wanted = {key: item.get("e_tag") for key, item in changes.items()}

        def work(db: sqlite3.Connection) -> None:
            known = _versions(db, wanted, now)
            for key, version in wanted.items():
                if version not in {known.get(key), ANY_VERSION}:
                    raise StorageConflictError(key)
            db.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?)", rows)

        await self.database.write(work)
        return {key: version for key, version, _, _ in rows}

    async def delete(self, keys: list[str]) -> None:
        query = f"DELETE FROM items WHERE key IN ({_places(keys)})"  # noqa: S608 - as above
        await self.database.write(lambda db: db.execute(query, list(keys)))  # the SDK passes a set

    async def delete_under(self, prefix: str) -> None:
        query = "DELETE FROM items WHERE substr(key, 1, ?) = ?"
        await self.database.write(lambda db: db.execute(query, (len(prefix), prefix)))


def _places(keys: Sequence[str]) -> str:
    return ", ".join("?" * len(keys))


def _row(key: str, item: Mapping[str, Any]) -> tuple[str, str, float | None, str]:
    body = {name: value for name, value in item.items() if name != "e_tag"}
    return key, _token(), item.get(EXPIRES_AT), as_text(body)


def _versions(db: sqlite3.Connection, keys: Iterable[str], now: float) -> dict[str, str]:
    wanted = list(keys)
    query = f"""
        SELECT key, version FROM items
        WHERE key IN ({_places(wanted)}) AND (expires_at IS NULL OR expires_at > ?)
    """  # noqa: S608 - as above
    return dict(db.execute(query, (*wanted, now)).fetchall())


def _token() -> str:
    return secrets.token_hex(8)


class SqliteJournal:
    """The journal.

    due_at: for an entry without a holder, when it becomes available; for a held one, a number that
    is incremented by every renewal and compared with no clock.
    """

    def __init__(self, database: Database, clock: Clock, lease_s: float) -> None:
        self.database = database
        self._clock = clock
        self._leases = Leases(clock, lease_s)
        self._done: MutableMapping[str, Row] = TTLCache(_MOST_DONE, _DONE_S)

    async def add(self, entry: Entry, *, is_held: bool = True) -> bool:
        entry.hold = _token() if is_held else ""
        attempts = entry.attempts if is_held else entry.attempts - 1
        row = entry_row(entry, OPEN, due_at=entry.due_at, attempts=attempts)
        return await self._insert(row)

    async def add_done(self, entry: Entry, *, expires_at: float) -> bool:
        row = entry_row(entry, DONE, expires_at=expires_at)
        is_new = await self._insert(row)
        if is_new:
            self._done[entry.key] = row
        return is_new

    async def _insert(self, row: Row) -> bool:
        count: int = await self.database.write(lambda db: db.execute(ADD_ENTRY, row).rowcount)
        return count == 1

    def known(self, held: Sequence[Entry]) -> list[Row]:
        """Return the rows that this process knows without the file: what it holds and has done."""
        rows = [entry_row(each, OPEN, attempts=each.attempts) for each in held]
        return [*rows, *self._done.values()]

    async def is_known(self, key: str) -> bool:
        query = "SELECT 1 FROM journal WHERE key = ?"
        return bool(await self.database.read(lambda db: db.execute(query, (key,)).fetchall()))

    async def save(self, entry: Entry) -> None:
        await self._update(entry, "body = ?, mark = ?", as_text(entry.body), entry.mark)

    async def finish(self, entry: Entry, *, expires_at: float) -> None:
        what = "state = ?, expires_at = ?, body = '{}', mark = ?"
        await self._update(entry, what, DONE, expires_at, entry.mark)
        done = replace(entry, body={}, hold="")
        self._done[entry.key] = entry_row(done, DONE, expires_at=expires_at)

    async def set_aside(self, entry: Entry, *, expires_at: float) -> None:
        await self._update(entry, "state = ?, expires_at = ?", SET_ASIDE, expires_at)

    async def release(self, entry: Entry) -> None:
        what = "due_at = 0, holder = '', attempts = attempts - 1, added_at = ?, body = ?, mark = ?"
        values = entry.added_at, as_text(entry.body), entry.mark
        await self._update(entry, what, *values)

    async def _update(self, entry: Entry, what: str, *values: object) -> None:
        query = f"UPDATE journal SET {what} WHERE key = ? AND holder = ? AND state = 'open'"  # noqa: S608 - what is ours
        arguments = (*values, entry.key, entry.hold)
        if not await self.database.write(lambda db: db.execute(query, arguments).rowcount):
            raise LeaseLostError(entry.key)

    async def renew(self, entries: Sequence[Entry]) -> list[Entry]:
        query = """
            UPDATE journal SET due_at = due_at + 1, added_at = ?
            WHERE key = ? AND holder = ? AND state = 'open'
        """

        def work(db: sqlite3.Connection) -> list[Entry]:
            lost = []
            for entry in entries:
                if not db.execute(query, (entry.added_at, entry.key, entry.hold)).rowcount:
                    lost.append(entry)
            return lost

        return await self.database.write(work)

    async def take_due(self, most: int, *, mine: Mine) -> list[Entry]:
        query = """
            SELECT key, holder, due_at, added_at FROM journal INDEXED BY journal_due
            WHERE state = 'open' AND format <= ? ORDER BY added_at
        """
        # Usually nothing is due, and reading does not wait for writers.
        rows = await self.database.read(lambda db: db.execute(query, (FORMAT,)).fetchall())
        found = [Stamped(*row) for row in rows]
        self._leases.look(found)
        due = [each for each in found if mine(each.key) is None and self._is_due(each)][:most]
        if not due:
            return []
        return await self.database.write(
            lambda db: list(filter(None, map(partial(self._take, db), due)))
        )

    def _is_due(self, seen: Stamped) -> bool:
        if seen.holder:
            return self._leases.has_run_out(seen.key)
        return seen.renewals <= self._clock.now().timestamp()

    def _take(self, db: sqlite3.Connection, seen: Stamped) -> Entry | None:
        """Take an entry if it is unchanged since it was seen; None: it is not, or is unreadable."""
        query = """
            SELECT kind, body, mark, attempts FROM journal
            WHERE key = ? AND holder = ? AND due_at = ? AND state = 'open'
        """
        row = db.execute(query, seen[:3]).fetchone()
        if row is None:
            return None
        kind, text, mark, attempts = row
        body = from_text(seen.key, text)
        if body is None:
            aside = "UPDATE journal SET state = ?, expires_at = ? WHERE key = ?"
            db.execute(aside, (SET_ASIDE, self._clock.now().timestamp() + ASIDE_S, seen.key))
            return None
        age_s = self._leases.age_s(seen.key)
        entry = Entry(seen.key, kind, body, seen.added_at, mark, attempts + 1, age_s=age_s)
        entry.hold = _token()
        take = "UPDATE journal SET holder = ?, attempts = ? WHERE key = ?"
        db.execute(take, (entry.hold, entry.attempts, entry.key))
        return entry

    async def beneath(self, prefix: str) -> list[Listed]:
        query = """
            SELECT key, added_at, state = 'open', mark FROM journal
            WHERE key >= ? AND key < ? ORDER BY added_at, key
        """
        bounds = prefix, prefix + "\U0010ffff"
        rows = await self.database.read(lambda db: db.execute(query, bounds).fetchall())
        return [Listed(key, added_at, bool(is_open), mark) for key, added_at, is_open, mark in rows]

    async def forget_beneath(self, prefix: str) -> None:
        for key in [each for each in self._done if each.startswith(prefix)]:
            del self._done[key]
        query = "DELETE FROM journal WHERE substr(key, 1, ?) = ?"
        await self.database.write(lambda db: db.execute(query, (len(prefix), prefix)))
