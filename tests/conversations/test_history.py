"""A person's own recent questions: listed, opened, continued, deleted."""

from typing import Any

import pytest

from cards import (
    ActionKind,
    CardAction,
)
from cards.texts import notice_texts, problem_texts, talk_texts, welcome_texts
from server.overrides import Overrides
from tests.cards.look import elements, words
from tests.clocks import JumpingClock
from tests.harness.fixtures import NoPictures, Start
from tests.harness.people import GROUP_ID, group, personal
from tests.harness.world import World, card_of

ANN = "a:ann"
FIRST, SECOND = "Show revenue by region", "Top 3 products by revenue"
TITLE = talk_texts.HISTORY_TITLE
OF_SOMEBODY = talk_texts.HISTORY_OF.partition("{")[0]


async def history(world: World, chat: str = ANN, *, count: int = 1, **who: Any) -> Any:
    """Type the command, and return the card."""

    def cards() -> list[Any]:
        said = [(m, words(m)) for m in world.channel.of(chat)]
        return [m for m, shown in said if TITLE in shown or OF_SOMEBODY in shown]

    await world.say("history", **who)
    await world.until(lambda: len(cards()) >= count)
    return cards()[-1]


def button(message: Any, do: ActionKind, number: int = 0) -> Any:
    """Return the payload of a button of one entry; 0 is the newest."""
    payloads = [b["data"] for b in elements(card_of(message), "Action.Submit")]
    return [p for p in payloads if p["do"] == do][number]


async def two_asked(world: World) -> None:
    """Ask two questions in two conversations."""
    await world.say(FIRST)
    await world.answered(ANN)
    await world.say("new")
    await world.say(SECOND)
    await world.answered(ANN, count=2)


async def said(world: World, text: str, chat: str = ANN) -> None:
    """Wait until this text is in the chat."""
    await world.until(lambda: text in words(world.channel.of(chat)))


async def press_delete(world: World) -> Any:
    """Press Delete at the older of two questions, and return the confirmation card."""
    await world.press(button(await history(world), ActionKind.DELETE, 1))
    await said(world, talk_texts.DELETE_TITLE)
    return next(m for m in world.channel.of(ANN) if talk_texts.DELETE_TITLE in words(m))


async def test_the_history_lists_the_newest_question_first(world: World) -> None:
    """Each entry has its time."""
    await two_asked(world)
    shown = words(await history(world))

    assert shown.index(SECOND) < shown.index(FIRST)
    assert "(UTC)" in shown


async def test_the_history_is_empty_at_first(world: World) -> None:
    """The card says what to do."""
    assert talk_texts.HISTORY_EMPTY in words(await history(world))


async def test_opening_an_answer_reads_it_again(world: World) -> None:
    """The question is not posted again; expired rows are executed again."""
    await two_asked(world)
    world.workspace.expire_results()
    await world.press(button(await history(world), ActionKind.OPEN, 1))
    again = await world.answered(ANN, count=3)

    assert FIRST in words(again)
    assert talk_texts.REOPENED in words(again)
    assert elements(card_of(again), "Table") or elements(card_of(again), "Chart.HorizontalBar")
    assert len(world.workspace.questions()) == 2
    # The next question continues from the latest one, not from the opened one.
    await world.say("and by store?")
    await world.answered(ANN, count=4)
    first, second, third = world.workspace.questions()
    assert third.conversation_id == second.conversation_id != first.conversation_id


async def test_continuing_an_earlier_question(world: World) -> None:
    """The next question goes into the conversation of that one."""
    await two_asked(world)
    await world.press(button(await history(world), ActionKind.CONTINUE, 1))
    await said(world, talk_texts.CONTINUES.format(question=FIRST))
    await world.say("and by month?")
    await world.answered(ANN, count=3)

    first, second, third = world.workspace.questions()
    assert third.conversation_id == first.conversation_id != second.conversation_id


@pytest.mark.parametrize("answer", ["yes", "button", "是"])
async def test_a_question_is_deleted(world: World, answer: str) -> None:
    """It is deleted here and in Genie after the confirmation, and its card has no buttons then."""
    await two_asked(world)
    sure = await press_delete(world)
    await (world.press(button(sure, ActionKind.YES)) if answer == "button" else world.say(answer))
    await world.until(lambda: len(world.deletions()) == 1)
    left = words(await history(world, count=2))

    assert FIRST not in left
    assert SECOND in left


@pytest.mark.parametrize("answer", ["N", "button"])
async def test_a_cancelled_deletion(world: World, answer: str) -> None:
    """The question stays in the list."""
    await two_asked(world)
    sure = await press_delete(world)
    await (world.press(button(sure, ActionKind.NO)) if answer == "button" else world.say(answer))
    await said(world, talk_texts.KEPT)

    assert world.deletions() == []


@pytest.mark.parametrize(
    ("payload", "answer"),
    [
        (CardAction(ActionKind.YES, "another").to_json(), talk_texts.CHOICE_SETTLED),
        ({}, notice_texts.OLD_BUTTON),
        (None, welcome_texts.HELP_TITLE),
    ],
)
async def test_other_actions_leave_a_confirmation_waiting(
    world: World, payload: object, answer: str
) -> None:
    """These are another card's button, an unreadable message, or a command."""
    await two_asked(world)
    await press_delete(world)
    await (world.say("help") if payload is None else world.press(payload))
    await said(world, answer)
    assert world.deletions() == []
    await world.say("yes")
    await said(world, talk_texts.DELETED)

    assert len(world.deletions()) == 1


@pytest.mark.parametrize(("later_s", "is_in_time"), [(500.0, True), (700.0, False)])
async def test_a_confirmation_expires(start: Start, later_s: float, *, is_in_time: bool) -> None:
    """It expires ten minutes after it was last asked for; then "yes" is a question."""
    clock = JumpingClock()
    world = await start(Overrides(clock=clock, painter=NoPictures()))
    await two_asked(world)
    await press_delete(world)
    clock.leap(500)
    await world.say("perhaps")
    await said(world, talk_texts.DELETE_NOT_UNDERSTOOD)
    clock.leap(later_s)
    await world.say("yes")
    await (said(world, talk_texts.DELETED) if is_in_time else world.answered(ANN, count=3))

    assert bool(world.deletions()) == is_in_time


async def test_a_question_instead_of_a_confirmation(world: World) -> None:
    """The confirmation is asked for once more, and then what is typed is a question."""
    await two_asked(world)
    await press_delete(world)
    await world.say("Show revenue by month")
    await said(world, talk_texts.DELETE_NOT_UNDERSTOOD)
    await world.say("Show revenue by month")
    await world.answered(ANN, count=3)

    assert world.deletions() == []
    assert len(world.workspace.questions()) == 3


async def test_a_pressed_question_cancels_a_confirmation(world: World) -> None:
    """What the person types next is a question."""
    await two_asked(world)
    await press_delete(world)
    await world.press({"v": 1, "do": "ask", "id": "x", "text": "Show revenue by month"})
    await world.answered(ANN, count=3)
    await world.say("yes")
    await world.answered(ANN, count=4)

    assert world.deletions() == []


async def test_an_unknown_confirmation_is_refused(world: World) -> None:
    """It belongs to an old card, or to another person's."""
    await world.press({"v": 1, "do": "yes", "id": "3f2a", "text": ""})

    await said(world, talk_texts.CHOICE_SETTLED)


async def test_a_failed_deletion_keeps_the_question(world: World) -> None:
    """It can be tried again."""
    await two_asked(world)
    world.workspace.fail_next(method="DELETE", times=9, status=403)
    await press_delete(world)
    await world.say("yes")
    await said(world, talk_texts.DELETE_FAILED)

    assert FIRST in words(await history(world, count=2))


async def test_people_cannot_see_or_use_each_others_history(world: World) -> None:
    """Bob's list is his own, and he cannot use Ann's buttons."""
    await world.say(FIRST, **group("Ann"))
    await world.answered(GROUP_ID)
    await world.say(SECOND, **group("Bob"))
    await world.answered(GROUP_ID, count=2)
    anns = await history(world, GROUP_ID, **group("Ann"))
    bobs = await history(world, GROUP_ID, count=2, **group("Bob"))
    assert (FIRST in words(anns), SECOND in words(anns)) == (True, False)
    assert (FIRST in words(bobs), SECOND in words(bobs)) == (False, True)

    for do in (ActionKind.OPEN, ActionKind.CONTINUE, ActionKind.DELETE):
        await world.press(button(anns, do), **group("Bob"))
    await world.until(
        lambda: words(world.channel.of(GROUP_ID)).count(talk_texts.NOT_YOUR_HISTORY) == 3
    )
    assert words(await history(world, **personal("Ann"))).count(FIRST) == 0
    assert world.deletions() == []


async def test_a_shared_answer_can_be_opened_but_not_continued(start: Start) -> None:
    """Conversation and message belong to the person who asked first."""
    world = await start(GENIE_QUESTIONS_PER_MINUTE="60")
    for name in ("Ann", "Bob"):
        await world.say(f"{FIRST} [slow 2]", **personal(name))
        await world.until(lambda: bool(world.workspace.questions()))
    await world.until(lambda: bool(world.answers("a:bob")))
    card = await history(world, "a:bob", **personal("Bob"))
    await world.press(button(card, ActionKind.CONTINUE), **personal("Bob"))
    await said(world, talk_texts.NOT_CONTINUED, "a:bob")
    await world.press(button(card, ActionKind.OPEN), **personal("Bob"))
    await world.answered("a:bob", count=2)
    await world.press(button(card, ActionKind.DELETE), **personal("Bob"))
    await world.say("yes", **personal("Bob"))
    await said(world, talk_texts.DELETED_HERE, "a:bob")

    assert len(world.workspace.questions()) == 1
    assert world.deletions() == []
    assert talk_texts.HISTORY_EMPTY in words(
        await history(world, "a:bob", count=2, **personal("Bob"))
    )


async def test_an_answer_that_genie_has_deleted_says_so(world: World) -> None:
    """The list may be older than Genie's data."""
    await two_asked(world)
    card = await history(world)
    for asked in world.workspace.questions():
        world.workspace.delete_message(asked.message_id)
    await world.press(button(card, ActionKind.OPEN))

    await said(world, problem_texts.MESSAGE_GONE[0])
