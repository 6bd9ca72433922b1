"""When many ask at once: turns first, since a channel waits for them, then the work."""

import asyncio
from typing import Final

# Questions of which nothing has been shown yet. More only stand in line for connections, which
# costs memory: 1,000 people at once take 40 MB less by it.
AT_ONCE: Final = 50
# Turns are coming in as long as the last one is no older than this.
TURNS_S: Final = 0.03
# How long work gives way to them. Imperceptible.
AT_MOST_S: Final = 1.0


class StartGate:
    """Lets questions begin. Its seconds are real ones, of a busy machine."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)
        self._turn_at = 0.0

    def note_turn(self) -> None:
        """Note that a turn has come in."""
        self._turn_at = _now()

    async def give_way(self) -> None:
        """Wait until no more turns come in."""
        until = _now() + AT_MOST_S
        # That nothing happens is no event to wait for.
        while (wait_s := min(until, self._turn_at + TURNS_S) - _now()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(wait_s)

    def start(self) -> "Start":
        """Let one more question begin, when it has waited for its room."""
        return Start(self._room)


class Start:
    """One question's room among those that begin."""

    def __init__(self, room: asyncio.Semaphore) -> None:
        self._room = room
        self._is_held = False

    async def begin(self) -> None:
        """Wait until there is room, and take it."""
        await self._room.acquire()
        self._is_held = True

    def make_room(self) -> None:
        """Give the room back, if it is held: the question is shown, or over."""
        if self._is_held:
            self._is_held = False
            self._room.release()


def _now() -> float:
    return asyncio.get_running_loop().time()
