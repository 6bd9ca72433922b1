"""One question at a time per person and chat; the others wait in the order of their arrival."""

import asyncio
from collections.abc import Callable, Hashable

OnAhead = Callable[[int], None]


class KeyedFifo:
    """The questions of this process: a queue for each person and chat."""

    def __init__(self) -> None:
        self._queues: dict[Hashable, list[FifoPlace]] = {}

    def enter(self, key: Hashable, came_at: float) -> "FifoPlace":
        """Join the queue of a key behind earlier questions, until leave is called."""
        place = FifoPlace(self, key, came_at)
        queue = self._queues.setdefault(key, [])
        queue.append(place)
        # A question taken over from another process may be older than those already here.
        queue.sort(key=lambda other: other.came_at)
        return place

    def length(self, key: Hashable) -> int:
        """Return the length of the queue of a key."""
        return len(self._queues.get(key, ()))

    def ahead_of(self, place: "FifoPlace") -> int:
        """Return how many questions are ahead."""
        return self._queues[place.key].index(place)

    def leave(self, place: "FifoPlace") -> None:
        """Leave the queue, and let the others move up."""
        queue = self._queues[place.key]
        queue.remove(place)
        if not queue:
            del self._queues[place.key]
        for other in queue:
            other.moved.set()


class FifoPlace:
    """A question's place in its queue."""

    def __init__(self, queues: KeyedFifo, key: Hashable, came_at: float) -> None:
        self._queues = queues
        self.key = key
        self.came_at = came_at
        self.moved = asyncio.Event()

    async def front(self, on_ahead: OnAhead) -> None:
        """Wait to be first; on_ahead is called with the number of questions ahead."""
        while ahead := self._queues.ahead_of(self):
            self.moved.clear()
            on_ahead(ahead)
            await self.moved.wait()

    def leave(self) -> None:
        """Leave the queue, from any position."""
        self._queues.leave(self)
