"""The same turns through the SDK's stock connector and ours: the channel sees no difference.

Ours replaces how requests are sent, and not their content.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from botbuilder.core import TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import (
    Activity,
    ChannelAccount,
    ConversationAccount,
    ConversationParameters,
    ConversationReference,
)
from msrest.exceptions import HttpOperationError

from bot.activities.activity import Activity as OurActivity
from bot.channel.adapter import BotAdapter, bot_adapter
from bot.channel.chat import Chat
from bot.channel.connector import ChannelConnections
from bot.channel.errors import ChannelError, ChannelRefusedError
from bot.channel.exchange import MAX_RESPONSE_BYTES
from bot.channel.message import Attachment, Message
from bot.channel.rates import Urgency
from tests.bot.channel import sdk_activities
from tests.clocks import FakeClock
from tests.harness.recorder import JSON, Recorded, Recorder, Reply
from tests.harness.registration import APP_ID, NoCredentials
from tests.harness.world import BOT

Logic = Callable[[TurnContext], Awaitable[Any]]
Turn = Callable[["Side"], Awaitable[Any]]

ODD_IDS = [
    "a:1_x-",
    "19:x@thread.tacv2;messageid=1",
    "19:meeting_TWVl/dGluZw==@thread.v2",
    "a conversation with spaces",
    "100%25 of a?query#fragment&more+",
    "~(it's)!*$,[]",
]


@dataclass
class Side:
    """One of the two adapters, and its conversation."""

    adapter: CloudAdapter
    app_id: str
    reference: ConversationReference

    async def speak(self, logic: Logic, *, reply_to: str | None = "activity-1") -> Any:
        """Run logic in the conversation, and return its result."""
        results = []

        async def with_known_id(context: TurnContext) -> None:
            context.activity.id = reply_to  # the SDK invents one, a different one each time
            results.append(await logic(context))

        await self.adapter.continue_conversation(self.reference, with_known_id, self.app_id)
        return results[0]


@dataclass
class Pair:
    """Stock and ours with the same channel."""

    recorder: Recorder
    stock: Side
    ours: Side

    async def wire(self, turn: Turn) -> list[Recorded]:
        """Return what ours sends, after checking that stock sends and receives the same."""
        stock = await turn(self.stock)
        from_stock = self._taken()
        ours = await turn(self.ours)
        from_ours = self._taken()
        assert from_ours == from_stock
        assert ours == stock
        return from_ours

    async def refusals(self, turn: Turn) -> tuple[HttpOperationError, ChannelRefusedError]:
        """Return the errors that both raise."""
        with pytest.raises(HttpOperationError) as stock:
            await turn(self.stock)
        with pytest.raises(ChannelError) as ours:
            await turn(self.ours)
        assert isinstance(ours.value, ChannelRefusedError)
        return stock.value, ours.value

    def _taken(self) -> list[Recorded]:
        taken, self.recorder.requests = self.recorder.requests, []
        return taken


Pairing = Callable[..., Pair]


@pytest.fixture
def pairing(session: aiohttp.ClientSession, recorder: Recorder) -> Pairing:
    """Make both, for a conversation, with or without an app id."""

    def pair(conversation_id: str = "a:ann", *, app_id: str = APP_ID) -> Pair:
        credentials = NoCredentials() if app_id else None
        configuration = SimpleNamespace(APP_ID=app_id, APP_PASSWORD="pw", APP_TYPE="MultiTenant")
        stock = CloudAdapter(
            ConfigurationBotFrameworkAuthentication(configuration, credentials_factory=credentials)
        )
        ours = bot_adapter(
            ChannelConnections(session, FakeClock()),
            app_id=app_id,
            password="pw",
            app_type="MultiTenant",
            tenant_id="",
            credentials_factory=credentials,
        )
        reference = ConversationReference(
            activity_id="activity-1",
            channel_id="msteams",
            service_url=recorder.url,
            conversation=ConversationAccount(id=conversation_id),
            user=ChannelAccount(id="29:ann", name="Ann"),
            bot=ChannelAccount(**BOT),
            locale="zh-TW",
        )
        return Pair(recorder, Side(stock, app_id, reference), Side(ours, app_id, reference))

    return pair


async def hello(context: TurnContext) -> str:
    """Send a message, and return its id."""
    return str((await context.send_activity("hello")).id)


@pytest.mark.parametrize("make", sdk_activities.EVERY_KIND)
async def test_every_kind_of_activity_is_sent_alike(
    pairing: Pairing, make: Callable[[], Activity]
) -> None:
    """Our serializer is a shortcut that must give the same result."""

    async def say(context: TurnContext) -> str:
        return str((await context.send_activity(make())).id)

    sent = await pairing().wire(lambda side: side.speak(say))

    assert [request.method for request in sent] == ["POST"]
    assert sent[0].body["conversation"] == {"id": "a:ann"}


@pytest.mark.parametrize("app_id", [APP_ID, ""], ids=["registered", "no app id"])
async def test_credentials_are_sent_alike(pairing: Pairing, app_id: str) -> None:
    """A registered bot sends its token; emulators expect none."""
    sent = await pairing(app_id=app_id).wire(lambda side: side.speak(hello))

    assert sent[0].headers.get("Authorization") == ("Bearer bot-token" if app_id else None)
    assert sent[0].headers["Content-Type"] == JSON


@pytest.mark.parametrize("conversation_id", ODD_IDS)
async def test_replies_to_conversations_with_special_ids(
    pairing: Pairing, conversation_id: str
) -> None:
    """The ids of Teams contain characters with a meaning in URLs."""
    sent = await pairing(conversation_id).wire(lambda side: side.speak(hello))

    assert sent[0].path.endswith("/activities/activity-1")
    assert sent[0].query == ""
    assert sent[0].headers["x-ms-conversation-id"] == conversation_id
    assert sent[0].body["replyToId"] == "activity-1"


@pytest.mark.parametrize("conversation_id", ODD_IDS)
async def test_a_message_that_is_no_reply_is_sent_to_the_conversation(
    pairing: Pairing, conversation_id: str
) -> None:
    """Proactive messages use another endpoint than replies."""
    sent = await pairing(conversation_id).wire(lambda side: side.speak(hello, reply_to=None))

    assert sent[0].path.endswith("/activities")
    assert "replyToId" not in sent[0].body


@pytest.mark.parametrize("conversation_id", ODD_IDS)
async def test_updates_are_sent_alike(pairing: Pairing, conversation_id: str) -> None:
    """Progress and most answers are updates."""

    async def update(context: TurnContext) -> str:
        message = sdk_activities.card()
        message.id = "message 1/ä"
        return str((await context.update_activity(message)).id)

    sent = await pairing(conversation_id).wire(lambda side: side.speak(update))

    assert [(request.method, request.body["id"]) for request in sent] == [("PUT", "message 1/ä")]


@pytest.mark.parametrize("conversation_id", ODD_IDS)
async def test_deletions_are_sent_alike(pairing: Pairing, conversation_id: str) -> None:
    """They have no body."""
    sent = await pairing(conversation_id).wire(
        lambda side: side.speak(lambda context: context.delete_activity("message-1"))
    )

    assert [(request.method, request.body) for request in sent] == [("DELETE", None)]


@pytest.mark.parametrize("reply_to", ["activity 1/ä", None])
async def test_our_own_chats_send_alike(pairing: Pairing, reply_to: str | None) -> None:
    """Background work sends without the SDK's turn, and answers and progress are sent there."""
    pair = pairing()
    said, replaced = sdk_activities.card(), sdk_activities.card()
    replaced.id = "message 1/ä"

    async def stock(context: TurnContext) -> None:
        context.activity.locale = "zh-TW"  # the SDK forgets it
        await context.send_activity(said)
        await context.update_activity(replaced)
        await context.delete_activity("message 1/ä")

    async def ours(chat: Chat) -> None:
        card = said.attachments[0]
        attachment = Attachment(card.content_type, card.content, card.name)
        message = Message(summary=said.summary, attachments=(attachment,))
        await chat.send(message)
        await chat.update("message 1/ä", message, Urgency.ANSWER)
        await chat.delete("message 1/ä", Urgency.ANSWER)

    async def turn(side: Side) -> None:
        if isinstance(side.adapter, BotAdapter):
            side.reference.activity_id = reply_to
            await side.adapter.resume(side.reference.serialize(), ours)
        else:
            await side.speak(stock, reply_to=reply_to)

    sent = await pair.wire(turn)

    assert [request.method for request in sent] == ["POST", "PUT", "DELETE"]


async def test_several_activities_are_sent_in_order(pairing: Pairing) -> None:
    """Each is one request."""

    async def say(context: TurnContext) -> list[str]:
        said = [sdk_activities.typing(), sdk_activities.text(), sdk_activities.card()]
        return [str(response.id) for response in await context.send_activities(said)]

    sent = await pairing().wire(lambda side: side.speak(say))

    assert [request.body["type"] for request in sent] == ["typing", "message", "message"]


async def test_replies_within_a_turn_are_sent_alike(pairing: Pairing) -> None:
    """Within a turn, the SDK gets its client in another way."""
    pair = pairing(app_id="")

    async def turn(side: Side) -> None:
        incoming = Activity(
            type="message",
            id="incoming-1",
            channel_id="msteams",
            service_url=pair.recorder.url,
            from_property=ChannelAccount(id="29:ann"),
            recipient=ChannelAccount(**BOT),
            conversation=ConversationAccount(id="a:ann", tenant_id="tenant"),
        )
        await side.adapter.process_activity("", incoming, hello)

    sent = await pair.wire(turn)

    assert [request.body["replyToId"] for request in sent] == ["incoming-1"]


async def test_conversations_are_created_alike(pairing: Pairing) -> None:
    """This is for messages to people who have not written yet."""
    pair = pairing()
    pair.recorder.usual = Reply(201, b'{"id": "a:new", "activityId": "1", "serviceUrl": "x"}')

    async def turn(side: Side) -> list[str]:
        created = []

        async def logic(context: TurnContext) -> None:
            created.append(context.activity.conversation.id)

        parameters = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(**BOT),
            members=[ChannelAccount(id="29:ann")],
            tenant_id="tenant",
            activity=sdk_activities.card(),
            channel_data={"tenant": {"id": "tenant", "none": None}},
        )
        await side.adapter.create_conversation(
            side.app_id, logic, parameters, "msteams", pair.recorder.url
        )
        return created

    sent = await pair.wire(turn)

    assert [(request.method, request.path) for request in sent] == [("POST", "/v3/conversations")]


async def test_private_chats_are_created_alike(pairing: Pairing) -> None:
    """The SDK would begin a turn for it."""
    pair = pairing()
    pair.recorder.usual = Reply(201, b'{"id": "a:new"}')
    person = {"id": "29:ann", "name": "Ann"}
    parameters = ConversationParameters(
        is_group=False,
        bot=ChannelAccount(**BOT),
        members=[ChannelAccount(**person)],
        tenant_id="tenant",
        channel_data={"tenant": {"id": "tenant"}},
    )
    asked = {
        "channelId": "msteams",
        "serviceUrl": pair.recorder.url,
        "conversation": {"id": "19:team"},
        "from": person,
        "recipient": BOT,
        "channelData": {"tenant": {"id": "tenant"}},
    }

    async def turn(side: Side) -> str:
        if isinstance(side.adapter, BotAdapter):
            return await side.adapter.private_chat(OurActivity.from_json(asked))
        made: list[str] = []

        async def logic(context: TurnContext) -> None:
            made.append(context.activity.conversation.id)

        await side.adapter.create_conversation(
            side.app_id, logic, parameters, "msteams", pair.recorder.url
        )
        return made[0]

    assert len(await pair.wire(turn)) == 1


@pytest.mark.parametrize("status", [200, 201, 202])
@pytest.mark.parametrize(
    "body",
    [b'{"id": "1"}', b'\xef\xbb\xbf{"id": "1", "new": {}}', b"{}", b'{"id": null}', b""],
    ids=["id", "byte order mark", "no id", "null", "empty"],
)
async def test_responses_are_read_alike(pairing: Pairing, status: int, body: bytes) -> None:
    """Teams answers 202 without a body to parts of a stream."""
    pair = pairing()
    pair.recorder.usual = Reply(status, body)

    await pair.wire(lambda side: side.speak(hello))


@pytest.mark.parametrize("status", [200, 201, 202])
async def test_a_response_that_is_not_json_is_no_error(pairing: Pairing, status: int) -> None:
    """The message has been sent; the SDK raises an error, and the bot would send it again."""
    pair = pairing()
    pair.recorder.usual = Reply(status, b"accepted", {"Content-Type": "text/plain"})

    assert await pair.ours.speak(hello) == ""


UNREADABLE = {
    "too large": Reply(201, b" " * (MAX_RESPONSE_BYTES + 1)),
    "broken": Reply(201, b"no gzip", {"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("reply", UNREADABLE.values(), ids=UNREADABLE)
async def test_a_response_that_cannot_be_read_is_no_error(pairing: Pairing, reply: Reply) -> None:
    """Its status says that the message has been sent; sending it again would double it."""
    pair = pairing()
    pair.recorder.usual = reply

    assert await pair.ours.speak(hello) == ""

    assert len(pair.recorder.requests) == 1


@pytest.mark.parametrize("reply", UNREADABLE.values(), ids=UNREADABLE)
async def test_a_refusal_that_cannot_be_read_is_an_error(pairing: Pairing, reply: Reply) -> None:
    """What the channel says is not known."""
    pair = pairing()
    pair.recorder.usual = replace(reply, status=403)

    with pytest.raises(ChannelError):
        await pair.ours.speak(hello)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413])
@pytest.mark.parametrize("verb", ["send", "update", "delete"])
async def test_refusals_raise_the_same_error(pairing: Pairing, status: int, verb: str) -> None:
    """Callers decide by status, code and message."""
    pair = pairing()
    pair.recorder.usual = Reply.refusing(status)

    async def logic(context: TurnContext) -> None:
        if verb == "delete":
            await context.delete_activity("message-1")
        elif verb == "update":
            await context.update_activity(Activity(type="message", id="message-1"))
        else:
            await context.send_activity("hello")

    stock, ours = await pair.refusals(lambda side: side.speak(logic))

    said = stock.error.error
    assert (ours.status, ours.detail) == (stock.response.status_code, said.message)
    assert str(ours) == f"{status} {said.code}" == f"{status} Code{status}"
    assert not ours.may_have_arrived


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'"no"', b'{"error": "no"}', b'{"message": "no"}', b"<h1>", b"\xff"]
)
async def test_a_refusal_without_the_channels_error_is_an_error_too(
    pairing: Pairing, body: bytes
) -> None:
    """Proxies between bot and channel have other error formats."""
    pair = pairing()
    pair.recorder.usual = Reply(403, body)

    with pytest.raises(ChannelRefusedError) as caught:
        await pair.ours.speak(hello)

    assert (str(caught.value), caught.value.detail) == ("403", "")


async def test_an_html_page_of_a_gateway_is_a_refusal(pairing: Pairing) -> None:
    """The SDK fails on the page before the status can be read."""
    pair = pairing()
    pair.recorder.usual = Reply(502, b"<h1>Bad gateway</h1>", {"Content-Type": "text/html"})

    with pytest.raises(ChannelRefusedError) as caught:
        await pair.ours.speak(hello)

    assert caught.value.status == 502
    assert caught.value.may_have_arrived


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(pairing: Pairing, status: int) -> None:
    """A redirect would send a company's data, and the bot's token, to another host."""
    pair = pairing()
    pair.recorder.will_reply(Reply(status, b"", {"Location": f"{pair.recorder.url}/elsewhere"}))

    with pytest.raises(ChannelRefusedError) as caught:
        await pair.ours.speak(hello)

    assert caught.value.status == status
    assert len(pair.recorder.requests) == 1


async def test_an_activity_that_is_not_json_is_not_sent(pairing: Pairing) -> None:
    """The SDK would pass it on, and the session would send it as a form."""
    pair = pairing()

    with pytest.raises(ChannelError):
        await pair.ours.speak(
            lambda context: context.send_activity(
                Activity(type="message", channel_data={"thing": object()})
            )
        )

    assert pair.recorder.requests == []


async def test_all_turns_share_one_connection(pairing: Pairing) -> None:
    """The SDK opens one per turn, which costs a TLS handshake."""
    pair = pairing()
    assert isinstance(pair.ours.adapter, BotAdapter)

    for _ in range(3):
        await pair.ours.speak(hello)

    assert len(pair.recorder.connections) == 1
