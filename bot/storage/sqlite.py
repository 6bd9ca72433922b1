"""A store in one SQLite file on a local disk; or in memory, until the process ends.

Several processes may use one file at the same time, as they do while one replaces the other.
"""

import sqlite3
from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from cachetools import TTLCache

from bot.storage.database import MEMORY, Database
from bot.storage.items import SqliteItems
from bot.storage.leases import Leases, Stamped
from bot.storage.plain import as_text, from_text
from bot.storage.store import (
    ASIDE_S,
    FORMAT,
    LEASE_S,
    Chosen,
    Ending,
    Entry,
    LeaseLostError,
    Line,
    Listed,
    Mine,
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
    token,
)
from bot.storage.trail import SqliteTrail
from genie import Clock

# What is done is remembered for as long as a channel may repeat it; see SEEN_S in bot/jobs/job.py.
_DONE_S: Final = 600.0
_MOST_DONE: Final = 2_500  # 2 MB; of as many as a process can take, those of half a minute


class SqliteStore:
    """A store in a file; path MEMORY: in memory. audit_s: for so long the audit trail is kept."""

    def __init__(
        self, path: Path | str, clock: Clock, *, audit_s: float = 0.0, lease_s: float = LEASE_S
    ) -> None:
        self.database = Database(path, SCHEMA)
        self.items = SqliteItems(self.database, clock)
        self.trail = SqliteTrail(self.database, audit_s)
        self.journal = SqliteJournal(self.database, self.trail, clock, lease_s)
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
            self.trail.tidy(db, now)

        await self.database.write(work)

    async def scrub(self) -> None:
        """Rewrite the file without what was deleted, and empty its write-ahead log.

        Raises:
            StorageUnavailableError: others are reading or writing all the time; or no space.
        """

        def work(db: sqlite3.Connection) -> None:
            db.execute("VACUUM")
            (is_busy, _, _) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if is_busy:
                raise sqlite3.OperationalError("the write-ahead log is being read")

        if self.is_lasting:
            await self.database.read(work)  # no transaction, in which neither can be done

    async def check(self, held: Sequence[Entry]) -> bool:
        """Check that the file is still there; if not, begin a new one with all that is known."""
        known = self.journal.known(held) if self.database.is_lost else []
        lines = self.trail.lately()
        return await self.database.check(partial(carry_over, known=known, lines=lines))


class SqliteJournal:
    """The journal.

    due_at: for an entry without a holder, when it becomes available; for a held one, a number that
    is incremented by every renewal and compared with no clock.
    """

    def __init__(
        self, database: Database, trail: SqliteTrail, clock: Clock, lease_s: float
    ) -> None:
        self.database = database
        self._trail = trail
        self._clock = clock
        self._leases = Leases(clock, lease_s)
        self._done: MutableMapping[str, Row] = TTLCache(_MOST_DONE, _DONE_S)

    async def add(self, entry: Entry, *, is_held: bool = True) -> bool:
        entry.hold = token() if is_held else ""
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

    async def finish(self, entry: Entry, *, expires_at: float, line: Line | None = None) -> None:
        what = "state = ?, expires_at = ?, body = '{}', mark = ?"
        await self._update(entry, what, DONE, expires_at, entry.mark, line=line)
        done = replace(entry, body={}, hold="")
        self._done[entry.key] = entry_row(done, DONE, expires_at=expires_at)

    async def set_aside(self, entry: Entry, *, expires_at: float, line: Line | None = None) -> None:
        await self._update(entry, "state = ?, expires_at = ?", SET_ASIDE, expires_at, line=line)

    async def release(self, entry: Entry) -> None:
        what = "due_at = 0, holder = '', attempts = attempts - 1, added_at = ?, body = ?, mark = ?"
        values = entry.added_at, as_text(entry.body), entry.mark
        await self._update(entry, what, *values)

    async def _update(
        self, entry: Entry, what: str, *values: object, line: Line | None = None
    ) -> None:
        query = f"UPDATE journal SET {what} WHERE key = ? AND holder = ? AND state = 'open'"  # noqa: S608 - what is ours
        arguments = (*values, entry.key, entry.hold)

        def work(db: sqlite3.Connection) -> list[Line] | None:
            if not db.execute(query, arguments).rowcount:
                return None
            return self._trail.insert(db, [line] if line else [])

        new = await self.database.write(work)
        if new is None:
            raise LeaseLostError(entry.key)
        self._trail.tell(new)

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
        entry.hold = token()
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

    async def forget(self, chosen: Chosen, ending: Ending) -> None:
        for key in filter(chosen, list(self._done)):
            del self._done[key]

        def work(db: sqlite3.Connection) -> list[Line]:
            keys = [(key,) for (key,) in db.execute("SELECT key FROM journal") if chosen(key)]
            lines = [ending(entry) for key in keys for entry in _open(db, key)]
            db.executemany("DELETE FROM journal WHERE key = ?", keys)
            return self._trail.insert(db, list(filter(None, lines)))

        self._trail.tell(await self.database.write(work))


def _open(db: sqlite3.Connection, key: tuple[str]) -> list[Entry]:
    """Return the entry with this key, if it is open and can be read."""
    query = "SELECT kind, body, added_at, mark FROM journal WHERE key = ? AND state = 'open'"
    found = [(*row, from_text(key[0], row[1])) for row in db.execute(query, key)]
    return [
        Entry(key[0], kind, body, added_at, mark)
        for kind, _, added_at, mark, body in found
        if body is not None
    ]
