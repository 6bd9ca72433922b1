"""The journal, in every kind of store: each entry has one holder, and is done once."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping

import pytest

from bot.storage.azure import AzureStore
from bot.storage.queued import QueuedJournal
from bot.storage.sqlite import SqliteStore
from bot.storage.store import Entry, LeaseLostError, Store
from tests.bot.storage.conftest import SHORT_S, Open, a_moment

OVER_S = 1.3
DUE_S = 5.0  # more than two calls take on any machine


def entry(key: str = "ann/1", **changes: object) -> Entry:
    """Make an entry for a question that was just accepted."""
    known = {"kind": "question", "body": {"text": "營收？"}, "added_at": time.time()} | changes
    return Entry(key, **known)  # type: ignore[arg-type]


async def taken(store: Store, *mine: Entry) -> list[Entry]:
    """Take what is due, except what this process holds."""
    return await store.journal.take_due(10, mine={each.key: each for each in mine}.get)


async def runs_out(observer: Store) -> None:
    """Let the current leases expire for an observer; Azure needs no observer."""
    if not isinstance(observer.journal, QueuedJournal):
        assert await taken(observer) == []
    await a_moment(OVER_S)


async def test_an_entry_is_created_once(store: Store) -> None:
    """The channel redelivers an activity, to this instance or to another one."""
    assert not await store.journal.is_known("ann/1")
    assert await store.journal.add(entry())

    assert not await store.journal.add(entry(body={}))
    assert not await store.journal.add_done(entry(), expires_at=time.time() + 60)
    assert await store.journal.is_known("ann/1")


async def test_of_several_instances_one_creates_the_entry(reopen: Open) -> None:
    """One of them holds it, and the others do nothing."""
    stores = [await reopen() for _ in range(4)]
    added = await asyncio.gather(*(s.journal.add(entry()) for s in stores))

    assert sum(added) == 1


async def test_a_held_entry_is_not_taken(store: Store) -> None:
    """This holds for the duration of the lease."""
    await store.journal.add(entry())

    assert await taken(store) == []


async def test_an_entry_with_an_expired_lease_is_taken_with_its_record(reopen: Open) -> None:
    """Its process has ended."""
    mine, other = await reopen(SHORT_S), await reopen(SHORT_S)
    held = entry()
    await mine.journal.add(held)
    held.body, held.mark = {"text": "營收？", "genie_message_id": "m-1"}, "m-1"
    await mine.journal.save(held)
    await runs_out(other)

    (again,) = await taken(other)

    assert (again.key, again.kind, again.body) == (held.key, held.kind, held.body)
    assert (again.added_at, again.mark, again.attempts) == (held.added_at, "m-1", 2)
    assert await taken(other) == []


async def test_of_several_instances_one_takes_an_entry(reopen: Open) -> None:
    """Several instances poll at the same time."""
    stores = [await reopen() for _ in range(4)]
    for number in range(8):
        await stores[0].journal.add(entry(f"ann/{number}"), is_held=False)

    found = await asyncio.gather(*map(taken, stores))

    keys = [each.key for entries in found for each in entries]
    assert len(keys) == len(set(keys)) == 8


async def test_a_former_holder_cannot_write_the_entry(reopen: Open) -> None:
    """It was suspended for longer than its lease, and does not know."""
    mine, other = await reopen(SHORT_S), await reopen(SHORT_S)
    held = entry()
    await mine.journal.add(held)
    await runs_out(other)
    (theirs,) = await taken(other)

    for write in (
        mine.journal.save(held),
        mine.journal.release(held),
        mine.journal.finish(held, expires_at=time.time() + 60),
    ):
        with pytest.raises(LeaseLostError):
            await write
    assert await mine.journal.renew([held]) == [held]
    await other.journal.save(theirs)


async def test_a_late_renewal_keeps_the_entry(reopen: Open) -> None:
    """No other process has taken it meanwhile."""
    hasty, patient, other = await reopen(SHORT_S), await reopen(), await reopen(SHORT_S)
    held = [entry("ann/1"), entry("ann/2")]
    for each in held:
        await hasty.journal.add(each)
    await runs_out(other)

    assert await patient.journal.renew(held) == []
    assert await taken(other) == []
    await hasty.journal.save(held[0])


async def test_a_process_does_not_take_its_own_entries(hasty: Store) -> None:
    """After a suspension it renews its leases, and does not start the jobs again."""
    held = entry()
    await hasty.journal.add(held)
    await runs_out(hasty)

    assert await taken(hasty, held) == []
    assert await hasty.journal.renew([held]) == []
    await hasty.journal.finish(held, expires_at=time.time() + 60)


async def test_the_age_of_a_taken_entry_is_the_observed_one(reopen: Open) -> None:
    """A host whose wall clock is a day ahead or behind does not change it."""
    mine, other = await reopen(SHORT_S), await reopen(SHORT_S)
    await taken(other)
    began = time.monotonic()
    for number, skew_s in enumerate((-86_400, 0, 86_400)):
        await mine.journal.add(entry(f"ann/{number}", added_at=time.time() + skew_s))
    await runs_out(other)

    found = await taken(other)
    assert len(found) == 3
    # Azure has whole seconds.
    assert all(0 <= each.age_s <= time.monotonic() - began + 1 for each in found)


async def test_a_finished_entry_is_kept_but_never_due(hasty: Store) -> None:
    """A channel may deliver the activity again."""
    held = entry()
    await hasty.journal.add(held)
    await hasty.journal.finish(held, expires_at=time.time() + 60)
    await runs_out(hasty)

    assert await taken(hasty) == []
    assert not await hasty.journal.add(entry())
    assert [each.is_open for each in await hasty.journal.beneath("")] == [False]


async def test_a_released_entry_is_due_at_once_without_counting_an_attempt(store: Store) -> None:
    """A process ends, and the next one continues."""
    held = entry()
    await store.journal.add(held)
    held.body = {"text": "營收？", "activity_id": "a-1"}
    await store.journal.release(held)

    (again,) = await taken(store)

    assert (again.body, again.attempts) == (held.body, 1)


async def test_an_entry_without_a_holder_is_due(store: Store) -> None:
    """It has not been started yet."""
    await store.journal.add(entry(), is_held=False)

    (begun,) = await taken(store)

    assert begun.attempts == 1


async def test_every_start_counts_as_an_attempt(hasty: Store) -> None:
    """A job that kills its process must not kill all of them."""
    await hasty.journal.add(entry())
    attempts = []
    for _ in range(2):
        await runs_out(hasty)
        attempts += [each.attempts for each in await taken(hasty)]

    assert attempts == [2, 3]


async def test_an_entry_that_is_due_later_is_taken_then(store: Store) -> None:
    """An example is a stored answer to be refreshed tomorrow."""
    due_at = time.time() + DUE_S
    await store.journal.add(entry(due_at=due_at), is_held=False)
    early = await taken(store)
    await a_moment(due_at - time.time() + 1.2)

    assert early == []
    assert len(await taken(store)) == 1


async def test_the_oldest_entries_are_taken_first(store: Store) -> None:
    """They have waited longest."""
    for number in (3, 1, 2):
        await store.journal.add(entry(f"ann/{number}", added_at=1000.0 + number), is_held=False)

    assert [each.key for each in await taken(store)] == ["ann/1", "ann/2", "ann/3"]


async def test_entries_and_marks_are_visible_to_other_processes(store: Store) -> None:
    """They are listed beneath one person's key, in order of arrival."""
    marked = entry("ann/2", added_at=1001.0)
    await store.journal.add(marked)
    await store.journal.add(entry("ann/1", added_at=1000.0))
    await store.journal.add(entry("anna/1"))
    marked.mark = "m-2"
    await store.journal.save(marked)

    listed = await store.journal.beneath("ann/")

    assert [(each.key, each.mark, each.is_open) for each in listed] == [
        ("ann/1", "", True),
        ("ann/2", "m-2", True),
    ]
    assert [each.added_at for each in listed] == [1000.0, 1001.0]


async def test_the_entries_of_a_chat_are_deleted_with_it(store: Store) -> None:
    """No one is left to be told."""
    held = entry()
    await store.journal.add(held)
    await store.journal.add(entry("anna/1"))
    await store.journal.forget(lambda key: key.startswith("ann/"), lambda _: None)

    assert [each.key for each in await store.journal.beneath("")] == ["anna/1"]
    with pytest.raises(LeaseLostError):
        await store.journal.save(held)


async def test_an_entry_that_is_set_aside_is_kept_but_never_taken(hasty: Store) -> None:
    """It is kept for inspection."""
    held = entry()
    await hasty.journal.add(held)
    await hasty.journal.set_aside(held, expires_at=time.time() + 60)
    await runs_out(hasty)

    assert await taken(hasty) == []
    assert await hasty.journal.is_known(held.key)


async def test_an_unreadable_entry_is_set_aside_and_reported(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not fatal, and other entries are taken."""
    await store.journal.add(entry("ann/1"), is_held=False)
    await store.journal.add(entry("bob/1"), is_held=False)
    await spoil(store, "ann/1", "{")
    with caplog.at_level(logging.ERROR):
        found = await taken(store)

    assert [each.key for each in found] == ["bob/1"]
    assert "unreadable record" in caplog.text
    assert [each.key for each in await store.journal.beneath("ann/")] == ["ann/1"]
    assert await taken(store) == []


async def test_entries_of_a_newer_release_are_left_alone(store: Store) -> None:
    """Both releases run side by side."""
    await store.journal.add(entry(), is_held=False)
    await write_as_newer(store, "ann/1")

    assert await taken(store) == []
    assert [each.is_open for each in await store.journal.beneath("")] == [True]


async def test_finished_entries_are_deleted_after_a_while(store: Store) -> None:
    """A channel redelivers within seconds, not days."""
    await store.journal.add_done(entry("ann/1"), expires_at=time.time() - 1)
    await store.journal.add_done(entry("ann/2"), expires_at=time.time() + 60)
    await store.journal.add(entry("ann/3"), is_held=False)
    await store.tidy(time.time())

    assert [each.key for each in await store.journal.beneath("")] == ["ann/2", "ann/3"]


async def spoil(store: Store, key: str, text: str) -> None:
    """Replace the record of an entry by a text."""
    if isinstance(store.journal, QueuedJournal):
        known = await store.journal.blobs.read(key)
        assert known is not None
        await store.journal.blobs.replace(key, text, known.metadata, known.etag)
        return
    assert isinstance(store, SqliteStore)
    query = "UPDATE journal SET body = ? WHERE key = ?"
    await store.database.write(lambda db: db.execute(query, (text, key)))


async def write_as_newer(store: Store, key: str) -> None:
    """Give an entry the version of the next format."""
    if isinstance(store.journal, QueuedJournal):
        known = await store.journal.blobs.read(key)
        assert known is not None
        metadata = dict(known.metadata) | {"format": "2"}
        await store.journal.blobs.replace(key, known.text, metadata, known.etag)
        return
    assert isinstance(store, SqliteStore)
    query = "UPDATE journal SET format = 2 WHERE key = ?"
    await store.database.write(lambda db: db.execute(query, (key,)))


async def test_concurrent_writes_of_one_holder_are_all_stored(store: Store) -> None:
    """The progress message and Genie's ids become known at the same time."""
    held = entry()
    await store.journal.add(held)

    async def save(number: int) -> None:
        held.body = held.body | {str(number): number}
        await store.journal.save(held)

    await asyncio.gather(
        *map(save, range(5)),
        store.journal.renew([held]),
        store.journal.finish(held, expires_at=time.time() + 60),
    )

    with pytest.raises(LeaseLostError):
        await store.journal.save(held)
    assert [each.is_open for each in await store.journal.beneath("")] == [False]


async def test_a_queue_message_without_a_blob_is_ignored(
    opening: Callable[[str], Open],
) -> None:
    """A process died between the two writes; the activity came again, and is worked on."""
    store, other = await opening("azure")(), await opening("azure")()
    assert isinstance(store, AzureStore)
    await store.queue.send_message(json.dumps({"key": "ann/1"}))  # the only write of that process
    held = entry()
    await store.journal.add(held)

    assert await taken(other) == []
    await store.journal.save(held)


async def test_foreign_queue_messages_are_deleted(
    opening: Callable[[str], Open], caplog: pytest.LogCaptureFixture
) -> None:
    """They were added with a tool; other messages are still processed."""
    store = await opening("azure")()
    assert isinstance(store, AzureStore)
    for text in ("hello", "[]", "{}", "1"):
        await store.queue.send_message(text)
    await store.journal.add(entry(), is_held=False)
    with caplog.at_level(logging.ERROR):
        found = await taken(store)

    assert [each.key for each in found] == ["ann/1"]
    assert caplog.text.count("unreadable queue message") == 4


async def test_a_slow_creation_loses_no_entry(opening: Callable[[str], Open]) -> None:
    """The queue message was read before the blob existed, and deleted."""
    store, other = await opening("azure")(SHORT_S), await opening("azure")(SHORT_S)
    assert isinstance(store.journal, QueuedJournal)
    create = store.journal.blobs.create

    async def slow(key: str, text: str, metadata: Mapping[str, str]) -> str:
        await a_moment(OVER_S)
        assert await taken(other) == []
        return await create(key, text, metadata)

    store.journal.blobs.create = slow  # type: ignore[method-assign]
    held = entry()
    assert await store.journal.add(held)
    await store.journal.save(held)
    await a_moment(OVER_S)

    (again,) = await taken(other)
    assert again.key == held.key
