"""The order of work under load: turns first, since a channel waits for them, then questions."""

import asyncio
from typing import Final

# At most this many questions start at once, until progress is shown. More would only wait for
# connections, and need memory: with 1,000 people at once the limit saves 40 MB.
AT_ONCE: Final = 50
# Turns count as arriving until this long after the last one.
TURNS_S: Final = 0.03
# Timers of some event loops count in whole milliseconds, and would ring too early.
_TIMER_S: Final = 0.001
# The longest delay of other work, imperceptible to people.
AT_MOST_S: Final = 1.0


class StartGate:
    """Limits how many questions start at once.

    Its times are real time, since it protects the CPU.
    """

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)
        self._turn_at = 0.0

    def note_turn(self) -> None:
        """Record that a turn has arrived."""
        self._turn_at = _now()

    async def give_way(self) -> None:
        """Wait until no more turns arrive, for at most AT_MOST_S."""
        until = _now() + AT_MOST_S
        # There is no event for the absence of turns.
        while (wait_s := min(until, self._turn_at + TURNS_S) - _now()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(wait_s + _TIMER_S)

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


def _now() -> float:
    return asyncio.get_running_loop().time()
