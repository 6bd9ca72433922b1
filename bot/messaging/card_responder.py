"""Progress as a card that the answer replaces: for groups, channels and other clients."""

from collections.abc import Callable
from typing import Final

from bot.channel.chat import Chat
from bot.channel.errors import ChannelError
from bot.channel.message import TYPING
from bot.channel.rates import Urgency
from bot.messaging.entities import Mention
from bot.messaging.reply import FinalMessage, Reply, say
from cards import (
    AskedQuestion,
    CardMessage,
    Progress,
    answered_below_message,
    asked_below_message,
    progress_message,
)

# Teams allows a bot 60 sends in 30 s per conversation, in which several people may ask; and people
# need not read faster.
CARD_EVERY_S: Final = 2.5
# After this time people no longer watch, and the update of a message sends no notification.
CALL_AFTER_S: Final = 30.0


class CardResponder:
    """Shows progress in a card, which the result replaces.

    In a group, after a long time, the result is a new message that mentions the asker.

    Args:
        waited_s: returns how long the person has waited.
        has_typing: see bot.messaging.capabilities.Capabilities.
        activity_id: of a message that already shows progress; "": there is none.
        answer_id: of a message that was being replaced by the result; "": there is none.
    """

    every_s = CARD_EVERY_S
    has_text = False

    def __init__(  # noqa: PLR0913 - the question and the channel
        self,
        chat: Chat,
        question: AskedQuestion,
        *,
        waited_s: Callable[[], float],
        has_typing: bool,
        activity_id: str,
        answer_id: str,
    ) -> None:
        self._chat = chat
        self.question = question
        self._waited_s = waited_s
        self._has_typing = has_typing
        self._answer_id = answer_id
        self._shown: CardMessage | None = None
        self.reply = Reply(chat, activity_id)

    @property
    def activity_id(self) -> str:
        """The id of the card's message."""
        return self.reply.activity_id

    def take_over(self, activity_id: str, shown: CardMessage | None = None) -> None:
        """Continue in this message, which shows that card."""
        self.reply.activity_id = activity_id
        self._shown = shown

    async def retire(self) -> None:
        """Delete the card, since progress continues in a later message."""
        if self.reply.activity_id:
            await self.reply.retire(asked_below_message(self.question))
            self._shown = None

    async def show(self, progress: Progress) -> bool:
        """Show progress, if it looks different from before."""
        message = progress_message(progress, self.question)
        if message == self._shown or self._answer_id:
            return True
        if self._shown is None:
            await self._type()
        if await self.reply.show(message):
            self._shown = message
            return True
        return False

    async def finish(self, final: FinalMessage) -> None:
        """Replace progress by the result, or send the result as a new message with a mention."""
        if self._answer_id:
            await self._finish_there(final)
            return
        is_called = final.is_awaited and self._waited_s() > CALL_AFTER_S
        if not (is_called and self.question.asker):
            await self.reply.finish(final)
            return
        progress_id = self.reply.activity_id
        mention = Mention.of(self._chat.activity.sender)
        try:
            await self.reply.send_anew(final, mention=mention)
        except ChannelError as exc:
            if exc.may_have_arrived or not progress_id:
                raise
            self.reply.activity_id = progress_id  # an update does not notify, but is seen
            await self.reply.finish(final)
            return
        if progress_id:
            await self.reply.shrink(progress_id, answered_below_message(self.question))

    async def _finish_there(self, final: FinalMessage) -> None:
        """Put the result into the message that a dead process had chosen for it."""
        progress_id, self.reply.activity_id = self.reply.activity_id, self._answer_id
        await self.reply.finish(final)
        if progress_id and progress_id != self._answer_id:
            await self.reply.shrink(progress_id, answered_below_message(self.question))

    async def _type(self) -> None:
        """Send a typing indicator, if the channel shows it before a card."""
        if self._has_typing:
            await say(self._chat, TYPING, Urgency.TYPING)
