"""Progress as a card in whose place the answer goes: for groups, channels and other clients."""

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

# Teams allows a bot 60 sends in 30 s per conversation, where several may be asking; people read
# slower, too.
CARD_EVERY_S: Final = 2.5
# After that people look elsewhere, and an update of a message sends no notification.
CALL_AFTER_S: Final = 30.0


class CardResponder:
    """Progress is a card; the end takes its place.

    In a group, where it took long, the end is a new message that mentions who asked.

    Args:
        waited_s: for how long the person has waited.
        has_typing: see bot.messaging.capabilities.Capabilities.
        activity_id: of a message that shows progress already; "": there is none yet.
        answer_id: of a message in whose place the end was being put; "": it was not.
    """

    every_s = CARD_EVERY_S
    has_text = False

    def __init__(  # noqa: PLR0913 - what is known of the question and of the channel
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
        """Go on in the place of this message, which shows that."""
        self.reply.activity_id = activity_id
        self._shown = shown

    async def retire(self) -> None:
        """Take the card back, since the question goes on further down."""
        if self.reply.activity_id:
            await self.reply.retire(asked_below_message(self.question))
            self._shown = None

    async def show(self, progress: Progress) -> bool:
        """Show it, if it looks different from what is there."""
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
        """Put the end in the place of progress, or call the person to a new message."""
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
            self.reply.activity_id = progress_id  # better there than nowhere
            await self.reply.finish(final)
            return
        if progress_id:
            await self.reply.shrink(progress_id, answered_below_message(self.question))

    async def _finish_there(self, final: FinalMessage) -> None:
        """Put the end where a process that is gone has begun to put it."""
        progress_id, self.reply.activity_id = self.reply.activity_id, self._answer_id
        await self.reply.finish(final)
        if progress_id and progress_id != self._answer_id:
            await self.reply.shrink(progress_id, answered_below_message(self.question))

    async def _type(self) -> None:
        """Let the channel show that the bot writes, where that is not seen by the card itself."""
        if self._has_typing:
            await say(self._chat, TYPING, Urgency.TYPING)
