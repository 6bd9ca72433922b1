"""The file of a SQLite store in its folder: whether it is still the one that is open.

SQLite does not notice when its file is deleted or replaced: it goes on writing into a file that has
no name any more, and everything is lost with the process.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from bot.storage import permissions
from bot.storage.store import StoreFileError

DELETED: Final = "the file of the store was deleted"
REPLACED: Final = "another file has taken the place of the store's"
TRUNCATED: Final = "the file of the store was truncated"
DAMAGED: Final = "the file of the store is damaged"
LOG_LOST: Final = "the write-ahead log of the store was deleted or replaced"

# The file itself, and what SQLite puts beside it.
_SUFFIXES: Final = ("", "-wal", "-shm")
_LOCK: Final = "-recovery"
_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

# Its one row tells a file from all others. A page of its own is written once: unlike the pages that
# change, it is never found in the write-ahead log after the file itself was overwritten.
IDENTITY: Final = """
CREATE TABLE IF NOT EXISTS identity (id TEXT NOT NULL);
INSERT INTO identity SELECT hex(randomblob(16)) WHERE NOT EXISTS (SELECT 1 FROM identity);
"""
_READ_IDENTITY: Final = "SELECT id FROM identity"


class Place(NamedTuple):
    """What stands under the file's name: which file, and its size."""

    device: int
    inode: int
    size: int


class StoreFile:
    """The file that a connection has open, and what stands under its name now."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._paths = [path.with_name(path.name + suffix) for suffix in _SUFFIXES]
        self._opened: list[tuple[int, int] | None] = []
        self._size = 0
        self._identity = ""

    def prepare(self, timeout_s: float) -> None:
        """Make the folder, and rename a write-ahead log that belongs to no file.

        Raises:
            OSError, sqlite3.Error: that is not possible.
        """
        self._make_folder()
        if self._has_leftovers():
            with self.alone(timeout_s):
                if self._has_leftovers():
                    self.set_aside()

    def touch(self) -> None:
        """Make the file if it is not there, for its owner only: it holds people's questions.

        Files that are there already lose the permissions of others.
        """
        self.path.touch(permissions.FILE)
        permissions.make_private(self.path)

    def remember(self, connection: sqlite3.Connection) -> None:
        """Note what this connection has opened."""
        (self._identity,) = connection.execute(_READ_IDENTITY).fetchone()
        self._opened = [_file_at(path) for path in self._paths]
        self._size = 0

    def place(self) -> Place | None:
        """Return what stands under the name; None: nothing that can be seen."""
        with suppress(OSError):
            return _place_at(self.path)
        return None

    def check(self, connection: sqlite3.Connection) -> None:
        """Check names and size, which takes microseconds.

        Raises:
            StoreFileError: what is written now would be lost.
            OSError, sqlite3.Error: that cannot be known now.
        """
        here = _place_at(self.path)
        if here is None:
            raise StoreFileError(DELETED)
        main, *beside = self._opened
        if here[:2] != main:
            raise StoreFileError(REPLACED)
        has_shrunk = here.size < self._size and here.size < _needed_bytes(connection)
        if has_shrunk or not here.size:
            raise StoreFileError(TRUNCATED)
        if [_file_at(path) for path in self._paths[1:]] != beside:
            raise StoreFileError(LOG_LOST)
        self._size = here.size

    def check_content(self) -> None:
        """Check that it was not overwritten in place, by reading it as another process would.

        Raises:
            StoreFileError: it was.
        """
        uri = f"{self.path.absolute().as_uri()}?mode=rw"
        try:
            with closing(sqlite3.connect(uri, uri=True, timeout=0)) as fresh:
                (identity,) = fresh.execute(_READ_IDENTITY).fetchone() or ("",)
        except sqlite3.Error as exc:
            if is_damage(exc):
                raise StoreFileError(DAMAGED) from exc
            if exc.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # there is no such table
                raise StoreFileError(REPLACED) from exc
            return  # locked, or no file descriptor is left: it says nothing of the file
        if identity != self._identity:
            raise StoreFileError(REPLACED)

    @contextmanager
    def alone(self, timeout_s: float) -> Iterator[None]:
        """Keep other processes from recovering at the same time; a lock ends with its process.

        Raises:
            OSError, sqlite3.Error: another process takes too long, or the folder is not writable.
        """
        self._make_folder()
        path = self.path.with_name(self.path.name + _LOCK)
        path.touch(permissions.FILE)
        with closing(sqlite3.connect(path, timeout=timeout_s, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield

    def make_way(self) -> list[str]:
        """Rename what must not be used: the open file if it is still there, and its leftovers.

        Beside another file, SQLite would take an old write-ahead log for that file's own. Returns
        the new names.
        """
        main, *_ = [_file_at(path) for path in self._paths]
        if main is None or main == self._opened[0]:
            return self.set_aside()
        return _renamed(
            path
            for path, opened in zip(self._paths, self._opened, strict=True)
            if opened is not None and _file_at(path) == opened
        )

    def set_aside(self) -> list[str]:
        """Rename whatever has the file's names, and return the new ones."""
        return _renamed(self._paths)

    def _make_folder(self) -> None:
        self.path.parent.mkdir(permissions.FOLDER, parents=True, exist_ok=True)

    def _has_leftovers(self) -> bool:
        here = self.place()
        is_there = here is not None and here.size > 0
        return not is_there and any(path.exists() for path in self._paths[1:])


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that the content of a file is damaged."""
    # Errors of the module itself have no code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def is_usable(connection: sqlite3.Connection, schema: str) -> bool:
    """Whether a database is whole, and empty or one of this schema."""
    with closing(sqlite3.connect(":memory:")) as model:
        model.executescript(schema)
        ours = _columns(model)
    try:
        theirs = _columns(connection)
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as exc:
        if is_damage(exc):
            return False
        raise
    shared = theirs.keys() & ours.keys()
    is_known = not theirs or bool(shared)
    return is_known and verdict == "ok" and all(theirs[name] == ours[name] for name in shared)


def _columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    query = """
        SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' ORDER BY t.name, c.cid
    """
    columns: dict[str, list[str]] = {}
    for table, column in connection.execute(query):
        columns.setdefault(table, []).append(column)
    return columns


def _needed_bytes(connection: sqlite3.Connection) -> int:
    """The size of the whole database; the file is smaller while pages stand only in the log."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(page_bytes)


def _place_at(path: Path) -> Place | None:
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Place(found.st_dev, found.st_ino, found.st_size)


def _file_at(path: Path) -> tuple[int, int] | None:
    found = _place_at(path)
    return found and found[:2]


def _renamed(paths: Iterable[Path]) -> list[str]:
    suffix = f".aside-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
    names = []
    for path in paths:
        with suppress(FileNotFoundError):
            names.append(path.rename(path.with_name(path.name + suffix)).name)
    return names
