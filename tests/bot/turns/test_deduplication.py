"""An activity that is delivered twice is handled once."""

import asyncio

import pytest
from botbuilder.core import InvokeResponse
from botbuilder.schema import Activity

from bot.turns.deduplication import Deduplication
from tests.harness.world import World


def activity(activity_id: str | None = "1", conversation: str = "a:1") -> Activity:
    """Make a delivered activity."""
    return Activity.deserialize(
        {"id": activity_id, "channelId": "msteams", "conversation": {"id": conversation}}
    )


class Turn:
    """A turn that ends when the test says so."""

    def __init__(self) -> None:
        self.runs = 0
        self.may_end = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self) -> InvokeResponse:
        self.runs += 1
        await self.may_end.wait()
        if self.error:
            raise self.error
        return InvokeResponse(status=200)


async def test_a_second_delivery_waits_for_the_first() -> None:
    """It gets the same response, even while the first one is being handled."""
    deduplication, turn = Deduplication(), Turn()

    both = [asyncio.ensure_future(deduplication.once(activity(), turn)) for _ in range(2)]
    await asyncio.sleep(0)
    turn.may_end.set()
    first, second = await asyncio.gather(*both)

    assert turn.runs == 1
    assert first is second
    assert await deduplication.once(activity(), turn) is first


async def test_a_failed_activity_may_be_delivered_again() -> None:
    """Otherwise its question would be lost."""
    deduplication, turn = Deduplication(), Turn()
    turn.may_end.set()
    turn.error = RuntimeError()
    with pytest.raises(RuntimeError):
        await deduplication.once(activity(), turn)
    await asyncio.sleep(0)
    turn.error = None

    await deduplication.once(activity(), turn)

    assert turn.runs == 2


async def test_a_disconnected_caller_does_not_end_the_turn() -> None:
    """It will deliver the activity again, and the work is done then."""
    deduplication, turn = Deduplication(), Turn()
    caller = asyncio.ensure_future(deduplication.once(activity(), turn))
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.sleep(0)
    turn.may_end.set()

    assert await deduplication.once(activity(), turn) is not None
    assert turn.runs == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (activity("1"), activity("2")),
        (activity("1", "a:1"), activity("1", "a:2")),
        (activity(None), activity(None)),
    ],
    ids=["ids differ", "conversations differ", "no ids"],
)
async def test_other_activities_are_handled_separately(one: Activity, other: Activity) -> None:
    """Ids are unique only within a conversation."""
    deduplication, turn = Deduplication(), Turn()
    turn.may_end.set()

    await deduplication.once(one, turn)
    await deduplication.once(other, turn)

    assert turn.runs == 2


async def test_a_question_delivered_twice_is_posted_once(world: World) -> None:
    """Both deliveries are acknowledged."""
    message = world.activity("Show revenue by region")

    responses = await asyncio.gather(world.post(message), world.post(message))
    late = await world.post(message)
    await world.answer()

    assert {response.status for response in [*responses, late]} == {201}
    assert len(world.workspace.questions()) == 1
    assert len(world.channel.of("a:ann")) == 1
