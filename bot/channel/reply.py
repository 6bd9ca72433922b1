"""The one message in which a question is answered: progress first, then the answer in its place."""

import logging

from botbuilder.core import CardFactory, MessageFactory, TurnContext
from botbuilder.schema import Activity, ActivityTypes

from bot.channel.adapter import ChannelError
from cards import CardMessage

log = logging.getLogger(__name__)


def card_activity(message: CardMessage) -> Activity:
    """Make a message activity of a card, with the summary that notifications show."""
    activity = MessageFactory.attachment(CardFactory.adaptive_card(message.card))
    activity.summary = message.summary
    return activity


async def say(context: TurnContext, activity: Activity | str) -> str:
    """Send what is not worth failing for; return its id, or "" if the channel did not take it."""
    try:
        response = await context.send_activity(activity)
    except ChannelError as exc:
        log.warning("channel refused a message", exc_info=exc)
        return ""
    return (response and response.id) or ""


class Reply:
    """Speaks in one turn's conversation. activity_id is "" until the message exists."""

    def __init__(self, context: TurnContext, activity_id: str = "") -> None:
        self._context = context
        self._is_mute = False
        self.activity_id = activity_id

    async def typing(self) -> None:
        """Show that the bot is at work; not in channels of a team, which do not show it.

        The Agents Playground even loses the thread by it.
        Source: https://github.com/MicrosoftDocs/msteams-docs/issues/1451
        """
        if self._context.activity.conversation.conversation_type != "channel":
            await say(self._context, Activity(type=ActivityTypes.typing))

    async def show(self, message: CardMessage) -> None:
        """Show progress: the first time as a new message, then in its place. Failing is no harm.

        Where the first brings no id there is no place to update, and more would be a heap.
        """
        if self.activity_id:
            await self._update(card_activity(message))
        elif not self._is_mute:
            self.activity_id = await say(self._context, card_activity(message))
            self._is_mute = not self.activity_id

    async def finish(self, message: CardMessage) -> None:
        """Put the answer in the place of progress; where that is refused, send it as a new message.

        Raises:
            ChannelError: the channel took neither.
        """
        activity = card_activity(message)
        if self.activity_id and await self._update(activity):
            return
        activity.id = None
        await self._context.send_activity(activity)
        if self.activity_id:
            await self._take_back_progress()

    async def _update(self, activity: Activity) -> bool:
        activity.id = self.activity_id
        try:
            await self._context.update_activity(activity)
        except ChannelError as exc:
            log.warning("channel refused an update", exc_info=exc)
            return False
        return True

    async def _take_back_progress(self) -> None:
        try:
            await self._context.delete_activity(self.activity_id)
        except ChannelError as exc:
            log.warning("channel refused to delete progress", exc_info=exc)
