"""The language of the bot's messages to a person."""

from typing import Any

import pytest

from cards import (
    ActionKind,
    CardAction,
    Reader,
)
from cards.texts import answer_texts, notice_texts, welcome_texts
from tests.cards.look import elements, words
from tests.harness.people import GROUP_ID, chat_of, group, personal, team
from tests.harness.world import World, card_of

CHINESE = Reader("zh_TW")
ANN = "a:ann"


def choice(language: str) -> dict[str, Any]:
    """Make the payload of a button that chooses a language."""
    return CardAction(ActionKind.LANGUAGE, "language", language).to_json()


async def test_a_chosen_language_applies_to_all_conversations(world: World) -> None:
    """It applies whatever the person types, and to no one else."""
    await world.say("language")
    await world.until(lambda: bool(world.channel.of(ANN)))
    (offer,) = world.channel.of(ANN)
    buttons = {b["title"]: b["data"] for b in elements(card_of(offer), "Action.Submit")}
    await world.press(buttons[CHINESE.say(welcome_texts.LANGUAGE_NAME)])
    await world.until(lambda: len(world.channel.of(ANN)) == 2)
    assert world.channel.of(ANN)[-1]["text"] == CHINESE.say(welcome_texts.LANGUAGE_CHOSEN)

    await world.say("help", **team("Ann"))
    await world.say("help", **group("Bob"))
    chats = chat_of(team()), GROUP_ID
    await world.until(lambda: all(map(world.channel.of, chats)))
    anns, bobs = (words(world.channel.of(chat)) for chat in chats)

    assert CHINESE.say(welcome_texts.HELP_TITLE) in anns
    assert welcome_texts.HELP_TITLE in bobs


async def test_a_choice_can_be_undone(world: World) -> None:
    """Then the typed language decides again."""
    for language in ("zh_TW", ""):
        await world.press(choice(language))
    await world.say("help")
    await world.until(lambda: len(world.channel.of(ANN)) == 3)

    assert world.channel.of(ANN)[1]["text"] == welcome_texts.LANGUAGE_BY_TYPING
    assert welcome_texts.HELP_TITLE in words(world.channel.of(ANN)[2])


@pytest.mark.parametrize("language", ["xx", "../zh_TW"])
async def test_an_unknown_language_is_refused(world: World, language: str) -> None:
    """A client can send any payload."""
    await world.press(choice(language))
    await world.until(lambda: bool(world.channel.of(ANN)))

    assert world.channel.of(ANN)[0]["text"] == notice_texts.OLD_BUTTON


async def test_a_chinese_question_is_answered_in_chinese(world: World) -> None:
    """This also holds in an English client, and pressing an English button continues in Chinese."""
    await world.say("各地區的營收是多少?", locale="en-US", **personal())
    answer = await world.answer(ANN)
    await world.press(
        CardAction(ActionKind.ASK, reference_of(answer), "Show revenue by month").to_json()
    )
    second = await world.answer(ANN, count=2)

    for message in (answer, second):
        assert CHINESE.say(answer_texts.POWERED_BY) in words(message)


def reference_of(message: dict[str, Any]) -> str:
    """Return the reference of the question of the card."""
    return str(elements(card_of(message), "Action.Submit")[0]["data"]["id"])
