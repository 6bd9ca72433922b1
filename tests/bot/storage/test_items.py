"""Items, in every kind of store: copies, versions, and only JSON."""

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
    """Return an existing item."""
    return (await store.items.read([key]))[key]


async def test_a_read_returns_a_copy(store: Store) -> None:
    """Unsaved changes must not be visible, neither to others nor after a failed turn."""
    item: dict[str, Any] = {"deep": {"value": 1}, "名字": "安"}
    await store.items.write({"key": item})
    item["deep"]["value"] = 2
    (await one(store))["deep"]["value"] = 3

    assert (await one(store))["deep"] == {"value": 1}
    assert (await one(store))["名字"] == "安"


async def test_the_second_writer_is_refused(store: Store) -> None:
    """Otherwise it would overwrite the first write."""
    await store.items.write({"key": {"value": 0}})
    first, second = await one(store), await one(store)
    await store.items.write({"key": first | {"value": 1}})

    with pytest.raises(StorageConflictError):
        await store.items.write({"key": second | {"value": 2}})

    assert (await one(store))["value"] == 1


async def test_a_write_returns_the_new_version(store: Store) -> None:
    """The writer can write again without reading; a new item and a replaced one alike."""
    written = await store.items.write({"key": {"value": 1}})
    written = await store.items.write({"key": {"value": 2, "e_tag": written["key"]}})

    assert written == {"key": (await one(store))["e_tag"]}


async def test_two_writers_cannot_create_the_same_item(store: Store) -> None:
    """Both have read that it does not exist."""
    await store.items.write({"key": {"value": 1}})

    with pytest.raises(StorageConflictError):
        await store.items.write({"key": {"value": 2}})


async def test_a_write_based_on_a_deleted_item_is_refused(store: Store) -> None:
    """This holds even if the item exists again."""
    await store.items.write({"key": {"value": 1}})
    read = await one(store)
    await store.items.delete(["key", "other"])
    assert await store.items.read(["key"]) == {}
    with pytest.raises(StorageConflictError):
        await store.items.write({"key": read})

    await store.items.write({"key": {"value": 2}})
    with pytest.raises(StorageConflictError):
        await store.items.write({"key": read})


async def test_any_version_can_be_overwritten_on_request(store: Store) -> None:
    """The protocol of the Bot Framework allows it."""
    await store.items.write({"key": {"value": 1}})
    await store.items.write({"key": {"value": 2, "e_tag": ANY_VERSION}})

    assert (await one(store))["value"] == 2


async def test_deleting_beneath_a_key_deletes_only_that(store: Store) -> None:
    """It is used for a chat from which the bot was removed."""
    keys = ["chat/users/1", "chat/users/2", "chat", "chatter/users/1", "Chat/users/1"]
    await store.items.write({key: {} for key in keys})
    await store.items.delete_under("chat/")

    assert set(await store.items.read(keys)) == {"chat", "chatter/users/1", "Chat/users/1"}


async def test_keys_may_be_of_any_length(store: Store) -> None:
    """Ids are the channel's, and a blob's name has at most 1,024 characters."""
    keys = [f"{'x' * 2_000}{number}" for number in range(2)]
    await store.items.write({key: {"key": key} for key in keys})

    assert [(await one(store, key))["key"] for key in keys] == keys


async def test_only_json_is_written(store: Store) -> None:
    """Formats that can create instances of classes when they are read are not allowed."""
    with pytest.raises(TypeError):
        await store.items.write({"key": {"value": object()}})


async def test_an_expired_item_does_not_exist_and_can_be_created(store: Store) -> None:
    """This holds even before it has been deleted."""
    await store.items.write({"key": {"expires_at": time.time() - 1}})
    assert await store.items.read(["key"]) == {}
    await store.items.write({"key": {"value": 2}})

    assert (await one(store))["value"] == 2


async def test_cleaning_up_deletes_only_expired_items(store: Store) -> None:
    """Unused state does not accumulate."""
    now = time.time()
    expiring = {"expired": {"expires_at": now - 1}, "later": {"expires_at": now + 100}}
    await store.items.write(expiring | {"kept": {}})
    await store.tidy(time.time())

    assert set(await all_keys(store)) == {"later", "kept"}


async def all_keys(store: Store) -> list[str]:
    """Return the keys of all stored items, expired or not."""
    if isinstance(store.items, BlobItems):
        return [blob.key async for blob in store.items.blobs.listed("")]
    assert isinstance(store, SqliteStore)
    rows = await store.database.read(lambda db: db.execute("SELECT key FROM items").fetchall())
    return [key for (key,) in rows]


@pytest.mark.parametrize("text", ["{", "[]", "1", "[" * 100_000])
async def test_an_unreadable_item_is_reported_and_counts_as_missing(
    store: Store, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Otherwise the person could never use the bot again."""
    await spoil(store, "key", text)
    with caplog.at_level(logging.ERROR):
        assert await store.items.read(["key"]) == {}
    await store.items.write({"key": {"value": 1}})

    assert (await one(store))["value"] == 1
    assert "unreadable record" in caplog.text


async def spoil(store: Store, key: str, text: str) -> None:
    """Replace an item by a text."""
    if isinstance(store.items, BlobItems):
        await store.items.blobs.create(key, text, {})
        return
    assert isinstance(store, SqliteStore)
    row = (key, "v", None, text)
    await store.database.write(lambda db: db.execute("INSERT INTO items VALUES (?, ?, ?, ?)", row))


async def test_writes_of_two_processes_are_merged(reopen: Open) -> None:
    """They write at the same time with their own connections; versions detect conflicts."""
    stores = await asyncio.gather(reopen(), reopen())

    async def process(store: Store, name: str) -> None:
        record = StateRecord(PersonState(store.items), "Person")
        for number in range(6):
            await record.change(context(), lambda v, key=f"{name}{number}": v | {key: True})  # type: ignore[misc]
            await a_moment(0.001)

    await asyncio.gather(*(process(s, name) for s, name in zip(stores, "ab", strict=True)))

    record = StateRecord(PersonState(stores[0].items), "Person")
    assert len(await record.read(context())) == 12


async def test_items_persist(reopen: Open) -> None:
    """The next process finds them."""
    await (await reopen()).items.write({"key": {"value": 1}})

    assert (await one(await reopen()))["value"] == 1


async def test_the_file_is_readable_for_its_owner_only(
    opening: Callable[[str], Open], tmp_path: Path
) -> None:
    """It contains people's questions."""
    await (await opening("sqlite")()).items.write({"key": {}})

    assert modes_in(tmp_path) == {0o600}


def modes_in(folder: Path) -> set[int]:
    """Return the permissions of the files of a store."""
    return {path.stat().st_mode & 0o777 for path in folder.glob("store.sqlite3*")}
