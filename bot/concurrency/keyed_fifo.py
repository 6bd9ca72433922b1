"""One question at a time per person and chat; others wait in the order in which they came."""

import asyncio
from collections.abc import Callable, Hashable

OnAhead = Callable[[int], None]


class KeyedFifo:
    """The questions of this process, each behind the earlier ones of the same person and chat."""

    def __init__(self) -> None:
        self._queues: dict[Hashable, list[FifoPlace]] = {}

    def enter(self, key: Hashable, came_at: float) -> "FifoPlace":
        """Stand in a lane behind whoever came earlier, from now until leave is called."""
        place = FifoPlace(self, key, came_at)
        queue_key = self._queues.setdefault(key, [])
        queue_key.append(place)
        # What another process has left may have come before what is here already.
        queue_key.sort(key=lambda other: other.came_at)
        return place

    def length(self, key: Hashable) -> int:
        """Return how many stand in a lane."""
        return len(self._queues.get(key, ()))

    def ahead_of(self, place: "FifoPlace") -> int:
        """Return how many questions come first."""
        return self._queues[place.key].index(place)

    def leave(self, place: "FifoPlace") -> None:
        """Let the others move up."""
        queue_key = self._queues[place.key]
        queue_key.remove(place)
        if not queue_key:
            del self._queues[place.key]
        for other in queue_key:
            other.moved.set()


class FifoPlace:
    """A question's place in its lane."""

    def __init__(self, queues: KeyedFifo, key: Hashable, came_at: float) -> None:
        self._queues = queues
        self.key = key
        self.came_at = came_at
        self.moved = asyncio.Event()

    async def front(self, on_ahead: OnAhead) -> None:
        """Wait until no other comes first; on_ahead is called with the number that still do."""
        while ahead := self._queues.ahead_of(self):
            self.moved.clear()
            on_ahead(ahead)
            await self.moved.wait()

    def leave(self) -> None:
        """Give the place up, wherever it is."""
        self._queues.leave(self)
