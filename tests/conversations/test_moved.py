"""Questions that are asked in a group and answered in private, with their context."""

from pathlib import Path

import pytest

from cards import (
    ActionKind,
)
from cards.texts import rating_texts, talk_texts
from simulator import SALES_SPACE_ID, SUPPORT_SPACE_ID
from tests.cards.look import elements, words
from tests.conversations.test_history import button as entry_button
from tests.conversations.test_history import history
from tests.conversations.test_spaces import ANN, SALES, SUPPORT, asked_in, button, picker
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, group, personal, team
from tests.harness.world import World, card_of

WAYS = pytest.mark.parametrize("way", ["order", "switch"])


async def group_of(start_spaces: Start, way: str) -> tuple[World, str]:
    """Start a bot, and return how a question in a group gets a private answer."""
    settings = {} if way == "order" else {"ANSWERS_IN_PRIVATE": "groups"}
    return await start_spaces(**settings), "/private " if way == "order" else ""


@WAYS
async def test_a_private_question_uses_the_groups_space(start_spaces: Start, way: str) -> None:
    """The space was chosen for the whole group."""
    world, prefix = await group_of(start_spaces, way)
    await world.say("/space Sales", **personal("Bob"))
    await world.say("space", **group("Ann"))
    message = await picker(world, GROUP_ID)
    await world.press(button(message, ActionKind.CHAT_SPACE, SUPPORT_SPACE_ID), **group("Ann"))
    await world.say(f"{prefix}{SUPPORT}", **group("Bob"))
    await world.answered("a:bob")

    assert asked_in(world) == [(SUPPORT, SUPPORT_SPACE_ID)]


@WAYS
async def test_several_private_questions_wait_for_a_space(start_spaces: Start, way: str) -> None:
    """The bot has promised an answer to each."""
    world, prefix = await group_of(start_spaces, way)
    await world.say(f"{prefix}{SALES}", **group("Ann"))
    await picker(world, ANN)
    await world.say(f"{prefix}Show revenue by month", **group("Ann"))
    message = await picker(world, ANN, count=2)
    for question in (SALES, "Show revenue by month"):
        assert talk_texts.THEN_I_ASK.format(question=question) in words(message)
    await world.press(button(message, ActionKind.SPACE, SALES_SPACE_ID))
    await world.answered(ANN, count=2)

    assert [text for text, _ in asked_in(world)] == [SALES, "Show revenue by month"]


@pytest.mark.parametrize("text", ["new", "yes", "stop", "2", "/help"])
async def test_a_private_question_is_never_a_command_or_a_confirmation(
    world: World, text: str
) -> None:
    """A prompt waits in the private chat, to which it is not a reply."""
    await world.say(SALES)
    await world.answered(ANN)
    await world.press(entry_button(await history(world), ActionKind.DELETE))
    await world.until(lambda: talk_texts.DELETE_TITLE in words(world.channel.of(ANN)))
    await world.say(f"/private {text}", **group("Ann"))
    await world.until(lambda: len(world.workspace.questions()) == 2)
    await world.close()

    assert asked_in(world)[-1][0] == text
    assert world.deletions() == []


async def test_an_answer_opened_in_a_channel_is_shown_in_private(
    start_spaces: Start, tmp_path: Path
) -> None:
    """It is read from its own space, and the question is not posted again."""
    chat, store = team()["conversation"]["id"], f"sqlite:///{tmp_path}/bot.sqlite3"
    before = await start_spaces(STORAGE=store)
    await before.say("/space Support 客服", **team("Ann"))
    await before.say(SUPPORT, **team("Ann"))
    await before.answered(chat)
    card = await history(before, chat, **team("Ann"))
    await before.close()
    world = await start_spaces(STORAGE=store, ANSWERS_IN_PRIVATE="channels")
    await world.press(entry_button(card, ActionKind.OPEN), **team("Ann"))
    answer = await world.answered(ANN)

    assert talk_texts.REOPENED in words(answer)
    assert asked_in(world) == [(SUPPORT, SUPPORT_SPACE_ID)]


async def test_a_person_who_has_blocked_the_bot_is_told_in_the_group(world: World) -> None:
    """The question is not posted."""
    world.channel.refuse = lambda _, activity: (
        403 if activity.get("conversation", {}).get("id") == ANN else None
    )
    await world.say(f"/private {SALES}", **group("Ann"))
    told = talk_texts.NOT_INSTALLED.format(name="Ann")
    await world.until(lambda: told in words(world.channel.of(GROUP_ID)))

    assert world.workspace.questions() == []


class TestAnswersAlreadyInAChannel:
    """ANSWERS_IN_PRIVATE is set after data was shown in a channel."""

    @pytest.fixture
    async def worlds(self, start: Start, tmp_path: Path) -> tuple[World, World]:
        """A bot that has answered in a channel, and the next one, which must not."""
        store = f"sqlite:///{tmp_path}/bot.sqlite3"
        before = await start(STORAGE=store)
        await before.say("Top 24 products by revenue", **team("Ann"))
        await before.answered(team()["conversation"]["id"])
        await before.close()
        return before, await start(STORAGE=store, ANSWERS_IN_PRIVATE="channels")

    @pytest.mark.parametrize(
        "do",
        [ActionKind.ROWS, ActionKind.KIND, ActionKind.MEASURE, ActionKind.COLUMNS, ActionKind.FILE],
    )
    async def test_no_more_data_is_shown(self, worlds: tuple[World, World], do: ActionKind) -> None:
        """Neither other rows, columns or charts nor a file are shown."""
        world = worlds[1]
        chat = team()["conversation"]["id"]
        (answer,) = world.answers(chat)
        data = [each["data"] for each in elements(card_of(answer), "Action.Submit")]
        text = {ActionKind.KIND: "bar", ActionKind.FILE: "csv"}.get(do, "1")
        await world.press(data[0] | {"do": do, "text": text, "at": 1}, **team("Bob"))
        await world.until(lambda: talk_texts.DATA_NOT_HERE in words(world.channel.of(chat)))

        assert world.answers(chat) == [answer]

    async def test_a_rating_does_not_redraw_the_answer(self, worlds: tuple[World, World]) -> None:
        """The rating still reaches Genie."""
        world = worlds[1]
        chat = team()["conversation"]["id"]
        (answer,) = world.answers(chat)
        value = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": "{}"}}
        invoke = world.activity(
            type="invoke",
            name="message/submitAction",
            replyToId=answer["id"],
            value=value,
            **team("Bob"),
        )
        assert (await world.post(invoke)).status == 200
        (asked,) = world.workspace.questions()
        messages = world.workspace.conversations[asked.conversation_id].messages
        await world.until(lambda: messages[asked.message_id].feedback is not None)
        await world.close()

        assert world.answers(chat) == [answer]
        assert rating_texts.TAKE_BACK not in words(world.channel.of(chat))
