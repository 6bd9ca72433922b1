"""A store holds people's questions: other users of the machine cannot read it."""

import os
from pathlib import Path

import pytest

from bot.storage.sqlite import SqliteStore
from genie import SystemClock

SUFFIXES = ("", "-wal", "-shm", "-recovery", ".aside-20261130T182037337863Z", "-wal.aside-20261130")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made" / "state" / "store.sqlite3"


async def use(path: Path) -> None:
    """Open the store, and look at the modes while all of its files exist."""
    store = SqliteStore(path, SystemClock())
    await store.open()
    await store.items.write({"key": {}})
    assert modes(path) == {0o600}
    await store.close()


def modes(path: Path) -> set[int]:
    path = path.resolve()
    return {mode(each) for each in path.parent.glob(f"{path.name}*") if not each.is_symlink()}


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def exposed(path: Path, folder_mode: int = 0o755) -> None:
    """Make what an earlier release, or an operator, has left readable for everyone."""
    path.parent.mkdir(parents=True)
    for suffix in SUFFIXES[3:]:
        path.with_name(path.name + suffix).touch()
    path.touch()
    for each in path.parent.iterdir():
        each.chmod(0o666)
    path.parent.chmod(folder_mode)


def leave_only_its_log(path: Path) -> None:
    path.rename(path.with_name(f"{path.name}-wal"))


async def test_a_new_folder_is_the_owners_only(path: Path) -> None:
    """Its parents are not the bot's own."""
    parent_mode = mode(path.parents[2])
    await use(path)

    assert mode(path.parent) == 0o700
    assert mode(path.parents[2]) == parent_mode


async def test_what_was_there_loses_the_permissions_of_others(path: Path) -> None:
    """Also logs, locks and files that were set aside."""
    exposed(path)
    await use(path)

    assert mode(path.parent) == 0o700


async def test_leftovers_are_set_aside_for_the_owner_only(path: Path) -> None:
    """They hold questions, too, and so does what is kept of them."""
    exposed(path)
    leave_only_its_log(path)
    await use(path)

    assert list(path.parent.glob("*-wal.aside-*Z"))
    assert mode(path.parent) == 0o700


@pytest.mark.parametrize("folder_mode", [0o755, 0o770])
async def test_a_folder_with_other_files_is_left_as_it_is(path: Path, folder_mode: int) -> None:
    """A home directory, or the project's own."""
    exposed(path, folder_mode)
    other = path.with_name("store.sqlite3.backup")
    other.touch()
    other.chmod(0o644)
    store = SqliteStore(path, SystemClock())
    await store.open()
    await store.close()

    assert (mode(path.parent), mode(other), mode(path)) == (folder_mode, 0o644, 0o600)


async def test_a_folder_for_everyone_is_left_as_it_is(path: Path) -> None:
    """It may hold nothing else for the moment."""
    exposed(path, 0o1777)
    await use(path)

    assert mode(path.parent) == 0o1777


async def test_a_link_beside_the_store_is_not_followed(path: Path, tmp_path: Path) -> None:
    """Another user can put one into a folder for everyone."""
    exposed(path, 0o1777)
    other = tmp_path / "of-another-user"
    other.touch()
    other.chmod(0o644)
    path.with_name(f"{path.name}.aside-1").symlink_to(other)
    await use(path)

    assert mode(other) == 0o644


async def test_a_link_to_the_store_is_followed(path: Path, tmp_path: Path) -> None:
    """An operator may keep it on another disk."""
    exposed(path)
    link = tmp_path / "store.sqlite3"
    link.symlink_to(path)
    await use(link)

    assert mode(path.parent) == 0o700


async def test_the_bot_works_where_permissions_cannot_be_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A file of another user in a shared group, or a file system without permissions."""
    exposed(path)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError("not the owner")

    monkeypatch.setattr(os, "chmod", refused)
    store = SqliteStore(path, SystemClock())
    await store.open()
    await store.items.write({"key": {}})
    await store.close()

    assert "permissions not changed" in caplog.text
