"""The audit trail in a SQLite database: a line with the work that it is about, or not at all."""

import sqlite3
from collections.abc import Callable, MutableMapping, Sequence
from typing import Final

from cachetools import TTLCache

from bot.storage.database import Database
from bot.storage.plain import as_text, from_text
from bot.storage.store import JsonObject, Line
from bot.storage.tables import ADD_LINE, Row

# What a new file gets if the file is lost: the lines of the last minutes, as of the journal.
_LATELY_S: Final = 600.0
_MOST_LATE: Final = 2_500


class SqliteTrail:
    """The audit trail. kept_s: for so long a line is kept; 0: none is written."""

    def __init__(self, database: Database, kept_s: float) -> None:
        self._database = database
        self._kept_s = kept_s
        self._lately: MutableMapping[str, Row] = TTLCache(_MOST_LATE, _LATELY_S)
        self._listeners: list[Callable[[Line], None]] = []

    def listen(self, told: Callable[[Line], None]) -> None:
        self._listeners.append(told)

    async def add(self, lines: Sequence[Line]) -> None:
        self.tell(await self._database.write(lambda db: self.insert(db, lines)))

    def insert(self, db: sqlite3.Connection, lines: Sequence[Line]) -> list[Line]:
        """Write lines within a transaction; return the new ones, which tell is for."""
        if not self._kept_s:
            return list(lines)
        return [each for each in lines if db.execute(ADD_LINE, _row(each)).rowcount]

    def tell(self, lines: Sequence[Line]) -> None:
        """Tell the listeners of lines whose transaction is committed."""
        for line in lines:
            if self._kept_s:
                self._lately[line.id] = _row(line)
            for told in self._listeners:
                told(line)

    def lately(self) -> list[Row]:
        """Return the rows that this process has written in the last minutes."""
        return list(self._lately.values())

    async def since(self, at: float) -> list[JsonObject]:
        query = "SELECT id, body FROM audit WHERE at >= ? ORDER BY at, id"
        rows = await self._database.read(lambda db: db.execute(query, (at,)).fetchall())
        return [body for key, text in rows if (body := from_text(key, text)) is not None]

    def tidy(self, db: sqlite3.Connection, now: float) -> None:
        """Delete the lines that have been kept for long enough."""
        db.execute("DELETE FROM audit WHERE at <= ?", (now - self._kept_s,))


def _row(line: Line) -> Row:
    return line.id, line.at, as_text(line.body)
