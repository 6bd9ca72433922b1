"""The message that answers a question: first it shows progress, then the answer."""

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
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class FinalMessage:
    """The result of a question, for the person.

    Args:
        versions: draws ever smaller versions; the first that the channel accepts is used.
        is_answer: it is Genie's answer, which must not be sent twice.
        has_content: it says more than that there is no answer.
        is_awaited: the person waits for it, and is notified after a long time.
        reader: the person who reads it.
        has_ai_label: the channel labels it as made by AI.
        has_thumbs: the channel shows thumbs of its own under it.
        announcement: what its message says before it is in it; "": that the answer is there.
        note_place: called with the id of its message, before and after it is sent, so that its
            buttons and thumbs work from the start, and it is never in two messages.
        note_sending: called before it is sent as a message whose id is not known yet.
    """

    versions: Callable[[], Iterable[CardMessage]]
    reader: Reader = AMERICAN
    is_answer: bool = False
    has_content: bool = True
    is_awaited: bool = True
    has_ai_label: bool = False
    has_thumbs: bool = False
    announcement: str = ""
    note_place: Callable[[str], Awaitable[None]] = ignore_loss
    note_sending: Callable[[], Awaitable[None]] = ignore_loss

    def message(self, card: CardMessage, mention: Mention | None = None) -> Message:
        """Make the message of one version, with a mention if given."""
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
        """Say that the answer is there, and for whom."""
        is_ready = self.is_answer and self.has_content
        if mention is None and self.announcement:
            return self.announcement
        if mention is None:
            return self.reader.say(answer_texts.READY if is_ready else answer_texts.ABOUT_YOURS)
        text = answer_texts.READY_FOR if is_ready else answer_texts.ABOUT_YOURS_FOR
        return self.reader.say(text, name=mention.text)


def only(message: CardMessage, reader: Reader, *, is_awaited: bool = True) -> FinalMessage:
    """End with a message that is no answer, and small enough for every channel."""
    return FinalMessage(lambda: [message], reader, is_awaited=is_awaited)


def card_message(message: CardMessage) -> Message:
    """Make a message of a card, with the summary that notifications show."""
    return Message(message.text, message.summary, (Attachment.card(message.card),))


async def say(chat: Chat, message: Message | str, urgency: Urgency = Urgency.NOTICE) -> str:
    """Send a message that may fail; return its id, or "" if the channel did not accept it."""
    try:
        return await chat.send(Message(message) if isinstance(message, str) else message, urgency)
    except ChannelError as exc:
        log.warning("channel refused a message", exc_info=exc)
        return ""


class Reply:
    """Sends in one conversation. activity_id is "" until the message exists."""

    def __init__(self, chat: Chat, activity_id: str = "") -> None:
        self._chat = chat
        self._is_mute = False
        self._can_update = True
        self._is_place_lost = False  # its message can never be updated again
        self.activity_id = activity_id

    async def show(self, message: CardMessage) -> bool:
        """Show progress: first as a new message, then by updating it.

        Returns True if it is shown, or can never be shown; False if a later attempt may succeed.
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
            # Updates are not supported, or the message was deleted: new messages would pile up.
            self._is_mute = True
            self._note_refusal(exc)
        return True

    async def finish(self, final: FinalMessage) -> None:
        """Replace progress by the result; if that is refused, send it as a new message.

        Raises:
            ChannelError: the channel accepted neither.
        """
        if self.activity_id and await self._replace(final, urgency=Urgency.REPLACEMENT):
            return
        progress_id, self.activity_id = self.activity_id, ""
        try:
            await self.send_anew(final)
        except ChannelError as exc:
            if exc.may_have_arrived and progress_id:
                await self._delete(progress_id)
            else:
                self.activity_id = progress_id  # for another message instead
            raise
        if progress_id:
            await self._delete(progress_id)

    async def redraw(self, final: FinalMessage) -> None:
        """Update an answer in its own message; send it as a new one only if that can never work.

        Its message contains the answer, and is therefore never deleted.

        Raises:
            ChannelError: the channel did not accept it now; the message is unchanged.
        """
        if self.activity_id and await self._replace(final, urgency=Urgency.ANSWER):
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
        """Send the result as a new message, with a mention if given.

        A new message with an unknown outcome cannot be sent again, since the answer might then be
        there twice. Therefore a line is sent first, which may be repeated, and the answer replaces
        it.

        Raises:
            ChannelError: the channel did not accept it; may_have_arrived: the outcome is unknown.
        """
        placed = await self._place(final, mention) if self._can_update else ""
        if placed:
            self.activity_id = placed
            if await self._replace(final, mention, urgency=Urgency.REPLACEMENT):
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
        """Delete the message; if that is refused, replace it by this card."""
        activity_id, self.activity_id = self.activity_id, ""
        if activity_id and not await self._delete(activity_id, Urgency.NOTICE):
            await self._shrink(activity_id, message, Urgency.NOTICE)

    async def shrink(self, activity_id: str, message: CardMessage) -> None:
        """Replace an earlier message by this card; if that is refused, delete it."""
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

    async def _replace(
        self, final: FinalMessage, mention: Mention | None = None, *, urgency: Urgency
    ) -> bool:
        await final.note_place(self.activity_id)
        for version in final.versions():
            message = final.message(version, mention)
            try:
                await self._chat.update(self.activity_id, message, urgency)
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
        """Record a refusal. 404: the message does not exist; else: the channel updates none."""
        if error.is_lasting:
            self._is_place_lost = True
            self._can_update = error.status == HTTPStatus.NOT_FOUND

    async def _place(self, final: FinalMessage, mention: Mention | None) -> str:
        """Send the line that the result replaces; return its id, or ""."""
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
    """Change or delete an earlier message; return whether the channel accepted that."""
    try:
        await doing
    except ChannelError as exc:
        log.warning("channel refused to tidy up", exc_info=exc)
        return False
    return True
