"""Stops that reach the process of a question by the question's name."""

from bot.questions.remote_stops import REMEMBERED, RemoteStops, StopRequest
from tests.harness.stores import MemoryItems

LANE = "msteams/conversations/a/users/ann"
KEYS = [f"{LANE}/activities/{number}" for number in (1, 2)]


class FakeProcess:
    """A process with some questions, which records its stops."""

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
        """Poll once, and return all stops so far."""
        await self.stops.apply(self.stop)
        return self.stopped


async def test_one_stop_stops_one_question() -> None:
    """Two processes work on one question each of the same person."""
    items = MemoryItems()
    one, other = FakeProcess(items, KEYS[0]), FakeProcess(items, KEYS[1])
    await RemoteStops(items).want(LANE, "", KEYS)
    first = [await one.look(), list(await other.look())]
    await RemoteStops(items).want(LANE, "", KEYS)

    assert first == [[KEYS[0]], []]
    assert (await one.look(), await other.look()) == ([KEYS[0]], [KEYS[1]])


async def test_a_question_that_is_taken_over_later_is_stopped() -> None:
    """The time in between and the processes' clocks do not matter."""
    items = MemoryItems()
    await RemoteStops(items).want(LANE, "", KEYS[:1])
    late = FakeProcess(items, KEYS[0])

    assert await late.look() == await late.look() == [KEYS[0]]


async def test_old_stops_are_deleted() -> None:
    """Otherwise their item would grow indefinitely."""
    items = MemoryItems()
    for number in range(REMEMBERED + 3):
        await RemoteStops(items).want(LANE, f"reference-{number}", KEYS)
    seen: list[str] = []

    def see(wanted: StopRequest) -> bool:
        seen.append(wanted.reference)
        return True

    await RemoteStops(items).apply(see)

    assert seen == [f"reference-{number}" for number in range(3, REMEMBERED + 3)]
