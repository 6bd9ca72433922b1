"""The interface of a store: items of state, and a journal of jobs that are not done yet."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol

JsonObject = dict[str, Any]

ANY_VERSION: Final = "*"
# The name of the field that says when an item expires, in seconds since 1970.
EXPIRES_AT: Final = "expires_at"
# The prefix of the keys of unreadable items, which are kept for ASIDE_S.
ASIDE: Final = "aside/"
ASIDE_S: Final = 30 * 86_400.0
# The lease: how long a process holds an entry without renewing it. A new process must have watched
# for this long before it takes over from a dead one, and has to be at work within 20 s.
LEASE_S: Final = 12.0
# Records of a newer release in another format have a higher number, and are not touched.
FORMAT: Final = 1


class StorageConflictError(Exception):
    """Another writer has changed the item since it was read. Read it again, and retry."""


class StorageUnavailableError(Exception):
    """The store could not be read or written.

    The write may or may not have happened; try again later. Its text is for the log; reason and
    advice are for everyone who can ask how the process is.
    """

    reason = "the store cannot be used; the log says why"
    advice = (
        "The bot tries again every 2 s. Check that STORAGE can be written: room on the disk, "
        "permissions, locks of other programs, the connection to Azure. "
        "See docs/troubleshooting.md."
    )


class StoreFileError(StorageUnavailableError):
    """The store's file is not the one that was opened, or is damaged; see reason.

    Nothing is written to it any more, and a new one is begun.
    """

    advice = (
        "Within ten seconds the bot goes on with a new file, which gets what this process still "
        "knows; do not restart it before. If this stays, the log says why. "
        "See docs/troubleshooting.md."
    )

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LeaseLostError(Exception):
    """Another process has taken the entry over: work on it has to end here, without a message."""


class ItemStorage(ABC):
    """Holds items as copies, each with an ETag.

    An item is a dict of plain JSON whose "e_tag" is the version it was read at; without one it has
    to be new. From EXPIRES_AT on, an item counts as missing.
    """

    @abstractmethod
    async def read(self, keys: list[str]) -> dict[str, JsonObject]:
        """Return copies of the items that exist.

        Raises:
            StorageUnavailableError: it cannot be read now.
        """

    @abstractmethod
    async def write(self, changes: dict[str, JsonObject]) -> dict[str, str]:
        """Write items, and return their new versions.

        Raises:
            StorageConflictError: an item is not at the version that the change was based on.
            StorageUnavailableError: it cannot be written now.
        """

    @abstractmethod
    async def delete(self, keys: list[str]) -> None:
        """Delete the items that exist."""

    @abstractmethod
    async def delete_under(self, prefix: str) -> None:
        """Delete all items whose key starts with prefix."""

    @abstractmethod
    async def find(self, texts: Sequence[str]) -> list[str]:
        """Return the keys of all items, also expired and unreadable ones, that have one of these.

        A text counts in the key and in the body, as that is written in JSON.
        """


@dataclass(slots=True)
class Entry:
    """A job, such as a question that has to be answered.

    Args:
        key: of the job; unique.
        kind: selects the code that handles it.
        body: plain JSON values.
        added_at: in seconds since 1970, as is due_at; compared only with times that other processes
            set.
        mark: a short line of ASCII that others see without reading the body.
        attempts: how often it was started; more than once if a process died while working on it.
        due_at: not before then; 0: at once.
        age_s: how long ago it was added when this process got it, without jumps of any clock.
        hold: the store's own data about who holds the entry.
    """

    key: str
    kind: str
    body: JsonObject
    added_at: float
    mark: str = ""
    attempts: int = 1
    due_at: float = 0.0
    age_s: float = 0.0
    hold: Any = field(default=None, repr=False)


class Line(NamedTuple):
    """A line of the audit trail. Of several with the same id, the first stays.

    at is in seconds since 1970, and the same whichever process writes the line; body is plain JSON.
    """

    id: str
    at: float
    body: JsonObject


# Returns the entry with this key if the calling process holds it.
Mine = Callable[[str], Entry | None]
# Whether the entry with this key is meant.
Chosen = Callable[[str], bool]
# Returns the line about an entry that ends without its holder; None: there is none.
Ending = Callable[[Entry], Line | None]


class Listed(NamedTuple):
    """The part of an entry that can be read without holding it. One that is not open is done."""

    key: str
    added_at: float
    is_open: bool
    mark: str


class Journal(Protocol):
    """Entries, each held by one process at a time, as long as it renews its lease.

    Leases use clocks that do not jump: SQLite's use the observer's monotonic clock, Azure's the
    service's own.

    Every method may raise StorageUnavailableError; a write may have happened nevertheless.
    """

    async def add(self, entry: Entry, *, is_held: bool = True) -> bool:
        """Write a new entry and hold it; False: its key exists, open or done.

        Args:
            is_held: if False, the first process that looks when the entry is due takes it.
        """

    async def add_done(self, entry: Entry, *, expires_at: float) -> bool:
        """Record a job that is already done, so that it is not repeated; False: its key exists."""

    async def is_known(self, key: str) -> bool:
        """Whether there is an entry with this key, open or done."""

    async def save(self, entry: Entry) -> None:
        """Write body and mark.

        Raises:
            LeaseLostError: another process holds it.
        """

    async def renew(self, entries: Sequence[Entry]) -> list[Entry]:
        """Renew the leases of entries, also expired ones; return the entries that were lost."""

    async def finish(self, entry: Entry, *, expires_at: float, line: Line | None = None) -> None:
        """Mark the entry as done. Its key is kept until then, its body is deleted.

        line: is in the audit trail if, and only if, the entry is done.

        Raises:
            LeaseLostError: another process holds it.
        """

    async def release(self, entry: Entry) -> None:
        """Release the entry for another process, as if it had not been started here.

        Raises:
            LeaseLostError: another process holds it.
        """

    async def set_aside(self, entry: Entry, *, expires_at: float, line: Line | None = None) -> None:
        """Keep the entry for inspection; no process takes it again. line: see finish."""

    async def take_due(self, most: int, *, mine: Mine) -> list[Entry]:
        """Take entries that are due and held by no living process, the oldest first.

        Entries that mine returns are left out, even if their lease has expired. Unreadable entries
        are set aside and logged.
        """

    async def beneath(self, prefix: str) -> list[Listed]:
        """Return the entries whose key starts with prefix, the oldest first."""

    async def forget(self, chosen: Chosen, ending: Ending) -> None:
        """Delete all entries with a chosen key; of those that are open, write what ending says."""


class Trail(Protocol):
    """The audit trail: lines, each kept for so many days, and written once.

    Every method may raise StorageUnavailableError; a write may have happened nevertheless.
    """

    def listen(self, told: Callable[[Line], None]) -> None:
        """Call this with each line that this process has written."""

    async def add(self, lines: Sequence[Line]) -> None:
        """Write lines, without those that are there."""

    async def since(self, at: float) -> list[JsonObject]:
        """Return the bodies of the lines from a moment on, in their order."""


class Store(Protocol):
    """Where a process stores what must outlive it.

    is_lasting: the next process finds what this one wrote.
    """

    @property
    def items(self) -> ItemStorage:
        """The items of state."""

    @property
    def journal(self) -> Journal:
        """The jobs."""

    @property
    def trail(self) -> Trail:
        """The audit trail."""

    @property
    def is_lasting(self) -> bool:
        """Whether the next process finds what this one wrote."""

    async def open(self) -> None:
        """Prepare the store.

        Raises:
            StorageUnavailableError: the store cannot be used; the message has the reason.
        """

    async def close(self) -> None:
        """Close the store; no call may be in progress."""

    async def tidy(self, now: float) -> None:
        """Delete what has expired by then, in seconds since 1970."""

    async def scrub(self) -> None:
        """Leave no trace of what was deleted, as far as the store has one."""

    async def check(self, held: Sequence[Entry]) -> bool:
        """Check that what was written is still there, and begin a new store if it is not.

        Args:
            held: the entries that this process holds; a new store gets them.

        Returns True if a new store was begun.

        Raises:
            StorageUnavailableError: it is not there; the next call tries to begin a new one.
        """
