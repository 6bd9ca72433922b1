"""A job: what a turn leaves to be done after it, and how far that is."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, NamedTuple, Protocol

from bot.storage.store import (
    Entry,
    JsonObject,
    LeaseLostError,
    Line,
    StorageUnavailableError,
    Store,
)

log = logging.getLogger(__name__)

# A channel repeats itself within seconds; ten minutes leave room for one that is in trouble.
SEEN_S: Final = 600.0


class NewJob(NamedTuple):
    """A job that a turn adds: its kind says what is done with it. body is plain JSON."""

    kind: str
    body: JsonObject


class Holder(Protocol):
    """What renews the leases of the jobs that this process works on."""

    store: Store

    def now(self) -> float:
        """Return the moment in seconds since 1970."""

    def monotonic(self) -> float:
        """Return the moment by the clock that never jumps."""

    def holds(self, job: "LeasedJob") -> bool:
        """Whether this process holds it."""

    def let_go(self, job: "LeasedJob") -> None:
        """Renew its lease no more."""

    def leave_behind(self, entry: Entry) -> None:
        """Take note that it could not be released, so that a new store has to get it."""

    def lose(self, job: "LeasedJob") -> None:
        """Take note that another process holds it now."""


class LeasedJob:
    """A job whose lease this process holds.

    began_at: when it was made, on the clock's monotonic(), also if another process made it.
    """

    def __init__(self, holder: Holder, entry: Entry) -> None:
        self._holder = holder
        self._is_unsaved = False
        self._line: Line | None = None
        self.is_done = False
        self.entry = entry
        self.began_at = holder.monotonic() - entry.age_s
        self._on_loss: list[Callable[[], None]] = []

    @property
    def is_again(self) -> bool:
        """Whether it was begun before."""
        return self.entry.attempts > 1

    @property
    def age_s(self) -> float:
        """How long ago it was made, whatever the wall clock says meanwhile."""
        return self._holder.monotonic() - self.began_at

    def call_on_loss(self, callback: Callable[[], None]) -> None:
        """Call this when another process has taken the job over."""
        self._on_loss.append(callback)

    def note_loss(self) -> None:
        """Tell those who work on it that another process has taken the job over."""
        for callback in self._on_loss:
            callback()

    def date_from(self, epoch: float) -> None:
        """Write from now on that it was added at began_at seconds after this wall-clock moment."""
        self.entry.added_at = epoch + self.began_at

    async def save(self, body: JsonObject, *, mark: str | None = None) -> None:
        """Note how far it is; what cannot be written now is written later.

        Raises:
            LeaseLostError: another process goes on with it.
        """
        self.entry.body = body
        self.entry.mark = self.entry.mark if mark is None else mark
        self._is_unsaved = True
        await self.write()

    async def write(self) -> None:
        """Write what has not been written."""
        journal = self._holder.store.journal
        try:
            if self.is_done:
                expires_at = self._holder.now() + SEEN_S
                await journal.finish(self.entry, expires_at=expires_at, line=self._line)
                self._holder.let_go(self)
            elif self._is_unsaved:
                await journal.save(self.entry)
                self._is_unsaved = False
        except LeaseLostError:
            self._holder.lose(self)
            raise
        except StorageUnavailableError as exc:
            log.warning("job not written", extra={"key": self.entry.key}, exc_info=exc)

    def end_with(self, line: Line) -> None:
        """Write this line of the audit trail when the job is done, and only then."""
        self._line = line

    async def release(self) -> None:
        """Let another process go on with it, at once; nothing if one does already."""
        if not self._holder.holds(self):
            return
        self._holder.let_go(self)
        try:
            await self._holder.store.journal.release(self.entry)
        except (LeaseLostError, StorageUnavailableError) as exc:
            log.warning("job not released", extra={"key": self.entry.key}, exc_info=exc)
            if isinstance(exc, StorageUnavailableError):
                self._holder.leave_behind(self.entry)

    @asynccontextmanager
    async def completing(self) -> AsyncIterator[None]:
        """Complete the job when the block ends; after an error it is retried later.

        After that, nobody is told if another process takes it over.
        """
        try:
            yield
        except BaseException:
            self._holder.let_go(self)
            raise
        finally:
            self._on_loss.clear()
        if self._holder.holds(self):
            self.is_done = True
            try:
                await self.write()
            except LeaseLostError:
                log.warning("job finished by two processes", extra={"key": self.entry.key})
