"""The audit trail, in every kind of store: each line is written once, with what it is about."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.storage.blob.aio import BlobClient

from bot.storage.append_trail import AppendTrail
from bot.storage.azure import AzureStore
from bot.storage.queued import QueuedJournal
from bot.storage.store import Entry, LeaseLostError, Line, StorageUnavailableError, Store
from tests.bot.storage.conftest import DAY_S, SHORT_S, Open, a_moment

NOON = 1_764_590_400.0  # on 2025-12-01
OVER_S = 1.3


def line(name: str, at: float = NOON, **values: object) -> Line:
    """Make a line as the audit does."""
    return Line(name, at, {"id": name, "at": at, **values})


async def names(store: Store, since: float = 0.0) -> list[str]:
    """Return the ids of all lines, in their order."""
    return [body["id"] for body in await store.trail.since(since)]


def told_to(store: Store) -> list[str]:
    """Return a list that gets the ids of the lines that this process writes."""
    told: list[str] = []
    store.trail.listen(lambda each: told.append(each.id))
    return told


async def test_a_line_is_written_once(reopen: Open) -> None:
    """Two processes may record the same; the first line stays, and only it is told."""
    one, other = await reopen(), await reopen()
    told, told_other = told_to(one), told_to(other)

    await one.trail.add([line("a", by="one")])
    await other.trail.add([line("a", by="other"), line("b", NOON + 1)])
    await one.trail.add([line("b", NOON + 1), line("c", NOON + 2)])

    assert await names(one) == await names(other) == ["a", "b", "c"]
    assert [body.get("by") for body in await one.trail.since(0)] == ["one", None, None]
    assert (told, told_other) == (["a", "c"], ["b"])


async def test_many_processes_write_at_the_same_time(reopen: Open) -> None:
    """No line is lost and none is doubled, although each is recorded by two of them."""
    stores = [await reopen() for _ in range(3)]
    await asyncio.gather(
        *(
            store.trail.add([line(f"{number:02}", NOON + number)])
            for number in range(40)
            for store in (stores[number % 3], stores[(number + 1) % 3])
        )
    )

    assert await names(stores[0]) == [f"{number:02}" for number in range(40)]


async def test_lines_are_found_by_their_moment(store: Store) -> None:
    """They may be written in another order, and on other days."""
    at = {"late": NOON + 2 * DAY_S, "early": NOON, "next": NOON + DAY_S, "soon": NOON + 60}
    for name, moment in at.items():
        await store.trail.add([line(name, moment)])

    assert await names(store) == ["early", "soon", "next", "late"]
    assert await names(store, NOON + 60) == ["soon", "next", "late"]
    assert await names(store, NOON + 3 * DAY_S) == []


async def test_lines_are_kept_for_so_many_days(store: Store) -> None:
    """The stores of these tests keep them for ten days; Azure's go by whole days."""
    for day in range(12):
        await store.trail.add([line(f"{day:02}", NOON + day * DAY_S)])

    await store.tidy(NOON + 11.5 * DAY_S)

    assert await names(store) == [f"{day:02}" for day in range(2, 12)]


async def test_a_store_without_a_trail_only_tells(reopen: Open) -> None:
    """AUDIT_DAYS=0: the log may have the lines all the same."""
    store = await reopen(audit_s=0.0)
    told = told_to(store)

    await store.trail.add([line("a")])

    assert (await names(store), told) == ([], ["a"])


async def test_what_was_kept_goes_when_there_is_no_trail_any_more(reopen: Open) -> None:
    """The setting was changed."""
    await (await reopen()).trail.add([line("a", time.time())])
    store = await reopen(audit_s=0.0)

    await store.tidy(time.time())

    assert await names(store) == []


# ---- with the end of an entry


async def held(store: Store, key: str = "ann/1", **body: object) -> Entry:
    """Add an entry and hold it."""
    entry = Entry(key, "question", body or {"text": "營收？"}, time.time())
    assert await store.journal.add(entry)
    return entry


async def taken(store: Store) -> list[Entry]:
    """Take what is due."""
    return await store.journal.take_due(10, mine=lambda _: None)


async def runs_out(observer: Store) -> None:
    """Let the current leases expire for an observer."""
    if not _is_azure(observer):
        assert await taken(observer) == []
    await a_moment(OVER_S)


def _is_azure(store: Store) -> bool:
    return isinstance(store.journal, QueuedJournal)


async def test_an_entry_ends_with_its_line(store: Store) -> None:
    """Also one that is set aside."""
    told = told_to(store)
    done, aside = await held(store), await held(store, "ann/2")

    await store.journal.finish(done, expires_at=time.time() + 60, line=line("done"))
    await store.journal.set_aside(aside, expires_at=time.time() + 60, line=line("given up"))

    assert sorted(await names(store)) == sorted(told) == ["done", "given up"]


async def test_who_has_lost_an_entry_writes_no_line(reopen: Open) -> None:
    """The process that took it over says how it ended."""
    mine, other = await reopen(SHORT_S), await reopen(SHORT_S)
    lost = await held(mine)
    await runs_out(other)
    (theirs,) = await taken(other)

    with pytest.raises(LeaseLostError):
        await mine.journal.finish(lost, expires_at=time.time() + 60, line=line("q", by="mine"))
    await other.journal.finish(theirs, expires_at=time.time() + 60, line=line("q", by="other"))

    assert [body["by"] for body in await mine.trail.since(0)] == ["other"]


async def test_open_entries_that_are_forgotten_leave_a_line(store: Store) -> None:
    """What is done has left one already."""
    done = await held(store, "ann/1")
    await store.journal.finish(done, expires_at=time.time() + 60, line=line("done"))
    for key in ("ann/2", "ann/3", "bob/1"):
        await held(store, key, name=key)

    def ending(entry: Entry) -> Line | None:
        return None if entry.key == "ann/3" else line(f"gone {entry.body['name']}")

    await store.journal.forget(lambda key: key.startswith("ann/"), ending)

    assert sorted(await names(store)) == ["done", "gone ann/2"]
    assert [each.key for each in await store.journal.beneath("")] == ["bob/1"]


async def test_a_process_that_dies_between_end_and_line(
    reopen_azure: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Azure these are two writes: the next process finds the line in the entry."""
    mine, other = await reopen_azure(SHORT_S), await reopen_azure(SHORT_S)
    entry = await held(mine)
    add = AppendTrail.add

    async def die(_: AppendTrail, __: Sequence[Line]) -> None:
        raise StorageUnavailableError("killed here")

    monkeypatch.setattr(AppendTrail, "add", die)
    with pytest.raises(StorageUnavailableError):
        await mine.journal.finish(entry, expires_at=time.time() + 60, line=line("q"))
    monkeypatch.setattr(AppendTrail, "add", add)
    assert await names(other) == []
    await a_moment(OVER_S)

    assert await taken(other) == []

    assert await names(other) == ["q"]
    await a_moment(OVER_S)
    assert await taken(other) == []
    assert await names(mine) == ["q"]


async def test_a_store_in_trouble_gets_the_line_later(
    reopen_azure: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process finishes the entry again, as it does after all trouble."""
    mine = await reopen_azure()
    entry = await held(mine)
    append = BlobClient.append_block

    async def arrive_and_break(self: BlobClient, *args: Any, **options: Any) -> object:
        await append(self, *args, **options)
        raise HttpResponseError("the response was lost")

    monkeypatch.setattr(BlobClient, "append_block", arrive_and_break)
    with pytest.raises(StorageUnavailableError):
        await mine.journal.finish(entry, expires_at=time.time() + 60, line=line("q"))
    monkeypatch.setattr(BlobClient, "append_block", append)

    await mine.journal.finish(entry, expires_at=time.time() + 60, line=line("q"))
    await mine.trail.add([line("r")])

    assert await names(mine) == ["q", "r"]


async def test_a_day_with_more_lines_than_a_blob_takes(
    reopen_azure: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Azure limits the blocks of a blob; the day goes on in another one."""
    one, other = await reopen_azure(), await reopen_azure()
    append = BlobClient.append_block

    async def full(self: BlobClient, *args: Any, **options: Any) -> object:
        if not self.blob_name.endswith("-2.jsonl"):
            error = HttpResponseError("full")
            error.error_code = "BlockCountExceedsLimit"  # type: ignore[attr-defined]
            raise error
        return await append(self, *args, **options)

    await one.trail.add([line("a")])
    monkeypatch.setattr(BlobClient, "append_block", full)
    await one.trail.add([line("b", NOON + 1)])
    await other.trail.add([line("a"), line("b", NOON + 1), line("c", NOON + 2)])

    assert await names(other) == ["a", "b", "c"]
    assert isinstance(other, AzureStore)
    found = [blob.name async for blob in other.container.list_blobs(name_starts_with="audit/")]
    assert found == ["audit/2025-12-01-2.jsonl", "audit/2025-12-01.jsonl"]
