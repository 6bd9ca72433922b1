"""What a turn puts off until its state is saved, and by what it is known again."""

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


async def test_nothing_is_said_before_the_end(chat: FakeChat) -> None:
    """A turn whose state cannot be saved comes again, and would say it twice."""
    turn = Turn(chat)
    done: list[str] = []

    async def note() -> None:
        done.append("done")

    turn.say("first")
    turn.do_later(note)
    turn.say(Message("second"))
    assert (chat.messages, done) == ({}, [])

    await turn.flush()
    await turn.flush()

    assert [message.text for message in chat.messages.values()] == ["first", "second"]
    assert done == ["done"]


async def test_a_turn_that_begins_again_forgets_what_it_put_off(chat: FakeChat) -> None:
    """Others wrote meanwhile, so that it may come to something else."""
    turn = Turn(chat)
    turn.say("too early")
    turn.add_job(NewJob("question", {}))

    turn.restart()
    turn.add_job(NewJob("private", {}))
    await turn.flush()

    assert chat.messages == {}
    assert [job.kind for job in turn.jobs] == ["private"]


async def test_a_refused_message_does_not_hold_up_the_rest(chat: FakeChat) -> None:
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
def test_a_copy_has_the_same_key(given: Activity, name: str, key: str) -> None:
    """So that it is handled once, by whichever process."""
    assert {Turn(FakeChat(given), name=name).key for _ in range(2)} == {key}


def test_without_an_id_nothing_is_a_copy() -> None:
    """Two that cannot be told apart are two; and one keeps its key."""
    first, second = (Turn(FakeChat(activity(id=None))) for _ in range(2))

    keys = [first.key, second.key]
    assert keys[0] != keys[1]
    assert [first.key, second.key] == keys
