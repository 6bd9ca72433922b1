"""One message: progress, and then the outcome in its place. Without SDK and HTTP."""

from http import HTTPStatus

import pytest

from bot.channel.errors import ChannelBusyError, ChannelRefusedError
from bot.channel.rates import Urgency
from bot.messaging.entities import AI_LABEL, FEEDBACK_BUTTONS, Mention
from bot.messaging.reply import FinalMessage, Reply
from cards import (
    AMERICAN,
    CardMessage,
)
from cards.texts import answer_texts
from tests.bot.fake_chat import FakeChat

PROGRESS = CardMessage({"body": ["progress"]}, "working")
END = CardMessage({"body": ["end"]}, "answered", "Sales grew.")
SMALL = CardMessage({"body": ["small"]}, "answered")
ANSWER = FinalMessage(lambda: [END, SMALL], AMERICAN, is_answer=True)
TOO_LARGE = ChannelRefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "", "")
GONE = ChannelRefusedError(HTTPStatus.NOT_FOUND, "", "")
NO_UPDATES = ChannelRefusedError(HTTPStatus.METHOD_NOT_ALLOWED, "", "")


@pytest.fixture
async def chat() -> FakeChat:
    """Ann's chat."""
    return FakeChat()


@pytest.fixture
async def reply(chat: FakeChat) -> Reply:
    """A message that shows progress."""
    reply = Reply(chat)
    assert await reply.show(PROGRESS)
    chat.calls.clear()
    return reply


def cards(chat: FakeChat) -> list[object]:
    """Return the cards in the chat."""
    return [each.content["body"] for m in chat.messages.values() for each in m.attachments]


async def test_the_outcome_replaces_the_progress(chat: FakeChat, reply: Reply) -> None:
    """Progress has a low urgency in the conversation's rate; the answer has not."""
    await reply.show(PROGRESS)
    await reply.finish(ANSWER)

    assert cards(chat) == [["end"]]
    assert chat.calls == [("update", Urgency.PROGRESS), ("update", Urgency.REPLACEMENT)]


async def test_a_message_that_is_too_large_is_reduced(chat: FakeChat, reply: Reply) -> None:
    """This is repeated as long as there is a smaller version."""
    chat.refusals = [TOO_LARGE]

    await reply.finish(ANSWER)

    assert cards(chat) == [["small"]]
    assert reply.activity_id in chat.messages


async def test_after_deleted_progress_the_answer_is_a_new_message(
    chat: FakeChat, reply: Reply
) -> None:
    """A line, which may be duplicated, is sent first, since the answer must not be."""
    chat.refusals = [GONE]

    await reply.finish(ANSWER)

    assert cards(chat) == [["end"]]
    assert [what for what, _ in chat.calls] == ["update", "send", "update", "delete"]


async def test_without_updates_the_answer_is_sent_once(chat: FakeChat, reply: Reply) -> None:
    """A new message with an unknown outcome is not sent again."""
    chat.refusals = [NO_UPDATES]

    await reply.finish(ANSWER)

    assert cards(chat) == [["end"]]
    assert [what for what, _ in chat.calls] == ["update", "send once", "delete"]


async def test_progress_without_room_is_retried(chat: FakeChat, reply: Reply) -> None:
    """Other messages in the chat may need the rate more."""
    chat.refusals = [ChannelBusyError("full")]

    assert not await reply.show(PROGRESS)
    assert await reply.show(PROGRESS)


def test_an_answer_has_a_mention_and_the_ai_label() -> None:
    """The mention is in the text, as its entity says."""
    final = FinalMessage(
        lambda: [END], AMERICAN, is_answer=True, has_ai_label=True, has_thumbs=True
    )
    mention = Mention("29:ann", "Ann")

    message = final.message(END, mention)

    said = AMERICAN.say(answer_texts.READY_FOR, name="<at>Ann</at>")
    assert message.text == f"{said}\n\nSales grew."
    assert message.entities == (AI_LABEL, mention.entity)
    assert message.channel_data == FEEDBACK_BUTTONS
