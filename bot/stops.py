"""Stops for questions that another process works on: what it looks up every few seconds."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Final

from bot.state import retried
from bot.storage.plain import record_of
from bot.storage.store import ItemStorage
from genie import Clock

# Longer than it takes until a question whose process is gone is taken over.
WANTED_S: Final = 30.0
_KEY: Final = "stops"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants stopped: a question of theirs, or "" for the first that is worked on.

    lane: see bot.state.personal_key. at: in seconds since 1970.
    """

    lane: str
    reference: str
    at: float


class Stops:
    """What people want stopped, wherever it is worked on."""

    def __init__(self, items: ItemStorage, *, clock: Clock) -> None:
        self._items = items
        self._clock = clock
        self._obeyed: set[Wanted] = set()

    async def want(self, lane: str, reference: str) -> None:
        """Let whoever works on it know."""
        wanted = Wanted(lane, reference, self._clock.now().timestamp())

        async def work() -> None:
            item = (await self._items.read([_KEY])).get(_KEY, {})
            known = [asdict(each) for each in self._fresh(item.get("wanted", ()))]
            await self._items.write({_KEY: item | {"wanted": [*known, asdict(wanted)]}})

        await retried(work)

    async def obey(self, stop: Callable[[Wanted], bool]) -> None:
        """Pass on what is wanted, until stop says that it was done."""
        item = (await self._items.read([_KEY])).get(_KEY, {})
        wanted = self._fresh(item.get("wanted", ()))
        self._obeyed &= set(wanted)
        self._obeyed |= {each for each in wanted if each not in self._obeyed and stop(each)}

    def _fresh(self, known: list[dict[str, object]]) -> list[Wanted]:
        since = self._clock.now().timestamp() - WANTED_S
        return [each for one in known if (each := record_of(Wanted, one)).at > since]
