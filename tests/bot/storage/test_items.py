"""Items, in every kind of store: copies, versions, and nothing that cannot be written as text."""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.state.scopes import PersonState, StateRecord
from bot.storage.blobs import BlobItems
from bot.storage.sqlite import SqliteStore
from bot.storage.store import ANY_VERSION, StorageConflictError, Store
from tests.bot.state.test_scopes import context
from tests.bot.storage.conftest import Open, a_moment


async def one(store: Store, key: str = "key") -> dict[str, Any]:
    """Return an item that is there."""
    return (await store.items.read([key]))[key]


async def test_what_is_read_is_a_copy(store: Store) -> None:
    """Changes that are not written must not show, neither to others nor after a failed turn."""
    item: dict[str, Any] = {"deep": {"value": 1}, "名字": "安"}
    await store.items.write({"key": item})
    item["deep"]["value"] = 2
    (await one(store))["deep"]["value"] = 3

    assert (await one(store))["deep"] == {"value": 1}
    assert (await one(store))["名字"] == "安"


async def test_the_second_writer_is_refused(store: Store) -> None:
    """Else it would erase what the first wrote."""
    await store.items.write({"key": {"value": 0}})
    first, second = await one(store), await one(store)
    await store.items.write({"key": first | {"value": 1}})

    with pytest.raises(StorageConflictError):
        await store.items.write({"key": second | {"value": 2}})

    assert (await one(store))["value"] == 1


async def test_a_new_item_is_new(store: Store) -> None:
    """Two writers that both found nothing do not overwrite each other."""
    await store.items.write({"key": {"value": 1}})

    with pytest.raises(StorageConflictError):
        await store.items.write({"key": {"value": 2}})


async def test_a_deleted_item_is_not_written_by_who_has_read_it(store: Store) -> None:
    """Not even if there is another one by then."""
    await store.items.write({"key": {"value": 1}})
    read = await one(store)
    await store.items.delete(["key", "other"])
    assert await store.items.read(["key"]) == {}
    with pytest.raises(StorageConflictError):
        await store.items.write({"key": read})

    await store.items.write({"key": {"value": 2}})
    with pytest.raises(StorageConflictError):
        await store.items.write({"key": read})


async def test_any_version_may_be_overwritten_by_who_asks_for_that(store: Store) -> None:
    """As the protocol of the Bot Framework says."""
    await store.items.write({"key": {"value": 1}})
    await store.items.write({"key": {"value": 2, "e_tag": ANY_VERSION}})

    assert (await one(store))["value"] == 2


async def test_what_lies_under_a_key_goes_and_nothing_else(store: Store) -> None:
    """Of a chat that the bot was taken out of."""
    keys = ["chat/users/1", "chat/users/2", "chat", "chatter/users/1", "Chat/users/1"]
    await store.items.write({key: {} for key in keys})
    await store.items.delete_under("chat/")

    assert set(await store.items.read(keys)) == {"chat", "chatter/users/1", "Chat/users/1"}


async def test_keys_may_be_of_any_length(store: Store) -> None:
    """Ids are the channel's, and a blob's name has at most 1,024 characters."""
    keys = [f"{'x' * 2_000}{number}" for number in range(2)]
    await store.items.write({key: {"key": key} for key in keys})

    assert [(await one(store, key))["key"] for key in keys] == keys


async def test_nothing_else_than_json_is_written(store: Store) -> None:
    """What could make instances of classes when it is read is no text."""
    with pytest.raises(TypeError):
        await store.items.write({"key": {"value": object()}})


async def test_an_expired_item_is_gone_and_can_be_written_anew(store: Store) -> None:
    """Also where what is left of it has not been tidied up yet."""
    await store.items.write({"key": {"expires_at": time.time() - 1}})
    assert await store.items.read(["key"]) == {}
    await store.items.write({"key": {"value": 2}})

    assert (await one(store))["value"] == 2


async def test_tidying_removes_what_has_expired_alone(store: Store) -> None:
    """What nobody comes back to costs nothing."""
    now = time.time()
    expiring = {"expired": {"expires_at": now - 1}, "later": {"expires_at": now + 100}}
    await store.items.write(expiring | {"kept": {}})
    await store.tidy(time.time())

    assert set(await all_keys(store)) == {"later", "kept"}


async def all_keys(store: Store) -> list[str]:
    """Return the keys of whatever is stored, expired or not."""
    if isinstance(store.items, BlobItems):
        return [blob.key async for blob in store.items.blobs.listed("")]
    assert isinstance(store, SqliteStore)
    rows = await store.database.read(lambda db: db.execute("SELECT key FROM items").fetchall())
    return [key for (key,) in rows]


@pytest.mark.parametrize("text", ["{", "[]", "1", "[" * 100_000])
async def test_what_cannot_be_read_is_reported_and_not_there(
    store: Store, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is no reason for a person to be told nothing for ever."""
    await spoil(store, "key", text)
    with caplog.at_level(logging.ERROR):
        assert await store.items.read(["key"]) == {}
    await store.items.write({"key": {"value": 1}})

    assert (await one(store))["value"] == 1
    assert "unreadable record" in caplog.text


async def spoil(store: Store, key: str, text: str) -> None:
    """Put a text where an item is."""
    if isinstance(store.items, BlobItems):
        await store.items.blobs.create(key, text, {})
        return
    assert isinstance(store, SqliteStore)
    row = (key, "v", None, text)
    await store.database.write(lambda db: db.execute("INSERT INTO items VALUES (?, ?, ?, ?)", row))


async def test_two_processes_write_on_top_of_each_other(reopen: Open) -> None:
    """At the same time, each with a connection of its own: the versions settle it."""
    stores = await asyncio.gather(reopen(), reopen())

    async def process(store: Store, name: str) -> None:
        record = StateRecord(PersonState(store.items), "Person")
        for number in range(6):
            await record.change(context(), lambda v, key=f"{name}{number}": v | {key: True})  # type: ignore[misc]
            await a_moment(0.001)

    await asyncio.gather(*(process(s, name) for s, name in zip(stores, "ab", strict=True)))

    record = StateRecord(PersonState(stores[0].items), "Person")
    assert len(await record.read(context())) == 12


async def test_the_next_process_finds_everything(reopen: Open) -> None:
    """That is what it is for."""
    await (await reopen()).items.write({"key": {"value": 1}})

    assert (await one(await reopen()))["value"] == 1


async def test_nobody_else_on_the_machine_can_read_the_file(
    opening: Callable[[str], Open], tmp_path: Path
) -> None:
    """It holds people's questions."""
    await (await opening("sqlite")()).items.write({"key": {}})

    assert modes_in(tmp_path) == {0o600}


def modes_in(folder: Path) -> set[int]:
    """Return who may do what with the files of a store."""
    return {path.stat().st_mode & 0o777 for path in folder.glob("store.sqlite3*")}
