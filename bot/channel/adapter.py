"""The Bot Framework's adapter, set up from our settings."""

from collections.abc import Awaitable, Callable
from types import SimpleNamespace

from botbuilder.core import TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import ConversationReference

from bot.channel.authentication import ChannelAuthentication

TurnLogic = Callable[[TurnContext], Awaitable[None]]


class BotAdapter(CloudAdapter):
    """A CloudAdapter that also speaks unasked, as the app that it is."""

    def __init__(self, authentication: ChannelAuthentication, *, app_id: str) -> None:
        super().__init__(authentication)
        self.authentication = authentication
        self._app_id = app_id

    async def resume(self, reference: ConversationReference, logic: TurnLogic) -> None:
        """Run logic with a context for this conversation, replying to the original activity."""

        async def as_reply(context: TurnContext) -> None:
            # The SDK makes up an id for the activity that resumes; replies would point to nothing.
            context.activity.id = reference.activity_id
            context.activity.locale = reference.locale
            await logic(context)

        await self.continue_conversation(reference, as_reply, self._app_id)


def bot_adapter(*, app_id: str, password: str, app_type: str, tenant_id: str) -> BotAdapter:
    """Build the adapter. Without an app id nobody is authenticated: for loopback only."""
    configuration = SimpleNamespace(
        APP_ID=app_id,
        APP_PASSWORD=password,
        # Only the SDK's "MultiTenant" accepts having no app id.
        APP_TYPE=app_type if app_id else "MultiTenant",
        APP_TENANTID=tenant_id,
    )
    return BotAdapter(ChannelAuthentication(configuration), app_id=app_id)
