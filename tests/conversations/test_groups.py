"""Where no streams are: one card that shows progress, with Stop, and becomes the answer."""

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
QUICK, SLOW = "[slow 0.15]", "[slow 0.4]"  # 15 and 40 s of the bot's clock
CARD_PAUSE_S = 2.0


def shows(calls: list[Call]) -> list[Call]:
    """Return the calls that showed progress."""
    return [call for call in calls if is_progress(call.activity)]


def mentions(message: Activity) -> list[dict[str, Any]]:
    """Return the message's mentions."""
    return [e for e in message.get("entities") or [] if e["type"] == "mention"]


@places
async def test_one_card_shows_progress_and_becomes_the_answer(world: World, place: Changes) -> None:
    """One message per question, nothing to scroll past, and a way to stop it all along."""
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
async def test_the_answer_names_who_asked(world: World, place: Changes) -> None:
    """Where several may ask, and the question itself is far above."""
    await world.say(f"{QUESTION} {QUICK}", **place)
    answer = await world.answered(chat_of(place))

    assert "Ann asked" in texts_of(card_of(answer))[0]


@places
async def test_updates_keep_their_pace(world: World, place: Changes) -> None:
    """Each counts against the conversation's rate, and people read slower, too."""
    await world.say(f"{QUESTION} {SLOW}", **place)
    await world.answered(chat_of(place))

    shown = shows(world.channel.log_of(chat_of(place)))
    assert len(shown) > 3
    assert all(later.at - earlier.at >= CARD_PAUSE_S for earlier, later in pairwise(shown))
    assert all(card_of(a.activity) != card_of(b.activity) for a, b in pairwise(shown))


@groups
async def test_a_long_wait_ends_with_a_call(world: World, place: Changes) -> None:
    """An update notifies nobody; whoever asked looks elsewhere after half a minute."""
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
async def test_alone_with_the_bot_nobody_is_called(world: World, place: Changes) -> None:
    """There the card itself is the last message, and becomes the answer."""
    await world.say(f"{QUESTION} {SLOW}", **place)
    await world.answered(chat_of(place))
    await world.close()

    (answer,) = world.channel.of(chat_of(place))
    assert elements(card_of(answer), "Table")


async def test_only_the_end_that_is_waited_for_calls(world: World) -> None:
    """Whoever presses Stop is looking."""
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
async def test_a_deleted_card_costs_no_answer(world: World, takes: str) -> None:
    """Somebody tidied up; the answer comes as one new message."""
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
    """And no progress that stands there for ever, with a Stop that stops nothing."""
    world.channel.refuse = lambda method, _: status if method == "PUT" else None
    await world.say(f"{QUESTION} {takes}", **group())
    await world.answered(GROUP_ID)
    await world.close()

    posts = [call for call in world.channel.log_of(GROUP_ID) if call.method == "POST"]
    (answer,) = world.channel.of(GROUP_ID)
    assert len(posts) == 2  # each would notify people
    assert elements(card_of(answer), "Table")


@pytest.mark.parametrize("takes", [QUICK, SLOW])
@pytest.mark.parametrize(
    "refusal",
    [Refusal(502, is_carried_out=True), Refusal(is_reset=True, is_carried_out=True)],
    ids=["502", "reset"],
)
async def test_an_answer_whose_fate_is_unknown_never_stands_there_twice(
    world: World, refusal: Refusal, takes: str
) -> None:
    """The channel has done what it answers nothing to, once for each kind of call."""
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


async def test_where_nothing_is_certain_the_person_is_told(world: World) -> None:
    """An answer that cannot be updated is sent once, and if that is in doubt a card says so."""

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


async def test_two_in_one_chat_have_a_card_each(world: World) -> None:
    """Nobody waits for another, and nobody's card becomes another's answer."""
    await world.say("Top 3 products by revenue [slow 0.15]", **group())
    await world.say("Top 4 products by revenue [slow 0.1]", **group() | someone("Bob"))
    await world.until(lambda: len(world.progress(GROUP_ID)) == 2)
    cards = {m["summary"].split()[4]: m["id"] for m in world.progress(GROUP_ID)}
    await world.answered(GROUP_ID, count=2)

    assert world.answers(GROUP_ID, "Top 3")[0]["id"] == cards["3"]
    assert world.answers(GROUP_ID, "Top 4")[0]["id"] == cards["4"]


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_progress_recovers_when_the_channel_does(world: World, method: str) -> None:
    """A hiccup is no reason to leave a person in the dark until the answer."""
    failures = [503, 503]

    def refuse(called: str, activity: Activity) -> int | None:
        is_meant = called == method and is_progress(activity) and failures
        return failures.pop() if is_meant else None

    world.channel.refuse = refuse
    await world.say(f"{QUESTION} {SLOW}", **group())
    await world.answered(GROUP_ID)

    assert failures == []
    assert len([c for c in shows(world.channel.log_of(GROUP_ID)) if c.is_taken]) > 2
