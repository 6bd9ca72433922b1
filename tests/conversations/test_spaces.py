"""Which space is asked: chosen once, for a person or for all members of a chat."""

from typing import Any

import pytest

from cards import (
    ActionKind,
    CardAction,
)
from cards.texts import command_texts, notice_texts, talk_texts
from server.overrides import Overrides
from simulator import SALES_SPACE_ID, SUPPORT_SPACE_ID
from tests.cards.look import elements, words
from tests.clocks import JumpingClock
from tests.harness.fixtures import NoPictures, Start
from tests.harness.people import GROUP_ID, group, personal, team
from tests.harness.world import World, card_of

ANN = "a:ann"
SALES = "Show revenue by region"
SUPPORT = "Show tickets by priority"
TITLE = talk_texts.SPACES_TITLE


def asked_in(world: World) -> list[tuple[str, str]]:
    """Return the questions in Genie, and their spaces."""
    return [(asked.text, asked.space_id) for asked in world.workspace.questions()]


def button(message: Any, do: ActionKind, text: str) -> Any:
    """Return the payload of a button."""
    payloads = [b["data"] for b in elements(card_of(message), "Action.Submit")]
    return next(p for p in payloads if p["do"] == do and p["text"] == text)


async def picker(world: World, chat: str = ANN, *, count: int = 1) -> Any:
    """Wait for this many lists of spaces, and return the last one."""

    def lists() -> list[Any]:
        return [m for m in world.channel.of(chat) if TITLE in words(m)]

    await world.until(lambda: len(lists()) >= count)
    return lists()[-1]


async def test_a_person_without_a_space_is_asked_once(start_spaces: Start) -> None:
    """The question waits for the choice, and later ones need none."""
    world = await start_spaces()
    await world.say(SUPPORT)
    message = await picker(world)
    assert talk_texts.THEN_I_ASK.format(question=SUPPORT) in words(message)
    assert world.workspace.questions() == []

    await world.press(button(message, ActionKind.SPACE, SUPPORT_SPACE_ID))
    answer = await world.answered(ANN)
    await world.say("and by topic?")
    await world.answered(ANN, count=2)

    assert asked_in(world) == [(SUPPORT, SUPPORT_SPACE_ID), ("and by topic?", SUPPORT_SPACE_ID)]
    assert "Support 客服" in words(answer)
    assert SUPPORT_SPACE_ID in str(answer)  # in the link to Databricks


@pytest.mark.parametrize("typed", ["2", "support 客服", "ＳＵＰＰＯＲＴ　客服"])
async def test_a_choice_can_be_typed(start_spaces: Start, typed: str) -> None:
    """A number or a name is accepted, in any case and width."""
    world = await start_spaces()
    await world.say(SUPPORT)
    await picker(world)
    await world.say(typed)
    await world.answered(ANN)

    assert asked_in(world) == [(SUPPORT, SUPPORT_SPACE_ID)]


@pytest.mark.parametrize("typed", ["the *blue* one", "sale", "yes"])
async def test_an_unclear_choice_is_asked_for_again_with_help(
    start_spaces: Start, typed: str
) -> None:
    """This may happen several times; the question still waits."""
    world = await start_spaces()
    await world.say(SALES)
    assert "`cancel`" not in words(await picker(world))
    for count in (2, 3):
        await world.say(typed)
        said = words(await picker(world, count=count))
        assert "`cancel`" in said
        assert talk_texts.THEN_I_ASK.format(question=SALES) in said
    await world.say("/help")  # a command is run, and leaves it waiting
    await world.say("Sales")
    await world.answered(ANN)

    assert asked_in(world) == [(SALES, SALES_SPACE_ID)]


async def test_a_choice_can_be_cancelled(start_spaces: Start) -> None:
    """Then the question is dropped, and the next one asks for a choice again."""
    world = await start_spaces()
    await world.say(SALES)
    await picker(world)
    await world.say("/Cancel")
    await world.until(lambda: command_texts.CANCELLED_CHOICE in words(world.channel.of(ANN)))
    await world.say("Sales")  # a question now
    message = await picker(world, count=2)

    assert talk_texts.THEN_I_ASK.format(question="Sales") in words(message)
    await world.say("取消")
    await world.say("cancel")
    await world.until(lambda: command_texts.NOTHING_TO_CANCEL in words(world.channel.of(ANN)))


async def test_a_choice_expires(start_spaces: Start) -> None:
    """A message an hour later is a new question; the old button still chooses."""
    clock = JumpingClock()
    world = await start_spaces(Overrides(clock=clock, painter=NoPictures()))
    await world.say(SALES)
    message = await picker(world)
    clock.leap(3_600)
    await world.say(SUPPORT)
    later = await picker(world, count=2)
    assert talk_texts.THEN_I_ASK.format(question=SUPPORT) in words(later)
    await world.press(button(message, ActionKind.SPACE, SUPPORT_SPACE_ID))
    await world.answered(ANN)

    assert asked_in(world) == [(SUPPORT, SUPPORT_SPACE_ID)]


async def test_a_choice_for_all_applies_to_all_members(start_spaces: Start) -> None:
    """The bot says who made it; a person may choose another one for themselves."""
    world = await start_spaces()
    await world.say(SALES, **group("Ann"))
    message = await picker(world, GROUP_ID)
    await world.press(button(message, ActionKind.CHAT_SPACE, SALES_SPACE_ID), **group("Ann"))
    await world.answered(GROUP_ID)
    said = talk_texts.CHAT_SPACE_CHOSEN.format(name="Ann", space="Sales")
    assert said in words(world.channel.of(GROUP_ID))

    await world.say("Show revenue by month", **group("Bob"))
    await world.answered(GROUP_ID, count=2)
    await world.say("/space", **group("Bob"))
    again = await picker(world, GROUP_ID, count=2)
    assert talk_texts.SPACE_SET_BY.format(name="Ann") in words(again)
    await world.press(button(again, ActionKind.SPACE, SUPPORT_SPACE_ID), **group("Bob"))
    await world.say(SUPPORT, **group("Bob"))
    await world.answered(GROUP_ID, count=3)
    await world.say("Top 3 products by revenue", **group("Ann"))
    await world.answered(GROUP_ID, count=4)

    assert [space for _, space in asked_in(world)] == [
        SALES_SPACE_ID,
        SALES_SPACE_ID,
        SUPPORT_SPACE_ID,
        SALES_SPACE_ID,
    ]


async def test_people_do_not_answer_each_others_prompts(start_spaces: Start) -> None:
    """A number that Bob types is his question; Ann's question waits for Ann."""
    world = await start_spaces()
    await world.say(SALES, **group("Ann"))
    await picker(world, GROUP_ID)
    await world.say("2", **group("Bob"))
    bobs = await picker(world, GROUP_ID, count=2)
    assert talk_texts.THEN_I_ASK.format(question="2") in words(bobs)
    assert world.workspace.questions() == []

    await world.say("1", **group("Ann"))
    await world.answered(GROUP_ID)

    assert asked_in(world) == [(SALES, SALES_SPACE_ID)]


async def test_a_choice_by_another_person_continues_waiting_questions(start_spaces: Start) -> None:
    """Ann's waiting question and her next one are both asked."""
    world = await start_spaces()
    await world.say(SALES, **group("Ann"))
    message = await picker(world, GROUP_ID)
    await world.press(button(message, ActionKind.CHAT_SPACE, SALES_SPACE_ID), **group("Bob"))
    await world.say("Show revenue by month", **group("Ann"))
    await world.answered(GROUP_ID, count=2)

    assert [text for text, _ in asked_in(world)] == [SALES, "Show revenue by month"]


async def test_threads_of_a_channel_share_its_space(start_spaces: Start) -> None:
    """A new thread is not a new chat."""
    world = await start_spaces()
    other = team("Bob")
    other["conversation"] = other["conversation"] | {"id": "19:team@thread.tacv2;messageid=2"}
    await world.say("/space Sales", **team("Ann"))
    await world.say("/space", **team("Ann"))
    message = await picker(world, "19:team@thread.tacv2;messageid=1")
    await world.press(button(message, ActionKind.CHAT_SPACE, SALES_SPACE_ID), **team("Ann"))
    await world.say(SALES, **other)
    await world.answered(other["conversation"]["id"])

    assert asked_in(world) == [(SALES, SALES_SPACE_ID)]


async def test_a_persons_choice_applies_to_all_chats(start_spaces: Start) -> None:
    """It applies to every chat without a choice of its own."""
    world = await start_spaces()
    await world.say("/space sales", **personal())
    said = talk_texts.SPACE_CHOSEN.format(space="Sales")
    await world.until(lambda: said in words(world.channel.of(ANN)))
    await world.say(SALES, **group("Ann"))
    await world.answered(GROUP_ID)

    assert asked_in(world) == [(SALES, SALES_SPACE_ID)]


async def test_each_space_has_its_own_conversation(start_spaces: Start) -> None:
    """After returning to the first space, its conversation continues."""
    world = await start_spaces()
    asked = [("1", SALES), ("2", SUPPORT), ("1", "and by month?")]
    for count, (number, question) in enumerate(asked, start=1):
        await world.say(f"/space {number}")
        await world.say(question)
        await world.answered(ANN, count=count)

    first, second, third = world.workspace.questions()
    assert first.conversation_id == third.conversation_id != second.conversation_id


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/space Nowhere", talk_texts.SPACE_UNKNOWN.format(space="Nowhere")),
        ("/space 3", talk_texts.SPACE_UNKNOWN.format(space="3")),
        ("/space 0", talk_texts.SPACE_UNKNOWN.format(space="0")),
    ],
)
async def test_an_unknown_space_is_refused(start_spaces: Start, said: str, answer: str) -> None:
    """The reply says how to list all spaces."""
    world = await start_spaces()
    await world.say(said)

    await world.until(lambda: answer in words(world.channel.of(ANN)))


async def test_with_one_space_there_is_no_choice(world: World) -> None:
    """Most companies start with one."""
    await world.say("space")

    await world.until(lambda: talk_texts.ONE_SPACE in words(world.channel.of(ANN)))


async def test_a_default_needs_no_choice(start: Start, two_spaces: str) -> None:
    """It can be changed."""
    world = await start(DATABRICKS_SPACE_ID=SUPPORT_SPACE_ID, GENIE_SPACES=two_spaces)
    await world.say(SUPPORT)
    await world.answered(ANN)
    await world.say("/space Sales")
    await world.say(SALES)
    await world.answered(ANN, count=2)

    assert asked_in(world) == [(SUPPORT, SUPPORT_SPACE_ID), (SALES, SALES_SPACE_ID)]


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (CardAction(ActionKind.SPACE, "spaces", "0" * 32).to_json(), notice_texts.OLD_BUTTON),
        (CardAction(ActionKind.CHAT_SPACE, "spaces", "0" * 32).to_json(), notice_texts.OLD_BUTTON),
        (CardAction(ActionKind.YES, "spaces", SALES_SPACE_ID).to_json(), talk_texts.CHOICE_SETTLED),
        ({"do": "space"}, notice_texts.OLD_BUTTON),
    ],
)
async def test_a_button_that_chooses_no_space_is_refused(
    start_spaces: Start, payload: object, said: str
) -> None:
    """A forged payload can only choose listed spaces; the question still waits."""
    world = await start_spaces()
    await world.say(SALES)
    await picker(world)
    await world.press(payload)
    await world.until(lambda: said in words(world.channel.of(ANN)))
    assert world.workspace.questions() == []
    await world.say("1")
    await world.answered(ANN)

    assert asked_in(world) == [(SALES, SALES_SPACE_ID)]


async def test_a_missing_space_names_the_contact(start: Start, tmp_path: Any) -> None:
    """Only an administrator can fix it."""
    path = tmp_path / "gone.json"
    path.write_text(f'[{{"id": "{"0" * 32}", "name": "Gone"}}]', "utf-8")
    contact = "data_team@contoso.com"
    world = await start(DATABRICKS_SPACE_ID="", GENIE_SPACES=str(path), ADMIN_CONTACT=contact)
    await world.say(SALES)
    told = await world.answer()

    assert "cannot be opened" in words(told)
    assert "team@contoso.com" in words(told)
