"""Streams that Teams refuses: each reason is handled, and the answer comes once."""

import asyncio
from itertools import pairwise
from typing import Any

import pytest

from bot.messaging.stream import BEFORE_FINAL_S
from cards.texts import answer_texts
from tests.cards.look import elements, words
from tests.harness.fake_channel import Activity, Call, Refusal
from tests.harness.people import chat_of, personal
from tests.harness.world import World, card_of

QUESTION = "Show revenue by region"
ANN = chat_of(personal())
NOT_ALLOWED = Refusal(403, "Content stream is not allowed")
COMPLETED = Refusal(403, "Content stream is not allowed on an already completed streamed message")
CANCELLED = Refusal(403, "Content stream was cancelled by user")
TOO_LARGE = Refusal(403, "Message size too large")
TIME_OVER = Refusal(403, "Content stream finished due to exceeded streaming time.")


def stream_type(activity: Activity) -> str:
    """Return the type of the part of a stream, or ""."""
    infos = [e for e in activity.get("entities") or [] if e["type"] == "streaminfo"]
    return str(infos[0]["streamType"]) if infos else ""


def refuse(world: World, refusal: Refusal, *, kind: str, after: int = 0, times: int = 99) -> None:
    """Let the channel refuse parts of streams, after a certain number."""
    met = 0

    def refused(_: str, activity: Activity) -> Refusal | None:
        nonlocal met
        if stream_type(activity) != kind:
            return None
        met += 1
        return refusal if after < met <= after + times else None

    world.channel.refuse = refused


def streamed(world: World) -> list[Call]:
    """Return the calls that were parts of streams."""
    return [call for call in world.channel.log_of(ANN) if call.stream]


async def test_a_chat_without_streams_gets_a_card(world: World) -> None:
    """Streams may be disabled for a person: after one attempt, progress is a card."""
    refuse(world, NOT_ALLOWED, kind="informative")
    await world.say(f"{QUESTION} [slow 0.2]")
    await world.answer()
    await world.close()

    (answer,) = world.channel.of(ANN)
    rest = [call.method for call in world.channel.log_of(ANN) if not call.stream]
    assert len(streamed(world)) == 1
    assert rest[0] == "POST"
    assert set(rest[1:]) == {"PUT"}
    assert len(rest) > 2
    assert elements(card_of(answer), "Table")
    assert stream_type(answer) == ""


@pytest.mark.parametrize("refusal", [NOT_ALLOWED, COMPLETED, TIME_OVER])
async def test_a_stream_that_breaks_is_continued_by_a_card(world: World, refusal: Refusal) -> None:
    """No further parts are sent, and the answer is one message."""
    refuse(world, refusal, kind="informative", after=2)
    await world.say(f"{QUESTION} [slow 0.3]")
    await world.answer()
    await world.close()

    (answer,) = world.channel.of(ANN)
    assert len(streamed(world)) == 3
    assert elements(card_of(answer), "Table")
    assert len(world.workspace.questions()) == 1


async def stopped(world: World, question: str) -> None:
    """Ask, and press Teams' own Stop while Genie works."""
    await world.say(question)
    await world.until(lambda: len(world.channel.lines(ANN)) > 1)
    world.channel.cancel_streams()
    await world.until(lambda: bool(world.deletions()))


async def test_a_stop_in_teams_also_stops_genie(world: World) -> None:
    """Teams does not signal the press, but refuses the next line."""
    await stopped(world, f"{QUESTION} [slow 200]")
    polled, said = world.polls(), len(world.channel.log)
    await asyncio.sleep(0.2)

    (asked,) = world.workspace.questions()
    assert world.deletions() == [asked.message_id]
    assert world.polls() == polled
    assert len(world.channel.log) == said
    assert streamed(world)[-1].status == 403
    assert world.channel.of(ANN) == []


async def test_after_a_stop_a_new_conversation_is_started_and_mentioned_once(world: World) -> None:
    """Genie would take the deleted question as the meaning of "that"."""
    await stopped(world, f"{QUESTION} [slow 200]")
    await world.say("Show revenue by month")
    first = await world.answer()
    await world.say("and by region?")
    second = await world.answer(count=2)

    stopped_in, asked_in, went_on_in = [q.conversation_id for q in world.workspace.questions()]
    assert stopped_in != asked_in == went_on_in
    assert answer_texts.AFTER_STOP in words(first)
    assert answer_texts.AFTER_STOP not in words(second)


async def test_a_stop_at_the_end_of_the_stream_sends_nothing_more(world: World) -> None:
    """The person sees that it is stopped, and does not want the answer."""
    refuse(world, CANCELLED, kind="final", times=1)
    await world.say(QUESTION)
    await world.until(lambda: any(c.stream_type == "final" for c in streamed(world)))
    await asyncio.sleep(0.1)
    said = len(world.channel.log)
    world.channel.streams.clear()
    await world.say("Show revenue by month")
    answer = await world.answer()

    first, second = world.workspace.questions()
    assert world.channel.log[said - 1].stream_type == "final"
    assert first.conversation_id != second.conversation_id
    assert answer_texts.AFTER_STOP in words(answer)
    assert len(world.channel.of(ANN)) == 1


async def test_a_stream_that_exceeded_its_time_is_updated(world: World) -> None:
    """Teams leaves its text as a message, which is updated to the answer."""
    await world.say(f"{QUESTION} [slow 200]")
    await world.until(lambda: len(world.channel.lines(ANN)) > 1)
    ((_, stream_id),) = world.channel.streams
    world.channel.expire_streams()
    world.workspace.clock.advance(300)
    await world.until(lambda: bool(elements(world.channel.messages.get(stream_id), "Table")))
    await world.close()

    last = world.channel.log_of(ANN)[-1]
    assert (last.method, last.activity_id) == ("PUT", stream_id)
    assert stream_type(last.activity) == ""
    assert last.activity["entities"][0]["additionalType"] == ["AIGeneratedContent"]
    assert [message["id"] for message in world.channel.of(ANN)] == [stream_id]


async def test_an_answer_that_is_too_large_to_stream_is_reduced(world: World) -> None:
    """Teams reports it as 403, like all other errors of a stream."""
    refuse(world, TOO_LARGE, kind="final", times=3)
    await world.say("Revenue by month for all time")
    await world.answer()
    await world.close()

    ends = [call for call in streamed(world) if call.stream_type == "final"]
    (answer,) = world.channel.of(ANN)
    assert [call.status for call in ends] == [403, 403, 403, 202]
    assert all(later.at - earlier.at >= BEFORE_FINAL_S for earlier, later in pairwise(ends))
    assert len(elements(ends[0].activity, "TableRow")) > len(elements(answer, "TableRow")) > 1
    assert answer_texts.LEFT_OUT in words(answer)


async def test_both_spellings_of_a_cancelled_stream_are_recognised(world: World) -> None:
    """Teams' documentation has one, and Teams has used the other."""
    seen: list[Any] = []

    def refused(_: str, activity: Activity) -> Refusal | None:
        seen.append(activity)
        return CANCELLED if len(seen) > 2 else None

    world.channel.refuse = refused
    await world.say(f"{QUESTION} [slow 200]")
    await world.until(lambda: bool(world.deletions()))
    await asyncio.sleep(0.1)

    assert len(seen) == 3
