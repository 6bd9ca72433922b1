"""Stops that reach whichever process works on a question, by its name alone."""

from bot.questions.remote_stops import REMEMBERED, RemoteStops, StopRequest
from tests.harness.stores import MemoryItems

LANE = "msteams/conversations/a/users/ann"
KEYS = [f"{LANE}/activities/{number}" for number in (1, 2)]


class Works:
    """A process that works on some questions, and notes what it has stopped."""

    def __init__(self, items: MemoryItems, *keys: str) -> None:
        self.stops = RemoteStops(items)
        self._keys = keys
        self.stopped: list[str] = []

    def stop(self, wanted: StopRequest) -> bool:
        """Stop a question if it is here."""
        if wanted.key not in self._keys:
            return False
        self.stopped.append(wanted.key)
        return True

    async def look(self) -> list[str]:
        """Look once; return all that was stopped so far."""
        await self.stops.apply(self.stop)
        return self.stopped


async def test_one_stop_stops_one_question() -> None:
    """Although two processes each work on one of the person's."""
    items = MemoryItems()
    one, other = Works(items, KEYS[0]), Works(items, KEYS[1])
    await RemoteStops(items).want(LANE, "", KEYS)
    first = [await one.look(), list(await other.look())]
    await RemoteStops(items).want(LANE, "", KEYS)

    assert first == [[KEYS[0]], []]
    assert (await one.look(), await other.look()) == ([KEYS[0]], [KEYS[1]])


async def test_what_is_taken_over_later_is_stopped_then() -> None:
    """However long that takes, and whatever the clocks of the processes say."""
    items = MemoryItems()
    await RemoteStops(items).want(LANE, "", KEYS[:1])
    late = Works(items, KEYS[0])

    assert await late.look() == await late.look() == [KEYS[0]]


async def test_old_stops_are_forgotten() -> None:
    """Else their item would grow for ever."""
    items = MemoryItems()
    for number in range(REMEMBERED + 3):
        await RemoteStops(items).want(LANE, f"reference-{number}", KEYS)
    seen: list[str] = []

    def see(wanted: StopRequest) -> bool:
        seen.append(wanted.reference)
        return True

    await RemoteStops(items).apply(see)

    assert seen == [f"reference-{number}" for number in range(3, REMEMBERED + 3)]
