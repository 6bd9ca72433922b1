"""Greetings and thanks are answered without Genie; other messages reach it as typed."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cards import (
    MAX_TEXT_CHARS,
    ActionKind,
    Reader,
    command_of,
    is_unknown_command,
    small_talk_of,
)
from cards.texts import small_talk_texts, talk_texts
from simulator import SALES_SPACE_ID
from tests.cards.look import words
from tests.conversations.test_history import button as entry_button
from tests.conversations.test_history import history
from tests.conversations.test_spaces import ANN, SALES, asked_in, picker
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, group
from tests.harness.world import World

CHINESE = Reader("zh_TW")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("hi", small_talk_texts.GREETING_HOW),
        ("Hello!", small_talk_texts.GREETING_HOW),
        ("thanks!", small_talk_texts.THANKS),
        ("你好", CHINESE.say(small_talk_texts.GREETING_HOW)),
        ("謝謝您！", CHINESE.say(small_talk_texts.THANKS)),
    ],
)
async def test_small_talk_is_answered_without_genie(world: World, typed: str, answer: str) -> None:
    """The reply is in the typed language."""
    await world.say(typed)
    (said,) = world.channel.of(ANN)

    assert answer in words(said)
    assert world.workspace.questions() == []


async def test_a_greeting_shows_how_to_start(start_spaces: Start) -> None:
    """The reply names the current space, and has sample questions."""
    world = await start_spaces()
    await world.say("/space Sales")
    await world.say("hi")
    await world.until(lambda: small_talk_texts.GREETING in words(world.channel.of(ANN)))

    shown = words(world.channel.of(ANN))
    assert talk_texts.SPACE_ASKED.format(space="Sales") in shown
    assert SALES in shown


async def test_in_a_group_the_bot_is_mentioned(world: World) -> None:
    """The mention is not part of the greeting, as with commands."""
    mention = {"type": "mention", "mentioned": {"id": "28:bot"}, "text": "<at>Genie</at>"}
    await world.say("<at>Genie</at> thanks", **group(), entities=[mention])
    (said,) = world.channel.of(GROUP_ID)

    assert said["text"] == small_talk_texts.THANKS


async def test_thanks_leave_a_choice_of_a_space_waiting(start_spaces: Start) -> None:
    """Thanks are no choice, and the list is not shown again."""
    world = await start_spaces()
    await world.say(SALES)
    await picker(world)
    await world.say("thanks")
    await world.until(lambda: small_talk_texts.THANKS in words(world.channel.of(ANN)))
    await world.say("1")
    await world.answered(ANN)

    assert asked_in(world) == [(SALES, SALES_SPACE_ID)]


async def test_thanks_leave_a_confirmation_waiting(world: World) -> None:
    """Thanks are neither yes nor no; 好 still means yes."""
    await world.say(SALES)
    await world.answered(ANN)
    await world.press(entry_button(await history(world), ActionKind.DELETE))
    await world.until(lambda: talk_texts.DELETE_TITLE in words(world.channel.of(ANN)))
    await world.say("thanks")
    await world.until(lambda: small_talk_texts.THANKS in words(world.channel.of(ANN)))
    assert world.deletions() == []

    await world.say("好")
    await world.until(lambda: len(world.deletions()) == 1)


def is_question(text: str) -> bool:
    """Whether a message is neither empty, too long, a command nor small talk."""
    is_asked = not (command_of(text) or is_unknown_command(text) or small_talk_of(text))
    return 0 < len(text) <= MAX_TEXT_CHARS and is_asked


QUESTIONS = st.text(st.characters(exclude_categories=["Cs"])).map(str.strip).filter(is_question)


@given(QUESTIONS)
@example("ok")
@example("好")
@example("R&amp;D &lt;b&gt; &region  <at>")
@example("x" * MAX_TEXT_CHARS)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_any_question_reaches_genie_unchanged(world: World, text: str) -> None:
    """This holds for any text within the limit that is no command and no small talk."""
    before = len(world.workspace.questions())
    await world.say(f"  {text}\n")
    await world.until(lambda: len(world.workspace.questions()) > before)

    assert world.workspace.questions()[-1].text == text
