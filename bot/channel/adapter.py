"""The Bot Framework's adapter, configured from our settings."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import ConversationReference, DeliveryModes

from bot.activities.activity import Activity, Json
from bot.channel.authentication import CHANNEL_KEYS_URL, ChannelAuthentication
from bot.channel.chat import Work
from bot.channel.connector import ChannelConnections
from bot.channel.conversations import Place
from bot.channel.credentials import EntraCredentials, ProxyOf, no_proxy
from bot.channel.errors import ChannelError
from bot.channel.replies import Replies, id_in
from bot.channel.sdk_activities import activity_of
from bot.channel.serializing import as_json

TurnLogic = Callable[[TurnContext], Awaitable[object]]


class BotAdapter(CloudAdapter):
    """A CloudAdapter that can also send proactively, as the bot's own app.

    Sending raises only ChannelError.
    """

    def __init__(self, authentication: ChannelAuthentication, *, app_id: str) -> None:
        super().__init__(authentication)
        self.authentication = authentication
        self._conversations = authentication.conversations
        self._app_id = app_id

    async def warm_up(self) -> None:
        """Fetch what the first turn needs; see ChannelAuthentication.warm_up."""
        await self.authentication.warm_up()

    def chat(self, context: TurnContext) -> Replies:
        """Return the conversation of a turn of the SDK."""
        activity = activity_of(context.activity)
        held = context.buffered_reply_activities if activity.wants_replies else None
        return Replies(self._conversations, activity, held)

    async def resume(self, reference: Json, work: Work) -> None:
        """Run work in a conversation; see bot.channel.chat.Channel."""
        await work(Replies(self._conversations, Activity.at(reference)))

    async def resume_turn(self, reference: Json, logic: TurnLogic) -> None:
        """Run the SDK's logic in a conversation, replying to the original activity."""
        where = ConversationReference.deserialize(reference)

        async def as_reply(context: TurnContext) -> None:
            # The SDK invents an id for the resuming activity; replies to it would refer to nothing.
            context.activity.id = where.activity_id
            context.activity.locale = where.locale
            await logic(context)

        await self.continue_conversation(where, as_reply, self._app_id)

    async def private_chat(self, activity: Activity) -> str:
        """Return the id of the sender's 1:1 chat; see bot.channel.chat.Channel."""
        body, tenant_id = activity.body, activity.tenant_id
        wanted = {"isGroup": False, "bot": body["recipient"], "members": [body["from"]]}
        if tenant_id:
            wanted |= {"tenantID": tenant_id, "channelData": {"tenant": {"id": tenant_id}}}
        chat_id = id_in(await self._conversations.create(body["serviceUrl"], wanted))
        if not chat_id:
            raise ChannelError("the chat has no id")
        return chat_id

    async def member(self, activity: Activity) -> Json:
        """Return an activity's sender as the conversation's roster has them.

        Raises:
            ChannelError: the channel does not tell, or not in a usable way.
        """
        place = Place(activity.body["serviceUrl"], activity.conversation.id)
        member = await self._conversations.member(place, activity.sender.id)
        if not isinstance(member, dict):
            raise ChannelError("the roster has no usable member")
        return member

    def _process_turn_results(self, context: TurnContext) -> InvokeResponse | None:
        """Serialise the replies in the response like all other activities.

        The SDK converts values of unknown types, such as our cards, to text.
        """
        if context.activity.delivery_mode != DeliveryModes.expect_replies:
            return super()._process_turn_results(context)
        replies = as_json(context.buffered_reply_activities)
        return InvokeResponse(status=HTTPStatus.OK, body={"activities": replies})


def bot_adapter(  # noqa: PLR0913 - the data of a bot's registration
    connections: ChannelConnections,
    *,
    app_id: str,
    password: str,
    app_type: str,
    tenant_id: str,
    proxy_of: ProxyOf = no_proxy,
    credentials_factory: Any = None,
    keys_url: str = CHANNEL_KEYS_URL,
) -> BotAdapter:
    """Build the adapter. Without an app id, callers are not authenticated: for loopback only.

    Args:
        proxy_of: through which proxy the bot's own tokens are fetched.
        credentials_factory: makes the bot's own credentials; None: those of Entra.
    """
    configuration = SimpleNamespace(
        APP_ID=app_id,
        APP_PASSWORD=password,
        # Only the SDK's "MultiTenant" accepts a missing app id.
        APP_TYPE=app_type if app_id else "MultiTenant",
        APP_TENANTID=tenant_id,
    )
    authentication = ChannelAuthentication(
        configuration,
        connections,
        credentials_factory=credentials_factory or EntraCredentials(configuration, proxy_of),
        keys_url=keys_url,
    )
    return BotAdapter(authentication, app_id=app_id)
