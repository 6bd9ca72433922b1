"""Actions that a turn defers until its state is saved, and the key of its activity."""

import pytest

from bot.activities.activity import Activity
from bot.channel.errors import ChannelError
from bot.channel.message import Message
from bot.jobs.job import NewJob
from bot.jobs.turn import Turn
from tests.bot.fake_chat import FakeChat, activity

KEY = "msteams/conversations/a%3Aann/users/29%3Aann/activities"


@pytest.fixture
def chat() -> FakeChat:
    """Ann's chat."""
    return FakeChat()


async def test_nothing_is_sent_before_the_state_is_saved(chat: FakeChat) -> None:
    """A turn that cannot save its state is repeated, and would send it twice."""
    turn = Turn(chat)
    done: list[str] = []

    async def note() -> None:
        done.append("done")

    turn.say("first")
    turn.defer(note)
    turn.say(Message("second"))
    assert (chat.messages, done) == ({}, [])

    await turn.flush()
    await turn.flush()

    assert [message.text for message in chat.messages.values()] == ["first", "second"]
    assert done == ["done"]


async def test_a_repeated_turn_drops_its_deferred_actions(chat: FakeChat) -> None:
    """After a conflicting write it may decide differently."""
    turn = Turn(chat)
    turn.say("too early")
    turn.add_job(NewJob("question", {}))

    turn.restart()
    turn.add_job(NewJob("private", {}))
    await turn.flush()

    assert chat.messages == {}
    assert [job.kind for job in turn.jobs] == ["private"]


async def test_a_refused_message_does_not_stop_later_actions(chat: FakeChat) -> None:
    """A job may come after it."""
    chat.refusals = [ChannelError("no")]
    turn = Turn(chat)
    turn.say("refused")
    turn.say("taken")

    await turn.flush()

    assert [message.text for message in chat.messages.values()] == ["taken"]


@pytest.mark.parametrize(
    ("given", "name", "key"),
    [
        (activity(), "", f"{KEY}/activity-1"),
        (activity(id="a/1"), "", f"{KEY}/a%2F1"),
        (activity(), "activity-1-private", f"{KEY}/activity-1-private"),
    ],
)
def test_a_redelivered_activity_has_the_same_key(given: Activity, name: str, key: str) -> None:
    """It is handled once, in any process."""
    assert {Turn(FakeChat(given), name=name).key for _ in range(2)} == {key}


def test_activities_without_ids_have_different_keys() -> None:
    """They cannot be told apart from redeliveries; each keeps its key."""
    first, second = (Turn(FakeChat(activity(id=None))) for _ in range(2))

    keys = [first.key, second.key]
    assert keys[0] != keys[1]
    assert [first.key, second.key] == keys
