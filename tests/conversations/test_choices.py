"""Choices of a space that come late or in another form, or that another action replaces."""

import pytest

from cards import (
    ActionKind,
    Reader,
)
from cards.texts import notice_texts, progress_texts, talk_texts
from server.overrides import Overrides
from simulator import SALES_SPACE_ID, SUPPORT_SPACE_ID, Fault
from tests.cards.look import words
from tests.clocks import JumpingClock
from tests.conversations.test_history import button as entry_button
from tests.conversations.test_history import history
from tests.conversations.test_spaces import ANN, SALES, SUPPORT, asked_in, button, picker
from tests.harness.fixtures import NoPictures, Start
from tests.harness.people import GROUP_ID, group, personal
from tests.harness.world import World

CHINESE = Reader("zh_TW")
LATER_S = 700.0


@pytest.mark.parametrize("how", ["press", "1", "Sales", "第1個"])
async def test_a_late_choice_still_asks_the_question(start_spaces: Start, how: str) -> None:
    """The card promises that, and is still in the chat."""
    clock = JumpingClock()
    world = await start_spaces(Overrides(clock=clock, painter=NoPictures()))
    await world.say(SALES)
    message = await picker(world)
    clock.leap(LATER_S)
    if how == "press":
        await world.press(button(message, ActionKind.SPACE, SALES_SPACE_ID))
    else:
        await world.say(how)
    await world.answered(ANN)

    assert asked_in(world) == [(SALES, SALES_SPACE_ID)]


@pytest.mark.parametrize("typed", [["/space Sales"], ["空間", "1"], ["space", "/空間Sales"]])
async def test_a_command_that_chooses_asks_the_waiting_question(
    start_spaces: Start, typed: list[str]
) -> None:
    """The question waits for a choice in any form."""
    world = await start_spaces()
    await world.say(SALES)
    await picker(world)
    for each in typed:
        await world.say(each)
    await world.answered(ANN)

    assert asked_in(world) == [(SALES, SALES_SPACE_ID)]


@pytest.mark.parametrize("typed", ["1.", "1。", "第1個"])
async def test_numbers_of_spaces_may_have_punctuation(start_spaces: Start, typed: str) -> None:
    """People type them as in any list."""
    world = await start_spaces()
    await world.say(SALES)
    await picker(world)
    await world.say(typed)
    await world.answered(ANN)


@pytest.mark.parametrize("typed", ["00021", "12025", "0", "3"])
async def test_other_numbers_choose_nothing(start_spaces: Start, typed: str) -> None:
    """Their first digit alone does not count."""
    world = await start_spaces()
    await world.say(SALES)
    await picker(world)
    await world.say(typed)
    await picker(world, count=2)

    assert asked_in(world) == []


async def test_new_cancels_a_waiting_choice(start_spaces: Start) -> None:
    """The next message is a question."""
    world = await start_spaces()
    await world.say(SALES)
    await picker(world)
    await world.say("new")
    await world.say("1")
    message = await picker(world, count=2)

    assert talk_texts.THEN_I_ASK.format(question="1") in words(message)


async def test_new_may_be_followed_by_the_question(world: World) -> None:
    """This works only after a slash."""
    await world.say(SALES)
    await world.answered(ANN)
    await world.say("/new Show revenue by month")
    await world.answered(ANN, count=2)

    first, second = world.workspace.questions()
    assert second.text == "Show revenue by month"
    assert first.conversation_id != second.conversation_id


async def test_a_persons_own_choice_does_not_show_who_chose_for_all(start_spaces: Start) -> None:
    """Ann has chosen for all, and Bob for himself."""
    world = await start_spaces()
    await world.say("space", **group("Ann"))
    message = await picker(world, GROUP_ID)
    await world.press(button(message, ActionKind.CHAT_SPACE, SALES_SPACE_ID), **group("Ann"))
    await world.press(button(message, ActionKind.SPACE, SUPPORT_SPACE_ID), **group("Bob"))
    await world.say("space", **group("Bob"))
    his = words(await picker(world, GROUP_ID, count=2))
    await world.say("space", **group("Cho"))
    hers = words(await picker(world, GROUP_ID, count=3))

    by_ann = talk_texts.SPACE_SET_BY.format(name="Ann")
    assert by_ann not in his
    assert talk_texts.SPACE_IN_USE in his
    assert by_ann in hers


async def test_a_choice_for_all_replaces_the_persons_own_choice(start_spaces: Start) -> None:
    """The person's earlier choice does not apply any more."""
    world = await start_spaces()
    await world.say("space", **group("Ann"))
    message = await picker(world, GROUP_ID)
    await world.press(button(message, ActionKind.SPACE, SUPPORT_SPACE_ID), **group("Ann"))
    await world.press(button(message, ActionKind.CHAT_SPACE, SALES_SPACE_ID), **group("Ann"))
    await world.say(SALES, **group("Ann"))
    await world.answered(GROUP_ID)

    assert asked_in(world) == [(SALES, SALES_SPACE_ID)]


async def test_new_ends_the_space_of_a_continued_question(start_spaces: Start) -> None:
    """Continuing chooses no space for the chat, and the bot says which space is asked."""
    world = await start_spaces()
    await world.say("/space Support 客服")
    await world.say(SUPPORT)
    await world.answered(ANN)
    await world.say("/space Sales")
    card = await history(world)
    await world.press(entry_button(card, ActionKind.CONTINUE))
    said = talk_texts.CONTINUES_IN.format(question=SUPPORT, space="Support 客服")
    await world.until(lambda: said in words(world.channel.of(ANN)))
    await world.say("and by topic?")
    await world.answered(ANN, count=2)
    await world.say("new")
    await world.say(SALES)
    await world.answered(ANN, count=3)

    assert [space_id for _, space_id in asked_in(world)] == [
        SUPPORT_SPACE_ID,
        SUPPORT_SPACE_ID,
        SALES_SPACE_ID,
    ]


async def test_a_choice_replaces_the_space_of_a_continued_question(start_spaces: Start) -> None:
    """The latest action counts."""
    world = await start_spaces()
    await world.say("/space Support 客服")
    await world.say(SUPPORT)
    await world.answered(ANN)
    await world.press(entry_button(await history(world), ActionKind.CONTINUE))
    await world.say("/space Sales")
    await world.say(SALES)
    await world.answered(ANN, count=2)

    assert asked_in(world)[-1] == (SALES, SALES_SPACE_ID)


async def test_presses_are_answered_in_the_typed_language(start_spaces: Start) -> None:
    """The buttons of a Chinese card send no text, and the client is English."""
    world = await start_spaces()
    await world.say("空間", **personal())
    message = await world.answer()
    assert CHINESE.say(talk_texts.SPACES_TITLE) in words(message)
    await world.press(button(message, ActionKind.SPACE, SALES_SPACE_ID))
    chosen = CHINESE.say(talk_texts.SPACE_CHOSEN, space="Sales")
    await world.until(lambda: chosen in words(world.channel.of(ANN)))
    await world.say("space")

    await picker(world)  # in English again, like the client


async def test_deleting_a_question_in_chinese(world: World) -> None:
    """All steps are in Chinese."""
    await world.say("各地區的營收是多少？")
    await world.answer()
    await world.say("歷史")
    title = CHINESE.say(talk_texts.HISTORY_TITLE)
    await world.until(lambda: title in words(world.channel.of(ANN)))
    (card,) = (m for m in world.channel.of(ANN) if title in words(m))
    await world.press(entry_button(card, ActionKind.DELETE))
    sure = CHINESE.say(talk_texts.DELETE_TITLE)
    await world.until(lambda: sure in words(world.channel.of(ANN)))
    await world.say("好的。")
    await world.until(lambda: CHINESE.say(talk_texts.DELETED) in words(world.channel.of(ANN)))

    assert len(world.deletions()) == 1


async def test_the_end_by_idle_time_is_mentioned_after_new_as_well(start: Start) -> None:
    """The conversation after "new" has expired; commands do not extend it."""
    clock = JumpingClock()
    world = await start(Overrides(clock=clock, painter=NoPictures()), GENIE_IDLE_HOURS="0.2")
    await world.say("new")
    await world.say(SALES)
    await world.answered(ANN)
    clock.leap(500)
    await world.say("help")
    clock.leap(500)
    await world.say("Show revenue by month")
    answer = await world.answered(ANN, count=2)

    assert talk_texts.AFTER_IDLE in words(answer)


async def test_a_stop_while_an_answer_is_reopened_is_confirmed(world: World) -> None:
    """The next question continues the conversation, since nothing was stopped in Genie."""
    await world.say(SALES)
    await world.answered(ANN)
    card = await history(world)
    world.workspace.fail_next(Fault.SLOW, path_contains="/messages/", delay_s=0.3)
    spoken = len(world.channel.log_of(ANN))
    await world.press(entry_button(card, ActionKind.OPEN))
    await world.until(lambda: len(world.channel.log_of(ANN)) > spoken)  # reopening has begun
    await world.say("stop")
    await world.until(lambda: progress_texts.STOPPED in words(world.channel.of(ANN)))
    await world.say("Show revenue by month")
    await world.answered(ANN, count=2)
    await world.close()

    assert world.deletions() == []
    first, second = world.workspace.questions()
    assert first.conversation_id == second.conversation_id


@pytest.mark.parametrize("change", ["new", "continue"])
async def test_a_waiting_follow_up_continues_its_conversation(world: World, change: str) -> None:
    """A new conversation that the person starts meanwhile is not affected."""
    await world.say("Top 3 products by revenue")
    await world.answered(ANN)
    card = await history(world)
    await world.say("new")
    await world.say(f"{SALES} [slow 0.3]")
    await world.until(lambda: len(world.workspace.questions()) == 2)
    await world.say("and by month?")
    if change == "new":
        await world.say("new")
    else:
        await world.press(entry_button(card, ActionKind.CONTINUE))
    await world.answered(ANN, count=3)
    await world.say("Show revenue by store")
    await world.answered(ANN, count=4)

    first, base, follow_up, last = world.workspace.questions()
    assert follow_up.conversation_id == base.conversation_id != first.conversation_id
    assert last.conversation_id != base.conversation_id
    assert (last.conversation_id == first.conversation_id) == (change == "continue")


async def test_a_stopped_question_is_not_in_the_history(world: World) -> None:
    """Its message is deleted in Genie, so that it can be neither opened nor continued."""
    await world.say(f"{SALES} [slow 200]", **group())
    await world.until(lambda: world.polls() > 0)
    await world.say("stop", **group())
    await world.until(lambda: progress_texts.STOPPED in words(world.channel.of(GROUP_ID)))
    await world.say("history", **group())
    await world.until(lambda: talk_texts.HISTORY_EMPTY in words(world.channel.of(GROUP_ID)))


async def test_deleting_a_question_disables_its_reopened_answer(world: World) -> None:
    """The buttons of that answer say that it is old."""
    await world.say("Top 24 products by revenue")
    await world.answered(ANN)
    await world.press(entry_button(await history(world), ActionKind.OPEN))
    again = await world.answered(ANN, count=2)
    await world.press(entry_button(await history(world, count=2), ActionKind.DELETE))
    await world.until(lambda: talk_texts.DELETE_TITLE in words(world.channel.of(ANN)))
    await world.say("yes")
    await world.until(lambda: talk_texts.DELETED in words(world.channel.of(ANN)))
    await world.press(entry_button(again, ActionKind.ROWS))

    await world.until(lambda: notice_texts.OLD_ANSWER in words(world.channel.of(ANN)))
