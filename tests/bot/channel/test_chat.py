"""The seam to the SDK: conversions of incoming activities and outgoing messages."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.activities.activity import Account, Activity, Json
from bot.channel.adapter import BotAdapter, bot_adapter
from bot.channel.chat import Chat
from bot.channel.connector import ChannelConnections
from bot.channel.message import TYPING, Attachment, Message
from bot.channel.rates import Urgency
from bot.channel.sdk_activities import activity_of, sdk_activity
from bot.messaging.entities import AI_LABEL, FEEDBACK_BUTTONS, Mention, stream_end, stream_line
from tests.clocks import FakeClock
from tests.harness.recorder import Recorder
from tests.harness.world import BOT

CARD: Json = {"type": "AdaptiveCard", "version": "1.5", "body": [], "fallbackText": None}
ANN: Json = {"id": "29:ann", "name": "Ann", "aadObjectId": "aad-1"}
# The SDK adds these to every activity that it sends as a reply.
ADDRESS: Json = {
    "channelId": "msteams",
    "conversation": {"id": "a:ann", "conversationType": "personal"},
    "from": BOT,
    "inputHint": "acceptingInput",
    "recipient": ANN,
    "replyToId": "activity-1",
    "locale": "zh-TW",
}
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
MENTION = Mention.of(Account("29:ann", "Ann <Müller>  B"))
MESSAGES: list[tuple[Message, Json]] = [
    (Message("hello"), {"type": "message", "text": "hello"}),
    (TYPING, {"type": "typing"}),
    (
        Message("x", "said", (Attachment.card(CARD),), channel_data=FEEDBACK_BUTTONS),
        {
            "type": "message",
            "text": "x",
            "summary": "said",
            "attachments": [{"contentType": ADAPTIVE, "content": CARD}],
            "channelData": {"feedbackLoop": {"type": "default"}},
        },
    ),
    (
        Message(attachments=(Attachment("a/b", {"c": 1}, "a.csv", "https://x"),)),
        {
            "type": "message",
            "attachments": [
                {
                    "contentType": "a/b",
                    "content": {"c": 1},
                    "name": "a.csv",
                    "contentUrl": "https://x",
                }
            ],
        },
    ),
    (
        Message("line", entities=(stream_line("", 1),), is_typing=True),
        {
            "type": "typing",
            "text": "line",
            "entities": [{"type": "streaminfo", "streamType": "informative", "streamSequence": 1}],
        },
    ),
    (
        Message("end", entities=(AI_LABEL, MENTION.entity, stream_end("s-1"))),
        {
            "type": "message",
            "text": "end",
            "entities": [
                {
                    "type": "https://schema.org/Message",
                    "@type": "Message",
                    "@context": "https://schema.org",
                    "@id": "",
                    "additionalType": ["AIGeneratedContent"],
                },
                {
                    "type": "mention",
                    "mentioned": {"id": "29:ann", "name": "Ann Müller B"},
                    "text": "<at>Ann Müller B</at>",
                },
                {"type": "streaminfo", "streamId": "s-1", "streamType": "final"},
            ],
        },
    ),
]


@pytest.fixture
def activity(recorder: Recorder) -> Json:
    """Return an activity of Ann's."""
    return {
        "type": "message",
        "id": "activity-1",
        "channelId": "msteams",
        "serviceUrl": recorder.url,
        "conversation": ADDRESS["conversation"],
        "from": ANN,
        "recipient": BOT,
        "locale": "zh-TW",
        "text": "Sales?",
    }


@pytest.fixture
async def adapter() -> AsyncIterator[BotAdapter]:
    """The adapter of an unregistered bot."""
    async with aiohttp.ClientSession() as session:
        connections = ChannelConnections(session, FakeClock())
        yield bot_adapter(connections, app_id="", password="", app_type="", tenant_id="")


@pytest.mark.parametrize(("message", "sent"), MESSAGES, ids=[str(n) for n in range(len(MESSAGES))])
async def test_each_kind_of_message_is_sent_as_documented(
    adapter: BotAdapter, activity: Json, recorder: Recorder, message: Message, sent: Json
) -> None:
    """This holds for new messages and updates; absent fields are left out."""

    async def speak(chat: Chat) -> None:
        await chat.send(message)
        await chat.update("message-9", message, Urgency.ANSWER)

    await adapter.resume(Activity.from_json(activity).reference, speak)

    new, update = recorder.requests
    assert new.body == ADDRESS | {"serviceUrl": recorder.url} | sent
    assert update.path.endswith("/activities/message-9")
    assert {name: update.body[name] for name in sent} == sent


@pytest.mark.parametrize("odd", ["half \ud83d", 2**70, {"a": (1, None)}], ids=ascii)
async def test_what_only_python_writes_as_json_is_sent_too(
    adapter: BotAdapter, activity: Json, recorder: Recorder, odd: object
) -> None:
    """Genie's texts may be cut within a character, and its numbers have any size."""

    async def speak(chat: Chat) -> None:
        await chat.send(Message("x", channel_data={"odd": odd}))

    await adapter.resume(Activity.from_json(activity).reference, speak)

    assert recorder.requests[0].body["channelData"] == json.loads(json.dumps({"odd": odd}))


@pytest.mark.parametrize(
    "changes", [{"channelId": "webchat"}, {"channelId": "directline"}, {"id": None}], ids=str
)
async def test_some_channels_get_no_replies(
    adapter: BotAdapter, activity: Json, recorder: Recorder, changes: Json
) -> None:
    """The SDK follows their conversations, too, instead of replying."""

    async def speak(chat: Chat) -> None:
        await chat.send(Message("x"))

    await adapter.resume(Activity.from_json(activity | changes).reference, speak)

    assert recorder.requests[0].path.endswith("/activities")
    assert "replyToId" not in recorder.requests[0].body


async def test_a_resumed_conversation_has_its_address_and_person(
    adapter: BotAdapter, activity: Json
) -> None:
    """State is found by it, and a mention needs the person."""
    chats: list[Chat] = []

    async def note(chat: Chat) -> None:
        chats.append(chat)

    given = Activity.from_json(activity)
    await adapter.resume(given.reference, note)

    (resumed,) = [chat.activity for chat in chats]
    assert (resumed.id, resumed.channel_id, resumed.locale) == ("activity-1", "msteams", "zh-TW")
    assert (resumed.sender, resumed.bot) == (given.sender, given.bot)
    assert resumed.conversation == given.conversation
    assert resumed.reference == given.reference


@pytest.mark.parametrize(
    ("conversation", "is_group", "is_channel", "is_personal"),
    [
        ({}, False, False, False),
        ({"isGroup": True}, True, False, False),
        ({"conversationType": "groupChat"}, True, False, False),
        ({"conversationType": "channel", "isGroup": True}, True, True, False),
        ({"conversationType": "personal", "isGroup": False}, False, False, True),
    ],
)
def test_groups_are_recognised_in_both_forms(
    activity: Json, conversation: Json, *, is_group: bool, is_channel: bool, is_personal: bool
) -> None:
    """In a group nothing private may be shown."""
    place = Activity.from_json(activity | {"conversation": {"id": "x"} | conversation}).conversation

    assert (place.is_group, place.is_channel, place.is_personal) == (
        is_group,
        is_channel,
        is_personal,
    )


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"text": None, "value": {"do": "ask", "deep": [None]}},
        {"entities": [{"type": "clientInfo", "timezone": "Asia/Taipei", "country": None}]},
        {"channelData": {"tenant": {"id": "t-1"}}, "localTimezone": "Asia/Taipei"},
        {"attachments": [{"contentType": "text/html", "content": "<p>"}], "replyToId": "m-1"},
        {"deliveryMode": "expectReplies"},
    ],
    ids=str,
)
def test_an_activity_is_the_same_through_the_sdk(activity: Json, more: dict[str, Any]) -> None:
    """It is made from the SDK's activity in a turn, and from JSON in a job."""
    given = activity | more

    read = activity_of(sdk_activity(given))

    known = {name: value for name, value in given.items() if value is not None}
    assert read.body == known
    assert read == Activity.from_json(known)
