"""Chats without streams: one card that shows progress, has a Stop button and becomes the answer."""

from itertools import pairwise
from typing import Any

import pytest

from cards.texts import answer_texts, problem_texts, progress_texts
from tests.cards.look import elements, texts_of, words
from tests.harness.fake_channel import HTML_STATUS, Activity, Call, Refusal
from tests.harness.people import GROUP_ID, Changes, chat_of, emulator, group, someone, team, webchat
from tests.harness.world import World, card_of, is_progress

QUESTION = "Show revenue by region"
PLACES = [group(), team(), emulator(), webchat()]
places = pytest.mark.parametrize("place", PLACES, ids=["group", "team", "emulator", "webchat"])
groups = pytest.mark.parametrize("place", PLACES[:2], ids=["group", "team"])
QUICK, SLOW = "[slow 0.15]", "[slow 0.4]"  # 15 and 40 s on the bot's clock
CARD_PAUSE_S = 2.0
# With an update of the progress that is being refused before, which takes 4 s, these are 20 s.
SOON_S = 16.0


def shows(calls: list[Call]) -> list[Call]:
    """Return the calls that showed progress."""
    return [call for call in calls if is_progress(call.activity)]


def mentions(message: Activity) -> list[dict[str, Any]]:
    """Return the message's mentions."""
    return [e for e in message.get("entities") or [] if e["type"] == "mention"]


@places
async def test_one_card_shows_progress_and_becomes_the_answer(world: World, place: Changes) -> None:
    """There is one message per question, with a Stop button until the answer."""
    await world.say(f"{QUESTION} {QUICK}", **place)
    await world.answered(chat_of(place))
    await world.close()

    (answer,) = world.channel.of(chat_of(place))
    calls = [c for c in world.channel.log_of(chat_of(place)) if c.activity["type"] == "message"]
    assert [call.method for call in calls[:1]] == ["POST"]
    assert {call.method for call in calls[1:]} == {"PUT"}
    assert len(shows(calls)) > 2
    assert all(progress_texts.STOP in words(call.activity) for call in shows(calls))
    assert elements(card_of(answer), "Table")
    assert not mentions(answer)


@groups
async def test_the_answer_names_the_asker(world: World, place: Changes) -> None:
    """Several people may ask, and the question is far above."""
    await world.say(f"{QUESTION} {QUICK}", **place)
    answer = await world.answered(chat_of(place))

    assert "Ann asked" in texts_of(card_of(answer))[0]


@places
async def test_updates_have_a_minimum_interval(world: World, place: Changes) -> None:
    """Each counts against the conversation's rate, and people cannot read faster."""
    await world.say(f"{QUESTION} {SLOW}", **place)
    await world.answered(chat_of(place))

    shown = shows(world.channel.log_of(chat_of(place)))
    assert len(shown) > 3
    assert all(later.at - earlier.at >= CARD_PAUSE_S for earlier, later in pairwise(shown))
    assert all(card_of(a.activity) != card_of(b.activity) for a, b in pairwise(shown))


@groups
async def test_a_late_answer_mentions_the_asker(world: World, place: Changes) -> None:
    """An update sends no notification, and after half a minute the asker looks elsewhere."""
    await world.say(f"{QUESTION} {SLOW}", **place)
    await world.answered(chat_of(place))
    await world.close()

    below, answer = world.channel.of(chat_of(place))
    (mention,) = mentions(answer)
    (line,) = texts_of(card_of(below))
    assert mention["mentioned"] == {"id": "29:ann", "name": "Ann"}
    assert mention["text"] == "<at>Ann</at>"
    assert mention["text"] in answer["text"]
    assert elements(card_of(answer), "Table")
    assert line.startswith(answer_texts.ANSWERED_BELOW)
    assert not elements(card_of(below), "Action.Submit")


@pytest.mark.parametrize("place", PLACES[2:], ids=["emulator", "webchat"])
async def test_a_late_answer_in_a_1_to_1_chat_mentions_no_one(world: World, place: Changes) -> None:
    """The card itself is the last message, and becomes the answer."""
    await world.say(f"{QUESTION} {SLOW}", **place)
    await world.answered(chat_of(place))
    await world.close()

    (answer,) = world.channel.of(chat_of(place))
    assert elements(card_of(answer), "Table")


async def test_a_stop_mentions_no_one(world: World) -> None:
    """The person who presses Stop is looking at the chat."""
    await world.say(f"{QUESTION} [slow 200]", **group())
    await world.until(lambda: bool(world.progress(GROUP_ID)))
    (button,) = elements(world.progress(GROUP_ID), "Action.Submit")
    began = world.channel.clock.monotonic()
    await world.until(lambda: world.channel.clock.monotonic() - began > 35)
    await world.press(button["data"], **group())
    await world.close()

    (stopped,) = world.channel.of(GROUP_ID)
    assert progress_texts.STOPPED in words(stopped)


@pytest.mark.parametrize("takes", [QUICK, SLOW])
async def test_a_deleted_progress_card_does_not_lose_the_answer(world: World, takes: str) -> None:
    """The answer comes as one new message."""
    await world.say(f"{QUESTION} {takes}", **group())
    await world.until(lambda: bool(world.progress(GROUP_ID)))
    world.channel.messages.clear()
    await world.answered(GROUP_ID)
    await world.close()

    (answer,) = world.channel.of(GROUP_ID)
    assert elements(card_of(answer), "Table")


@pytest.mark.parametrize("status", [403, 405, 501])
@pytest.mark.parametrize("takes", [QUICK, SLOW])
async def test_a_chat_without_updates_gets_one_new_message(
    world: World, status: int, takes: str
) -> None:
    """No progress message with a useless Stop button remains."""
    world.channel.refuse = lambda method, _: status if method == "PUT" else None
    await world.say(f"{QUESTION} {takes}", **group())
    await world.answered(GROUP_ID)
    await world.close()

    posts = [call for call in world.channel.log_of(GROUP_ID) if call.method == "POST"]
    (answer,) = world.channel.of(GROUP_ID)
    assert len(posts) == 2  # each sends a notification
    assert elements(card_of(answer), "Table")


@pytest.mark.parametrize("takes", ["", QUICK, SLOW])
@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(429),
        Refusal(429, retry_after="2"),
        Refusal(412),
        Refusal(502),
        Refusal(is_reset=True),
    ],
    ids=["429", "429 for 2 s", "412", "502", "reset"],
)
async def test_a_chat_that_refuses_all_updates_for_now_gets_its_answer_soon(
    world: World, refusal: Refusal, takes: str
) -> None:
    """The channel might accept an update later, but a new message now."""
    world.channel.refuse = lambda method, _: refusal if method == "PUT" else None
    await world.say(f"{QUESTION} {takes}", **group())
    await world.answered(GROUP_ID)
    await world.close()

    (answer,) = world.channel.of(GROUP_ID)
    calls = [c for c in world.channel.log_of(GROUP_ID) if "answered" in str(c.activity)]
    assert elements(card_of(answer), "Table")
    assert calls[-1].method == "POST"
    assert calls[-1].at - calls[0].at < SOON_S


@pytest.mark.parametrize("takes", [QUICK, SLOW])
@pytest.mark.parametrize(
    "refusal",
    [Refusal(502, is_carried_out=True), Refusal(is_reset=True, is_carried_out=True)],
    ids=["502", "reset"],
)
async def test_an_answer_with_an_unknown_outcome_is_not_duplicated(
    world: World, refusal: Refusal, takes: str
) -> None:
    """The channel executes each kind of call once without a response."""
    failed: set[str] = set()

    def refuse(method: str, activity: Activity) -> Refusal | None:
        if is_progress(activity) or method in failed:
            return None
        failed.add(method)
        return refusal

    world.channel.refuse = refuse
    await world.say(f"{QUESTION} {takes}", **group())
    await world.answered(GROUP_ID)
    await world.close()

    assert len(world.answers(GROUP_ID)) == 1
    assert not world.progress(GROUP_ID)


async def test_an_answer_that_may_not_have_arrived_is_mentioned(world: World) -> None:
    """A channel without updates gets the answer once, and a card if its outcome is unknown."""

    def refuse(method: str, activity: Activity) -> int | Refusal | None:
        is_answer = "Genie answered" in str(activity.get("summary"))
        if method == "PUT":
            return 405
        return Refusal(HTML_STATUS, is_carried_out=True) if is_answer else None

    world.channel.refuse = refuse
    await world.say(f"{QUESTION} {QUICK}", **group())
    await world.until(lambda: problem_texts.UNDELIVERED[0] in words(world.channel.of(GROUP_ID)))
    await world.close()

    assert len(world.answers(GROUP_ID)) == 1
    assert not world.progress(GROUP_ID)


async def test_two_people_in_one_chat_have_a_card_each(world: World) -> None:
    """They do not wait for each other, and their cards are not mixed up."""
    await world.say("Top 3 products by revenue [slow 0.15]", **group())
    await world.say("Top 4 products by revenue [slow 0.1]", **group() | someone("Bob"))
    await world.until(lambda: len(world.progress(GROUP_ID)) == 2)
    cards = {m["summary"].split()[4]: m["id"] for m in world.progress(GROUP_ID)}
    await world.answered(GROUP_ID, count=2)

    assert world.answers(GROUP_ID, "Top 3")[0]["id"] == cards["3"]
    assert world.answers(GROUP_ID, "Top 4")[0]["id"] == cards["4"]


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_progress_continues_after_an_outage_of_the_channel(world: World, method: str) -> None:
    """After a short outage the person sees the progress again."""
    failures = [503, 503]

    def refuse(called: str, activity: Activity) -> int | None:
        is_meant = called == method and is_progress(activity) and failures
        return failures.pop() if is_meant else None

    world.channel.refuse = refuse
    await world.say(f"{QUESTION} {SLOW}", **group())
    await world.answered(GROUP_ID)

    assert failures == []
    assert len([c for c in shows(world.channel.log_of(GROUP_ID)) if c.is_taken]) > 2
