"""The one message in which a question is answered: progress first, then the answer in its place."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus

from bot.activities.activity import Json
from bot.channel.chat import Chat
from bot.channel.errors import ChannelBusyError, ChannelError, ChannelRefusedError
from bot.channel.message import Attachment, Message
from bot.channel.rates import Urgency
from bot.messaging.entities import AI_LABEL, FEEDBACK_BUTTONS, Mention
from cards import (
    AMERICAN,
    CardMessage,
    Reader,
)
from cards.texts import answer_texts

log = logging.getLogger(__name__)


async def ignore_loss(_: str = "") -> None:
    """Note nothing."""


@dataclass(frozen=True, slots=True)
class FinalMessage:
    """How a question ends for the person.

    Args:
        versions: draws the message with ever less in it; the first that the channel takes counts.
        is_answer: it is Genie's, so that it must not stand there twice.
        has_content: it says more than that there is no answer.
        is_awaited: the person wants to know, and is called if they have looked away.
        reader: who is told.
        has_ai_label: the channel labels it as made by AI.
        has_thumbs: the channel draws thumbs of its own under it.
        note_place: told the id of the message in which it is about to stand, or stands, so that
            its buttons and thumbs work from the first moment on, and it never stands in two.
        note_sending: told before it is sent as a message whose id is not known yet.
    """

    versions: Callable[[], Iterable[CardMessage]]
    reader: Reader = AMERICAN
    is_answer: bool = False
    has_content: bool = True
    is_awaited: bool = True
    has_ai_label: bool = False
    has_thumbs: bool = False
    note_place: Callable[[str], Awaitable[None]] = ignore_loss
    note_sending: Callable[[], Awaitable[None]] = ignore_loss

    def message(self, card: CardMessage, mention: Mention | None = None) -> Message:
        """Make the message of one version; it mentions a person, if need be."""
        message = card_message(card)
        entities: list[Json] = [AI_LABEL] if self.has_ai_label else []
        text = message.text
        if mention is not None:
            entities.append(mention.entity)
            said = self.announced(mention)
            text = f"{said}\n\n{text}" if text else said
        channel_data = FEEDBACK_BUTTONS if self.has_thumbs else None
        return replace(message, text=text, entities=tuple(entities), channel_data=channel_data)

    def announced(self, mention: Mention | None) -> str:
        """Say that it is there, and for whom."""
        is_ready = self.is_answer and self.has_content
        if mention is None:
            return self.reader.say(answer_texts.READY if is_ready else answer_texts.ABOUT_YOURS)
        text = answer_texts.READY_FOR if is_ready else answer_texts.ABOUT_YOURS_FOR
        return self.reader.say(text, name=mention.text)


def only(message: CardMessage, reader: Reader, *, is_awaited: bool = True) -> FinalMessage:
    """End with a message that is small enough for every channel, and no answer."""
    return FinalMessage(lambda: [message], reader, is_awaited=is_awaited)


def card_message(message: CardMessage) -> Message:
    """Make a message of a card, with the summary that notifications show."""
    return Message(message.text, message.summary, (Attachment.card(message.card),))


async def say(chat: Chat, message: Message | str, urgency: Urgency = Urgency.NOTICE) -> str:
    """Send what is not worth failing for; return its id, or "" if the channel did not take it."""
    try:
        return await chat.send(Message(message) if isinstance(message, str) else message, urgency)
    except ChannelError as exc:
        log.warning("channel refused a message", exc_info=exc)
        return ""


class Reply:
    """Speaks in one conversation. activity_id is "" until the message exists."""

    def __init__(self, chat: Chat, activity_id: str = "") -> None:
        self._chat = chat
        self._is_mute = False
        self._can_update = True
        self._is_place_lost = False  # what stands there can never be updated again
        self.activity_id = activity_id

    async def show(self, message: CardMessage) -> bool:
        """Show progress: the first time as a new message, then in its place.

        Returns whether it is shown, or never will be; else it is worth another try, later.
        """
        if self._is_mute:
            return True
        if not self.activity_id:
            return await self._begin(message)
        try:
            await self._chat.update(self.activity_id, card_message(message), Urgency.PROGRESS)
        except ChannelBusyError:
            return False
        except ChannelError as exc:
            log.warning("channel refused an update", exc_info=exc)
            if not isinstance(exc, ChannelRefusedError):
                return True
            if not exc.is_lasting:
                return False
            # Where nothing can be updated, or where it was deleted, more would be a heap.
            self._is_mute = True
            self._note_refusal(exc)
        return True

    async def finish(self, final: FinalMessage) -> None:
        """Put the end in the place of progress; where that is refused, send it as a new message.

        Raises:
            ChannelError: the channel took neither.
        """
        if self.activity_id and await self._replace(final):
            return
        progress_id, self.activity_id = self.activity_id, ""
        try:
            await self.send_anew(final)
        except ChannelError as exc:
            if exc.may_have_arrived and progress_id:
                await self._delete(progress_id)
            else:
                self.activity_id = progress_id  # for whatever is said instead
            raise
        if progress_id:
            await self._delete(progress_id)

    async def redraw(self, final: FinalMessage) -> None:
        """Put an answer in its own place again; send it anew only where that can never be.

        What stands there is the answer, so that it is never taken away.

        Raises:
            ChannelError: the channel did not take it now; what stood there stands there still.
        """
        if self.activity_id and await self._replace(final):
            return
        if self.activity_id and not self._is_place_lost:
            raise ChannelError("the channel takes no update now")
        answer_id, self.activity_id = self.activity_id, ""
        try:
            await self.send_anew(final)
        except ChannelError:
            self.activity_id = answer_id
            raise

    async def send_anew(self, final: FinalMessage, *, mention: Mention | None = None) -> None:
        """Send the end as a new message, with a mention if need be.

        A new message whose fate is unknown cannot be sent again, or the answer may stand there
        twice. So a line goes first that may, and then the answer is put in its place.

        Raises:
            ChannelError: the channel did not take it; may_have_arrived says whether that is known.
        """
        placed = await self._place(final, mention) if self._can_update else ""
        if placed:
            self.activity_id = placed
            if await self._replace(final, mention):
                return
            self.activity_id = ""
        try:
            await self._post(final, mention)
        except ChannelError as exc:
            if placed and exc.may_have_arrived:
                await self._delete(placed)
            raise
        if placed:
            await self._delete(placed)

    async def retire(self, message: CardMessage) -> None:
        """Take the message back; where that is refused, leave this much of it."""
        activity_id, self.activity_id = self.activity_id, ""
        if activity_id and not await self._delete(activity_id, Urgency.NOTICE):
            await self._shrink(activity_id, message, Urgency.NOTICE)

    async def shrink(self, activity_id: str, message: CardMessage) -> None:
        """Leave only so much of an earlier message; where that is refused, take it back."""
        if not await self._shrink(activity_id, message, Urgency.TIDYING):
            await self._delete(activity_id)

    async def _shrink(self, activity_id: str, message: CardMessage, urgency: Urgency) -> bool:
        return await _tidied(self._chat.update(activity_id, card_message(message), urgency))

    async def _begin(self, message: CardMessage) -> bool:
        try:
            self.activity_id = await self._chat.send(card_message(message), Urgency.NOTICE)
        except ChannelError as exc:
            log.warning("channel refused progress", exc_info=exc)
            self._is_mute = isinstance(exc, ChannelRefusedError) and exc.is_lasting
            return self._is_mute
        # Without an id there is no place to update.
        self._is_mute = not self.activity_id
        return True

    async def _replace(self, final: FinalMessage, mention: Mention | None = None) -> bool:
        await final.note_place(self.activity_id)
        for version in final.versions():
            message = final.message(version, mention)
            try:
                await self._chat.update(self.activity_id, message, Urgency.ANSWER)
            except ChannelRefusedError as exc:
                log.warning("channel refused an update", exc_info=exc)
                if exc.is_too_large:
                    continue
                self._note_refusal(exc)
                return False
            except ChannelError as exc:
                log.warning("channel rejected an update", exc_info=exc)
                return False
            return True
        return False

    def _note_refusal(self, error: ChannelRefusedError) -> None:
        """Remember what it means. 404: this message is gone; else: this channel updates none."""
        if error.is_lasting:
            self._is_place_lost = True
            self._can_update = error.status == HTTPStatus.NOT_FOUND

    async def _place(self, final: FinalMessage, mention: Mention | None) -> str:
        """Send the line in whose place the end goes; return its id, or ""."""
        entities = (mention.entity,) if mention else ()
        line = Message(final.announced(mention), entities=entities)
        return await say(self._chat, line, Urgency.ANSWER)

    async def _post(self, final: FinalMessage, mention: Mention | None) -> None:
        await final.note_sending()
        is_repeatable = not final.is_answer
        for version in final.versions():
            message = final.message(version, mention)
            try:
                self.activity_id = await self._chat.send(
                    message, Urgency.ANSWER, is_repeatable=is_repeatable
                )
            except ChannelRefusedError as exc:
                if exc.is_too_large:
                    log.warning("channel refused a message", exc_info=exc)
                    continue
                raise
            await final.note_place(self.activity_id)
            return
        raise ChannelError("every version is too large")

    async def _delete(self, activity_id: str, urgency: Urgency = Urgency.TIDYING) -> bool:
        return await _tidied(self._chat.delete(activity_id, urgency))


async def _tidied(doing: Awaitable[None]) -> bool:
    """Change or delete an earlier message; return whether the channel took that."""
    try:
        await doing
    except ChannelError as exc:
        log.warning("channel refused to tidy up", exc_info=exc)
        return False
    return True
