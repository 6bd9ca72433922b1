"""A connection to a SQLite file, which is noticed to be lost, and begun anew."""

import logging
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from bot.storage.connection import LOCKED_S, CarryOver, Job, StoreConnection
from bot.storage.store import StorageUnavailableError, StoreFileError
from bot.storage.store_file import (
    DAMAGED,
    IDENTITY,
    Place,
    StoreFile,
    is_damage,
    is_usable,
)

log = logging.getLogger(__name__)


class FileConnection(StoreConnection):
    """A connection to a file that may be deleted, replaced or damaged while it is open.

    That is noticed before anything more is confirmed. From then on every call is refused, until
    check has begun a new file.
    """

    def __init__(self, path: Path, schema: str) -> None:
        super().__init__(path, schema)
        self._file = StoreFile(path)
        self._loss: _Loss | None = None

    @property
    def is_lost(self) -> bool:
        """Whether the file is gone, and no new one is there yet."""
        return self._loss is not None

    def perform(self, jobs: Sequence[Job]) -> list[Any]:
        """Run the jobs, unless the file is lost."""
        if self._loss is not None:
            return [self._loss.error()] * len(jobs)
        return super().perform(jobs)

    def check(self, carry_over: CarryOver) -> bool:
        """Check that the file is still in its place; if it is lost, begin a new one.

        A new one is begun by the second call that finds the same in its place: what is still being
        copied or moved there is waited for. Returns True once that is done.

        Raises:
            StorageUnavailableError: the file is lost, and no new one is there yet.
        """
        loss = self._loss
        if loss is None:
            self._check_file()
            return False
        if loss.note_place(self._file.place()):
            raise loss.error()
        try:
            self._begin_anew(carry_over)
        except (sqlite3.Error, OSError) as exc:
            loss.note_place(self._file.place())
            if loss.note_failure(str(exc)):
                log.error("no new store", extra={"path": str(self._path)}, exc_info=exc)
            raise loss.error() from exc
        return True

    def _opened(self) -> sqlite3.Connection:
        self._file.prepare(LOCKED_S)
        connection = super()._opened()
        self._file.remember(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        self._file.touch()
        return super()._connect()

    def _set_up(self, connection: sqlite3.Connection) -> None:
        super()._set_up(connection)
        connection.executescript(IDENTITY)
        # The identity has to stand in the file itself, where overwriting it is noticed.
        connection.execute("PRAGMA wal_checkpoint")

    def _before_commit(self, connection: sqlite3.Connection) -> None:
        self._file.check(connection)

    def _failure(self, exc: Exception) -> StorageUnavailableError:
        if isinstance(exc, StoreFileError):
            self._loss = _Loss(exc.reason)
        elif isinstance(exc, sqlite3.Error) and is_damage(exc):
            self._loss = _Loss(DAMAGED)
        else:
            return super()._failure(exc)
        error = self._loss.error()
        error.__cause__ = exc
        return error

    def _check_file(self) -> None:
        try:
            self._file.check(self._connected())
            self._file.check_content()
        except (sqlite3.Error, OSError, StoreFileError) as exc:
            error = self._failure(exc)
            if self._loss is not None:
                self._loss.note_place(self._file.place())
            raise error from exc

    def _begin_anew(self, carry_over: CarryOver) -> None:
        old = self._connected()
        with self._file.alone(LOCKED_S):
            set_aside = self._file.make_way()
            new = self._connect()
            try:
                if not is_usable(new, self._schema):
                    new.close()
                    set_aside += self._file.set_aside()
                    new = self._connect()
                self._set_up(new)
                new.execute("BEGIN IMMEDIATE")
                carry_over(old, new)
                new.execute("COMMIT")
                self._file.remember(new)
            except BaseException:
                new.close()
                raise
        self._connection, self._loss = new, None
        log.warning("new store", extra={"path": str(self._path), "set_aside": set_aside})
        # SQLite does not touch files that have taken the place of this connection's own.
        with suppress(sqlite3.Error):
            old.close()


class _Loss:
    """That the file is lost, and what was seen since."""

    _UNSEEN: Final = object()

    def __init__(self, reason: str) -> None:
        self._reason = reason
        self._place: Place | object | None = self._UNSEEN
        self._failure = ""

    def error(self) -> StoreFileError:
        """Return what calls raise."""
        return StoreFileError(self._reason)

    def note_place(self, place: Place | None) -> bool:
        """Note what stands in the file's place; return whether it was not the last time."""
        is_news = place != self._place
        self._place = place
        return is_news

    def note_failure(self, text: str) -> bool:
        """Note why no new file could be begun; return whether it was another reason before."""
        is_news = text != self._failure
        self._failure = text
        return is_news
