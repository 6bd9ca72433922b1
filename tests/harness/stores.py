"""Stores for tests without a process of their own."""

from bot.audit.audit import Audit
from bot.jobs.job import LeasedJob
from bot.jobs.keeper import Keeper
from bot.storage.database import MEMORY, Database
from bot.storage.items import SqliteItems
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Entry, JsonObject, Store
from bot.storage.tables import SCHEMA
from genie import Clock, SystemClock


class MemoryItems(SqliteItems):
    """Items in memory, by default in a new database."""

    def __init__(self, clock: Clock | None = None, database: Database | None = None) -> None:
        super().__init__(database or Database(MEMORY, SCHEMA), clock or SystemClock())


class CountedItems(MemoryItems):
    """Counts the calls; each of them costs CPU time."""

    reads = writes = 0

    async def read(self, keys: list[str]) -> dict[str, JsonObject]:
        """Read, and count it."""
        self.reads += 1
        return await super().read(keys)

    async def write(self, changes: dict[str, JsonObject]) -> dict[str, str]:
        """Write, and count it."""
        self.writes += 1
        return await super().write(changes)


async def jobs_of(keeper: Keeper, body: JsonObject, key: str = "lane/activities/1") -> LeasedJob:
    """Add a job like a turn."""
    entry = Entry(key, "question", body, keeper.now())
    assert await keeper.store.journal.add(entry)
    return LeasedJob(keeper, entry)


def audit(clock: Clock | None = None, store: Store | None = None) -> Audit:
    """Make an audit without texts, by default with a trail in memory."""
    clock = clock or SystemClock()
    store = store or SqliteStore(MEMORY, clock, audit_s=86_400.0)
    return Audit(store.trail, clock, days=1, keeps_texts=False)


def keeper(clock: Clock | None = None) -> Keeper:
    """Make a keeper with a journal in memory."""
    clock = clock or SystemClock()
    return Keeper(SqliteStore(MEMORY, clock), clock=clock)
