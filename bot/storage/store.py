"""What a store is: items of state, and a journal of jobs that are not done yet."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol

JsonObject = dict[str, Any]

ANY_VERSION: Final = "*"
# Under this name an item may hold when it is to be forgotten, in seconds since 1970.
EXPIRES_AT: Final = "expires_at"
# Under keys that begin so is what could not be read, for so many seconds.
ASIDE: Final = "aside/"
ASIDE_S: Final = 30 * 86_400.0
# So long a process holds an entry without renewing that. A process that starts must have watched
# for this long before it takes over from a dead one, and has to be at work within 20 s.
LEASE_S: Final = 12.0
# Records that a newer release writes in another shape have a higher number, and are left to it.
FORMAT: Final = 1


class StorageConflictError(Exception):
    """Another writer changed the item since it was read. Read it again, and try again."""


class StorageUnavailableError(Exception):
    """The store could not be read or written. Nothing is known to be kept; try again later."""


class LeaseLostError(Exception):
    """Another process has taken the entry over: what is done for it here has to end, silently."""


class ItemStorage(ABC):
    """Holds items as copies, each with an ETag.

    An item is a dict whose "e_tag" is the version it was read at; without one it has to be new.
    One that holds EXPIRES_AT is gone from then on. What it holds is plain JSON.
    """

    @abstractmethod
    async def read(self, keys: list[str]) -> dict[str, JsonObject]:
        """Return copies of the items that exist.

        Raises:
            StorageUnavailableError: it cannot be read now.
        """

    @abstractmethod
    async def write(self, changes: dict[str, JsonObject]) -> None:
        """Write items.

        Raises:
            StorageConflictError: an item is not at the version that the change was based on.
            StorageUnavailableError: it cannot be written now.
        """

    @abstractmethod
    async def delete(self, keys: list[str]) -> None:
        """Remove the items that exist."""

    @abstractmethod
    async def delete_under(self, prefix: str) -> None:
        """Remove all items whose key begins so."""


@dataclass(slots=True)
class Entry:
    """A job, such as a question that has to be answered.

    Args:
        key: of the job; there is never a second entry with the same.
        kind: who knows what to do with it.
        body: plain JSON values.
        added_at: in seconds since 1970, as is due_at; only what another process added is compared
            with it.
        mark: a short line of ASCII that others see without reading the body.
        attempts: how often it was begun; more than once if a process died over it.
        due_at: not before then; 0: at once.
        age_s: how long ago it was added when this process got it, without jumps of any clock.
        hold: by what the store knows who holds the entry; its own business.
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


# Returns the entry with a key if the process that looks holds it.
Mine = Callable[[str], Entry | None]


class Listed(NamedTuple):
    """What can be seen of an entry without holding it. One that is not open is done with."""

    key: str
    added_at: float
    is_open: bool
    mark: str


class Journal(Protocol):
    """Entries, each held by one process at a time, for as long as that renews its lease.

    Leases are judged by clocks that do not jump: SQLite's by the observer's monotonic clock, those
    of Azure by the service's own.

    Every method may raise StorageUnavailableError; what it was to write may be there then.
    """

    async def add(self, entry: Entry, *, is_held: bool = True) -> bool:
        """Write a new entry and hold it; False: there is one with its key, open or done.

        Args:
            is_held: else the first process that looks when it is due takes it.
        """

    async def add_done(self, entry: Entry, *, expires_at: float) -> bool:
        """Note something that is done already, so that it is not done again; False: it was."""

    async def is_known(self, key: str) -> bool:
        """Whether there is an entry with this key, open or done."""

    async def save(self, entry: Entry) -> None:
        """Write body and mark.

        Raises:
            LeaseLostError: another process holds it.
        """

    async def renew(self, entries: Sequence[Entry]) -> list[Entry]:
        """Hold entries for another lease, also if the last has run out; return those lost."""

    async def finish(self, entry: Entry, *, expires_at: float) -> None:
        """Note that it is done. Its key is remembered until then, its body is not.

        Raises:
            LeaseLostError: another process holds it.
        """

    async def release(self, entry: Entry) -> None:
        """Let another process take it, as if it had not been begun here.

        Raises:
            LeaseLostError: one has.
        """

    async def set_aside(self, entry: Entry, *, expires_at: float) -> None:
        """Keep it for inspection; no process takes it again."""

    async def take_due(self, most: int, *, mine: Mine) -> list[Entry]:
        """Take entries that are due and held by no living process, the oldest first.

        What is mine is left out, even if its lease has run out. What cannot be read is set aside,
        and reported in the log.
        """

    async def beneath(self, prefix: str) -> list[Listed]:
        """Return what there is under keys that begin so, the oldest first."""

    async def forget_beneath(self, prefix: str) -> None:
        """Remove all entries whose key begins so."""


class Store(Protocol):
    """Where a process keeps what must outlive it.

    is_lasting: what is written is there for the next process.
    """

    @property
    def items(self) -> ItemStorage:
        """The items of state."""

    @property
    def journal(self) -> Journal:
        """The jobs."""

    @property
    def is_lasting(self) -> bool:
        """Whether the next process finds what this one wrote."""

    async def open(self) -> None:
        """Make it ready.

        Raises:
            StorageUnavailableError: it cannot be used, and why.
        """

    async def close(self) -> None:
        """Let go of it; nothing may be under way any more."""

    async def tidy(self, now: float) -> None:
        """Remove what has expired by then, in seconds since 1970."""
