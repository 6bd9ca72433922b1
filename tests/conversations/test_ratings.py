"""Ratings reach Genie for the message that was rated, and are shown on the card."""

import json
import logging
from typing import Any

import pytest

from cards import (
    ActionKind,
    CardAction,
)
from cards.texts import notice_texts, rating_texts
from simulator import Fault
from tests.cards.look import elements, texts_of, words
from tests.harness.fake_channel import Activity
from tests.harness.people import GROUP_ID, Changes, emulator, group, personal, team
from tests.harness.world import World, card_of

QUESTION = "Show revenue by region"
ANN = "a:ann"


def thumb(world: World, message: Activity, reaction: str, comment: str = "", **who: Any) -> Any:
    """Make the invoke of Teams' own thumbs."""
    feedback = json.dumps({"feedbackText": comment})
    value = {
        "actionName": "feedback",
        "actionValue": {"reaction": reaction, "feedback": feedback},
    }
    name = "message/submitAction"
    return world.activity(type="invoke", name=name, replyToId=message["id"], value=value, **who)


def ratings(world: World) -> list[dict[str, str] | None]:
    """Return Genie's rating of each question, in order."""
    asked = world.workspace.questions()
    messages = [world.workspace.conversations[q.conversation_id].messages for q in asked]
    return [of[q.message_id].feedback for q, of in zip(asked, messages, strict=True)]


def press_of(message: Activity, do: ActionKind, text: str | None = None) -> Any:
    """Return the payload of the card's first button of a kind."""
    found = [b["data"] for b in elements(card_of(message), "Action.Submit")]
    return next(d for d in found if d["do"] == do and text in {None, d["text"]})


@pytest.mark.parametrize("who", [personal(), group(), team()], ids=["personal", "group", "team"])
@pytest.mark.parametrize(("reaction", "rating"), [("like", "POSITIVE"), ("dislike", "NEGATIVE")])
async def test_thumbs_reach_genie_and_the_card(
    world: World, who: Changes, reaction: str, rating: str
) -> None:
    """The rating belongs to the message under which it was pressed, with its comment."""
    chat = who["conversation"]["id"]
    await world.say(QUESTION, **who)
    first = await world.answered(chat)
    await world.say("Show revenue by month", **who)
    await world.answered(chat, count=2)

    response = await world.post(thumb(world, first, reaction, "the boss says so", **who))
    assert (response.status, await response.json()) == (200, {})
    await world.until(lambda: rating_texts.TAKE_BACK in words(world.channel.of(chat)))

    assert ratings(world) == [{"rating": rating, "comment": "the boss says so"}, None]
    shown = next(m for m in world.channel.of(chat) if m["id"] == first["id"])
    assert rating_texts.TAKE_BACK in words(card_of(shown))
    assert "Comment sent." in words(card_of(shown))


async def test_a_rating_can_be_taken_back(world: World) -> None:
    """A button below the rating on the card does that."""
    await world.say(QUESTION)
    answer = await world.answered(ANN)
    await world.post(thumb(world, answer, "like"))
    await world.until(lambda: rating_texts.HELPFUL in words(world.channel.of(ANN)))
    (rated,) = world.answers(ANN)

    await world.press(press_of(rated, ActionKind.RATE, "NONE"))
    await world.until(lambda: rating_texts.HELPFUL not in words(world.channel.of(ANN)))

    assert ratings(world) == [{"rating": "NONE"}]


async def test_each_person_has_their_own_rating(world: World) -> None:
    """Genie keeps one per message: the latest that has not been taken back."""
    await world.say(QUESTION, **group("Ann"))
    answer = await world.answered(GROUP_ID)
    await world.post(thumb(world, answer, "like", **group("Ann")))
    await world.until(lambda: "Helpful to Ann" in words(world.channel.of(GROUP_ID)))
    await world.post(thumb(world, answer, "dislike", **group("Bob")))
    await world.until(lambda: "Not helpful to Bob" in words(world.channel.of(GROUP_ID)))
    assert ratings(world) == [{"rating": "NEGATIVE"}]

    (rated,) = world.answers(GROUP_ID)
    await world.press(press_of(rated, ActionKind.RATE, "NONE"), **group("Bob"))
    await world.until(lambda: "to Bob" not in words(world.channel.of(GROUP_ID)))

    assert "Helpful to Ann" in words(world.channel.of(GROUP_ID))
    assert ratings(world) == [{"rating": "POSITIVE"}]


async def test_the_card_has_thumbs_if_the_channel_has_none(world: World) -> None:
    """After a rating, the same card asks for a comment."""
    who = emulator()
    chat = who["conversation"]["id"]
    await world.say(QUESTION, **who)
    answer = await world.answered(chat)
    assert not elements(card_of(answer), "Input.Text")
    await world.press(press_of(answer, ActionKind.RATE, "NEGATIVE"), **who)
    await world.until(lambda: rating_texts.NOT_HELPFUL in words(world.channel.of(chat)))
    (rated,) = world.answers(chat)
    (field,) = elements(card_of(rated), "Input.Text")

    typed = press_of(rated, ActionKind.RATE, "") | {field["id"]: " Taxes are missing. "}
    await world.press(typed, **who)
    await world.until(lambda: "Comment sent." in words(world.channel.of(chat)))

    assert ratings(world) == [{"rating": "NEGATIVE", "comment": "Taxes are missing."}]


async def test_a_rating_before_a_page_turn_reaches_genie(world: World) -> None:
    """Turning the page right after it changes the view and not the rating."""
    await world.say("Top 24 products by revenue", **group())
    answer = await world.answered(GROUP_ID)
    page = press_of(answer, ActionKind.ROWS)
    await world.press(page, **group())
    await world.post(thumb(world, answer, "dislike", **group()))
    await world.press(page, **group())
    await world.until(lambda: "Not helpful to Ann" in words(world.channel.of(GROUP_ID)))
    await world.close()

    assert ratings(world) == [{"rating": "NEGATIVE"}]


async def test_a_comment_needs_a_rating(world: World) -> None:
    """Another person's rating does not count."""
    who = emulator()
    chat = who["conversation"]["id"]
    await world.say(QUESTION, **who)
    answer = await world.answered(chat)
    reference = press_of(answer, ActionKind.RATE)["id"]

    await world.press(CardAction(ActionKind.RATE, reference).to_json() | {"comment": "x"}, **who)
    await world.until(lambda: notice_texts.RATE_FIRST in words(world.channel.of(chat)))

    assert ratings(world) == [None]


async def test_a_rating_that_genie_refuses_is_not_shown(world: World) -> None:
    """The person is told, and can press again."""
    await world.say(QUESTION)
    answer = await world.answered(ANN)
    world.workspace.fail_next(status=400, path_contains="/feedback")
    await world.post(thumb(world, answer, "like"))
    await world.until(lambda: rating_texts.VERDICT_LOST in words(world.channel.of(ANN)))
    assert ratings(world) == [None]

    await world.post(thumb(world, answer, "like"))
    await world.until(lambda: rating_texts.VERDICT_LOST not in words(world.channel.of(ANN)))

    assert ratings(world) == [{"rating": "POSITIVE"}]


@pytest.mark.parametrize(
    "value",
    [
        None,
        "x",
        [],
        {"actionValue": None},
        {"actionValue": {"reaction": {"a": "boss"}}},
        {"actionValue": {"reaction": "boss"}},
        {"actionValue": {"reaction": "like", "feedback": {"feedbackText": ["boss"]}}},
    ],
)
async def test_thumbs_in_every_shape_are_accepted(
    world: World, caplog: pytest.LogCaptureFixture, value: object
) -> None:
    """Teams shows an error for any response but 200 and {}; comments are not logged."""
    caplog.set_level(logging.INFO)
    invoke = world.activity(type="invoke", name="message/submitAction", value=value)
    response = await world.post(invoke)

    assert (response.status, await response.json()) == (200, {})
    assert "boss" not in "".join(str(record.__dict__) for record in caplog.records)


@pytest.mark.parametrize(
    "feedback",
    ['{"feedbackText": "Well."}', {"feedbackText": "Well."}, {"comment": "Well."}, " Well. "],
)
async def test_a_comment_comes_in_several_shapes(world: World, feedback: object) -> None:
    """Teams' documentation, its clients and its emulator differ."""
    await world.say(QUESTION)
    answer = await world.answered(ANN)
    invoke = thumb(world, answer, "like")
    invoke["value"]["actionValue"]["feedback"] = feedback
    await world.post(invoke)
    await world.until(lambda: "Comment sent." in words(world.channel.of(ANN)))

    assert ratings(world) == [{"rating": "POSITIVE", "comment": "Well."}]


async def test_an_answer_cannot_be_rated_from_another_chat(world: World) -> None:
    """Knowing the id of a message is not sufficient."""
    await world.say(QUESTION)
    answer = await world.answered(ANN)
    response = await world.post(thumb(world, answer, "dislike", **personal("Bob")))
    said = await response.json()
    await world.close()

    assert (response.status, said) == (200, {})
    assert ratings(world) == [None]


@pytest.mark.parametrize("is_wrapped", [False, True])
async def test_teams_can_ask_for_a_form(world: World, *, is_wrapped: bool) -> None:
    """The form is for a kind of rating; documentation and SDK wrap it differently."""
    value: Any = {"actionName": "feedback", "actionValue": {"reaction": "dislike"}}
    value = {"data": value} if is_wrapped else value
    response = await world.post(
        world.activity(type="invoke", name="message/fetchTask", value=value)
    )

    task = (await response.json())["task"]
    card = task["value"]["card"]["content"]
    assert (response.status, task["type"]) == (200, "continue")
    assert elements(card, "Input.Text")[0]["label"] == rating_texts.WHAT_WAS_WRONG
    assert texts_of(card) == []


async def test_a_slow_rating_does_not_hold_up_other_buttons(world: World) -> None:
    """Telling Genie about a rating must not delay the drawing of the answer."""
    await world.say("Show revenue by month", **group())
    answer = await world.answered(GROUP_ID)
    before = card_of(answer)
    reference = press_of(answer, ActionKind.RATE)["id"]
    world.workspace.fail_next(Fault.SLOW, path_contains="feedback", delay_s=30)
    await world.post(thumb(world, answer, "like", **group()))
    await world.press(CardAction(ActionKind.ROWS, reference, "10", 1).to_json(), **group())

    await world.until(lambda: card_of(world.answers(GROUP_ID)[0]) != before)
    assert ratings(world) == [None]
