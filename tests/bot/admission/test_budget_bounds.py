"""Bounds of the queue: maximum wait, concurrent posts, and the start of a window."""

import asyncio
from itertools import pairwise

import pytest

from bot.admission.budget import Budget, QueuePlace
from genie import GenieTurnError
from tests.clocks import VirtualClock


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


async def test_a_question_that_waits_too_long_costs_no_post(clock: VirtualClock) -> None:
    """Otherwise a queue that is too long would serve only people who have given up."""
    budget = Budget(per_minute=1, clock=clock, turn_timeout_s=600)
    posted: list[float] = []
    refused: list[float] = []

    async def ask(number: int) -> None:
        await clock.sleep(number * 30)  # twice as many as can be posted
        try:
            async with budget.ticket(number, lambda _: None).turn():
                posted.append(clock.monotonic())
        except GenieTurnError:
            refused.append(clock.monotonic())

    asking = [asyncio.create_task(ask(number)) for number in range(200)]
    await clock.elapse(8000)
    await asyncio.gather(*asking)

    assert len(posted) + len(refused) == 200
    gaps = [later - earlier for earlier, later in pairwise(posted)]
    assert max(gaps) < 61


async def test_the_number_of_concurrent_posts_is_limited(clock: VirtualClock) -> None:
    """Waiting for that is not shown as a queue."""
    budget = Budget(per_minute=0, clock=clock, at_once=3)
    places: list[QueuePlace | None] = []
    running = most = 0

    async def ask(number: int) -> None:
        nonlocal running, most
        async with budget.ticket(number, places.append).turn():
            running += 1
            most = max(most, running)
            await clock.sleep(1)
            running -= 1

    asking = [asyncio.create_task(ask(number)) for number in range(10)]
    await clock.elapse(3.5)
    early = sum(task.done() for task in asking)
    await clock.elapse(1)
    await asyncio.gather(*asking)

    assert (most, early) == (3, 9)
    assert places == []


async def test_a_window_starts_with_genies_response(clock: VirtualClock) -> None:
    """It is unknown when Genie counts a question with a slow response."""
    budget = Budget(per_minute=2, clock=clock)
    posted: list[float] = []

    async def ask(person: str, takes_s: float) -> None:
        async with budget.ticket(person, lambda _: None).turn():
            posted.append(clock.monotonic() - 1000)
            await clock.sleep(takes_s)

    asking = [asyncio.create_task(ask(*who)) for who in (("a", 50), ("b", 1), ("c", 1), ("d", 1))]
    await clock.elapse(300)
    await asyncio.gather(*asking)

    assert posted == pytest.approx([0, 0, 61.05, 110.05], abs=0.1)


async def test_a_question_that_may_be_overtaken_says_so(clock: VirtualClock) -> None:
    """Newcomers can extend its wait; a first question's wait cannot be extended."""
    budget = Budget(per_minute=1, clock=clock)
    places: dict[str, list[QueuePlace | None]] = {name: [] for name in ("a1", "a2", "b1")}

    async def ask(name: str) -> None:
        async with budget.ticket(name[0], places[name].append).turn():
            pass

    asking = [asyncio.create_task(ask(name)) for name in places]
    await clock.elapse(30)
    early = {name: told[-1] for name, told in places.items() if told}
    await clock.elapse(60)
    late = places["a2"][-1]
    await clock.elapse(300)
    await asyncio.gather(*asking)

    assert {n: p.may_be_overtaken for n, p in early.items() if p} == {"a2": True, "b1": False}
    assert late is not None
    assert late.may_be_overtaken
