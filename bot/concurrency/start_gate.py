"""The order of work under load: turns first, since a channel waits for them, then questions."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

# The longest delay of other work, imperceptible to people.
AT_MOST_S: Final = 1.0


class StartGate:
    """Limits how many questions start at once, until their first progress is shown.

    More would only wait for connections, and need memory. Its times are real time, since it
    protects the CPU.
    """

    def __init__(self, at_once: int) -> None:
        self._room = asyncio.Semaphore(at_once)
        self._turns = 0
        self._is_quiet = asyncio.Event()
        self._is_quiet.set()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Inside the block, a turn is taken."""
        self._turns += 1
        self._is_quiet.clear()
        try:
            yield
        finally:
            self._turns -= 1
            if not self._turns:
                self._is_quiet.set()

    async def give_way(self) -> None:
        """Wait until no turn is taken, for at most AT_MOST_S."""
        with suppress(TimeoutError):
            async with asyncio.timeout(AT_MOST_S):
                await self._is_quiet.wait()

    def start(self) -> "Start":
        """Return the start of one more question; it waits in begin()."""
        return Start(self._room)


class Start:
    """One question's slot among those that are starting."""

    def __init__(self, room: asyncio.Semaphore) -> None:
        self._room = room
        self._is_held = False

    async def begin(self) -> None:
        """Wait for a slot, and take it."""
        await self._room.acquire()
        self._is_held = True

    def make_room(self) -> None:
        """Release the slot, if it is held: progress is shown, or the question has ended."""
        if self._is_held:
            self._is_held = False
            self._room.release()
