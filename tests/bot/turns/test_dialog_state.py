"""Waiting dialogs: the SDK's objects in a turn, and plain JSON in the state."""

import logging
from typing import Any

import pytest
from botbuilder.core import TurnContext
from botbuilder.core.adapters import TestAdapter
from botbuilder.dialogs import DialogInstance, DialogState

from bot.activities.activity import Json
from bot.channel.sdk_activities import activity_of, sdk_activity
from bot.jobs.turn import Turn
from bot.turns.dialog_state import DialogStack
from tests.bot.fake_chat import FakeChat
from tests.bot.state.test_scopes import state_of
from tests.harness.stores import MemoryItems


def stored(prompt: Json) -> Json:
    """Return the JSON that all releases write for a prompt that waits with this state."""
    inner = {"$dialogs": [{"id": "prompt", "state": prompt}]}
    return {"$dialogs": [{"id": "main", "state": {"dialogs": inner}}]}


KEY = "msteams/conversations/a%3A1/users/29%3Aann"


def context() -> TurnContext:
    """Make a turn of Ann's."""
    body = {
        "type": "message",
        "id": "1",
        "channelId": "msteams",
        "conversation": {"id": "a:1"},
        "from": {"id": "29:ann"},
        "recipient": {"id": "28:bot"},
    }
    made = TurnContext(TestAdapter(), sdk_activity(body))
    made.turn_state[Turn] = Turn(FakeChat(activity_of(made.activity)))
    return made


async def test_a_waiting_dialog_is_restored() -> None:
    """There is one stack within the other, as in the SDK."""
    storage = MemoryItems()
    await storage.write({KEY: {"DialogState": stored({"past": {"a": [1]}}), "other": 1}})
    state = state_of(storage)
    stack, turn_context = DialogStack(state), context()
    turn = turn_context.turn_state[Turn]

    async with state.turn(turn):
        waiting = await stack.get(turn_context)
        (main,) = waiting.dialog_stack
        (prompt,) = main.state["dialogs"].dialog_stack
        assert (main.id, prompt.id, prompt.state) == ("main", "prompt", {"past": {"a": [1]}})
        prompt.state["asked_again"] = True
        await stack.save(turn, waiting.dialog_stack)

    item = (await storage.read([KEY]))[KEY]
    assert item["DialogState"] == stored({"past": {"a": [1]}, "asked_again": True})
    assert item["other"] == 1


async def test_without_a_waiting_dialog_nothing_is_written() -> None:
    """This is the case in most turns."""
    storage = MemoryItems()
    state = state_of(storage)
    stack, turn_context = DialogStack(state), context()
    turn = turn_context.turn_state[Turn]

    async with state.turn(turn):
        waiting = await stack.get(turn_context)
        waiting.dialog_stack.append(DialogInstance("main", {"dialogs": DialogState()}))
        waiting.dialog_stack.clear()
        await stack.save(turn, waiting.dialog_stack)

    assert await storage.read([KEY]) == {}


@pytest.mark.parametrize("broken", [1, {}, {"$dialogs": 1}, {"$dialogs": [{"id": 1}]}], ids=str)
async def test_unreadable_dialogs_are_dropped(
    broken: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Otherwise the person could never use the bot again."""
    storage = MemoryItems()
    await storage.write({KEY: {"DialogState": broken}})

    with caplog.at_level(logging.ERROR):
        waiting = await DialogStack(state_of(storage)).get(context())

    assert waiting.dialog_stack == []
    assert "unreadable dialogs" in caplog.text
