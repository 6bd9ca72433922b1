"""One question at a time per person and chat; others wait in the order in which they came."""

import asyncio
from collections.abc import Callable, Hashable

OnAhead = Callable[[int], None]


class KeyedFifo:
    """The questions of this process, each behind the earlier ones of the same person and chat."""

    def __init__(self) -> None:
        self._lanes: dict[Hashable, list[FifoPlace]] = {}

    def enter(self, key: Hashable, came_at: float) -> "FifoPlace":
        """Stand in a lane behind whoever came earlier, from now until leave is called."""
        place = FifoPlace(self, key, came_at)
        lane = self._lanes.setdefault(key, [])
        lane.append(place)
        # What another process has left may have come before what is here already.
        lane.sort(key=lambda other: other.came_at)
        return place

    def length(self, key: Hashable) -> int:
        """Return how many stand in a lane."""
        return len(self._lanes.get(key, ()))

    def ahead_of(self, place: "FifoPlace") -> int:
        """Return how many questions come first."""
        return self._lanes[place.key].index(place)

    def leave(self, place: "FifoPlace") -> None:
        """Let the others move up."""
        lane = self._lanes[place.key]
        lane.remove(place)
        if not lane:
            del self._lanes[place.key]
        for other in lane:
            other.moved.set()


class FifoPlace:
    """A question's place in its lane."""

    def __init__(self, lanes: KeyedFifo, key: Hashable, came_at: float) -> None:
        self._lanes = lanes
        self.key = key
        self.came_at = came_at
        self.moved = asyncio.Event()

    async def front(self, on_ahead: OnAhead) -> None:
        """Wait until no other comes first; on_ahead is called with the number that still do."""
        while ahead := self._lanes.ahead_of(self):
            self.moved.clear()
            on_ahead(ahead)
            await self.moved.wait()

    def leave(self) -> None:
        """Give the place up, wherever it is."""
        self._lanes.leave(self)
