"""The one message in which a question is answered: progress first, then the answer in its place."""

import logging
from typing import Final

import requests
from botbuilder.core import CardFactory, MessageFactory, TurnContext
from botbuilder.schema import Activity, ActivityTypes, ErrorResponseException
from msrest.exceptions import ClientException

from cards import CardMessage

log = logging.getLogger(__name__)

# What the stock connector raises when a call fails: the channel's refusals, answers that are no
# JSON (msrest's DeserializationError among them), and the network's own errors.
CHANNEL_ERRORS: Final = (ErrorResponseException, ClientException, requests.RequestException)


def card_activity(message: CardMessage) -> Activity:
    """Make a message activity of a card, with the summary that notifications show."""
    activity = MessageFactory.attachment(CardFactory.adaptive_card(message.card))
    activity.summary = message.summary
    return activity


class Reply:
    """Speaks in one turn's conversation. activity_id is "" until the message exists."""

    def __init__(self, context: TurnContext, activity_id: str = "") -> None:
        self._context = context
        self.activity_id = activity_id

    async def typing(self) -> None:
        """Show that the bot is at work, where the channel shows such a thing."""
        await self._try(Activity(type=ActivityTypes.typing))

    async def show(self, message: CardMessage) -> None:
        """Show progress: the first time as a new message, then in its place. Failing is no harm."""
        activity = card_activity(message)
        if self.activity_id:
            await self._try_update(activity)
        else:
            self.activity_id = await self._try(activity)

    async def finish(self, message: CardMessage) -> None:
        """Put the answer in the place of progress; where that is refused, send it as a new message.

        Raises:
            One of CHANNEL_ERRORS: the channel took neither.
        """
        activity = card_activity(message)
        if not self.activity_id or not await self._try_update(activity):
            activity.id = None
            await self._context.send_activity(activity)

    async def _try(self, activity: Activity) -> str:
        try:
            response = await self._context.send_activity(activity)
        except CHANNEL_ERRORS as exc:
            log.warning("channel refused a message", extra={"kind": activity.type}, exc_info=exc)
            return ""
        return (response and response.id) or ""

    async def _try_update(self, activity: Activity) -> bool:
        activity.id = self.activity_id
        try:
            await self._context.update_activity(activity)
        except CHANNEL_ERRORS as exc:
            log.warning("channel refused an update", exc_info=exc)
            return False
        return True
