"""Stores for tests that need no process."""

from bot.jobs.job import LeasedJob
from bot.jobs.keeper import Keeper
from bot.storage.database import MEMORY, Database
from bot.storage.sqlite import SCHEMA, SqliteItems, SqliteStore
from bot.storage.store import Entry, JsonObject
from genie import Clock, SystemClock


class MemoryItems(SqliteItems):
    """Items in memory: of their own, or in a store's database."""

    def __init__(self, clock: Clock | None = None, database: Database | None = None) -> None:
        super().__init__(database or Database(MEMORY, SCHEMA), clock or SystemClock())


async def jobs_of(keeper: Keeper, body: JsonObject, key: str = "lane/activities/1") -> LeasedJob:
    """Add a job as a turn does."""
    entry = Entry(key, "question", body, keeper.now())
    assert await keeper.store.journal.add(entry)
    return LeasedJob(keeper, entry)


def keeper(clock: Clock | None = None) -> Keeper:
    """Keep jobs in memory."""
    clock = clock or SystemClock()
    return Keeper(SqliteStore(MEMORY, clock), clock=clock)
