"""The items of state in a SQLite database."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.storage.database import Database
from bot.storage.plain import as_text, from_text
from bot.storage.store import (
    ANY_VERSION,
    ASIDE,
    ASIDE_S,
    EXPIRES_AT,
    ItemStorage,
    JsonObject,
    StorageConflictError,
)
from bot.storage.tables import token
from genie import Clock


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

    async def find(self, texts: Sequence[str]) -> list[str]:
        terms = " OR ".join(["instr(key, ?) OR instr(body, ?)"] * len(texts)) or "0"
        query = f"SELECT key FROM items WHERE {terms}"  # noqa: S608 - as above
        values = [text for text in texts for _ in range(2)]
        rows = await self.database.read(lambda db: db.execute(query, values).fetchall())
        return [key for (key,) in rows]


def _places(keys: Sequence[str]) -> str:
    return ", ".join("?" * len(keys))


def _row(key: str, item: Mapping[str, Any]) -> tuple[str, str, float | None, str]:
    body = {name: value for name, value in item.items() if name != "e_tag"}
    return key, token(), item.get(EXPIRES_AT), as_text(body)


def _versions(db: sqlite3.Connection, keys: Iterable[str], now: float) -> dict[str, str]:
    wanted = list(keys)
    query = f"""
        SELECT key, version FROM items
        WHERE key IN ({_places(wanted)}) AND (expires_at IS NULL OR expires_at > ?)
    """  # noqa: S608 - as above
    return dict(db.execute(query, (*wanted, now)).fetchall())
