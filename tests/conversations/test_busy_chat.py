"""Many people in one chat: the bot keeps to its rate, and all people are answered."""

import asyncio

import pytest

from bot.channel.rates import LIMITS
from testkit.scaled import ScaledClock
from tests.cards.look import words
from tests.harness.people import GROUP_ID, group
from tests.harness.world import World

# On a faster clock, delays of a busy machine would turn an even sequence into bursts.
FASTER = 2
SLACK_S = 0.5  # a call needs some scaled time to arrive


@pytest.fixture
async def clock() -> ScaledClock:
    """A slower clock than elsewhere, since the channel compares times."""
    return ScaledClock(FASTER)


def most_within(times: list[float], window_s: float) -> int:
    """Return the maximum number of calls in a window."""
    return max(sum(start <= at < start + window_s for at in times) for start in times)


async def test_many_questions_in_one_chat_stay_within_its_rate(world: World) -> None:
    """Teams refuses calls above it, and all answers would be late."""
    await world.say("Show revenue by month", **group())  # the first one is slow
    await world.answered(GROUP_ID)
    world.channel.messages.clear()
    people = [f"P{number}" for number in range(1, 13)]
    await asyncio.gather(
        *(
            world.say(f"Top {number} products by revenue [slow 0.2]", **group(person))
            for number, person in enumerate(people, start=1)
        )
    )
    await world.until(lambda: len(world.answers(GROUP_ID)) == len(people))
    await world.close()

    times = [call.at for call in world.channel.log_of(GROUP_ID)]
    for limit, window_s in LIMITS:
        assert most_within(times, window_s - SLACK_S) <= limit
    assert {call.status for call in world.channel.log} == {200, 201}
    for number, person in enumerate(people, start=1):
        (answer,) = world.answers(GROUP_ID, f"Top {number} products")
        assert f"{person} asked" in words(answer)
    assert not world.progress(GROUP_ID)
