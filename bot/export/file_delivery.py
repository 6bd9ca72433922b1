"""Delivers files: by consent in a person's own chat in Teams, by a link elsewhere."""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Final

from bot.activities.activity import Activity
from bot.channel.chat import Channel, Chat
from bot.channel.errors import ChannelError
from bot.channel.message import TYPING, Message
from bot.concurrency.background import Background
from bot.export.consent import Consent, consent_message, saved_message
from bot.export.contents import MAX_FILE_BYTES
from bot.export.errors import explanation_of
from bot.export.file_builder import FileBuilder
from bot.export.file_cache import FileCache
from bot.export.files import BuiltFile, FileFormat
from bot.export.interruption import InterruptibleWork
from bot.export.links import LIFETIME_S, FileRequest, Links
from bot.export.offers import Offer, Offers
from bot.messaging.capabilities import CapabilitiesOf
from bot.messaging.private_chats import MoveNotices, PrivateChats
from bot.messaging.reply import Reply, card_message, only, say
from bot.state.answer_records import AnswerRecord, AnswerRecords
from bot.state.scopes import chat_key
from bot.storage.store import StorageUnavailableError
from cards import (
    AMERICAN,
    ActionKind,
    AskedQuestion,
    CardAction,
    CardMessage,
    Explanation,
    FileLimits,
    TextKey,
    declined_file_message,
    file_link_message,
    making_file_message,
    no_file_message,
    offered_file_message,
)
from cards.texts import file_texts, notice_texts
from genie.whole import MAX_ROWS

log = logging.getLogger(__name__)

Upload = Callable[[str, bytes], Awaitable[None]]

LIMITS: Final = FileLimits(
    size_mb=MAX_FILE_BYTES // 1_000_000, rows=MAX_ROWS, minutes=LIFETIME_S // 60
)
_NOTICES: Final = MoveNotices(
    file_texts.FILE_IN_PRIVATE,
    not_installed=file_texts.FILE_NOT_INSTALLED,
    failed=file_texts.FILE_NOT_SENT,
)


class FileDelivery:
    """Accepts requests for files within the turn; the files are built and delivered after it.

    Args:
        capabilities: those of the channel of the answer.
        upload: writes a file to the URL of a consent.
    """

    def __init__(  # noqa: PLR0913 - its collaborators
        self,
        builder: FileBuilder,
        links: Links,
        *,
        records: AnswerRecords,
        offers: Offers,
        channel: Channel,
        chats: PrivateChats,
        background: Background,
        upload: Upload,
        capabilities: CapabilitiesOf,
    ) -> None:
        self._builder = builder
        self._links = links
        self._records = records
        self._offers = offers
        self._channel = channel
        self._chats = chats
        self._background = background
        self._upload = upload
        self._capabilities = capabilities
        self._cache = FileCache()
        self._building, self._uploads = InterruptibleWork(), InterruptibleWork()
        self._in_progress: set[tuple[str, FileRequest]] = set()

    def can_deliver(self, record: AnswerRecord) -> bool:
        """Whether files of this answer can be delivered to those who press its buttons."""
        return self._needs_consent(record) or self._links.is_possible

    async def accept(
        self, record: AnswerRecord, action: CardAction, activity: Activity
    ) -> TextKey | None:
        """Start the delivery to the sender, who may have it; return a notice if impossible."""
        wanted = _wanted(action)
        if wanted is None or not self.can_deliver(record):
            return notice_texts.OLD_BUTTON
        if self._building.is_closed:
            return notice_texts.RESTARTING
        await self._records.link(record)
        deliver = self._offer if self._needs_consent(record) else self._link
        asked, step = record.question.asked(), _press_of(activity.sender.id)
        self._start(step, wanted, partial(deliver, asked, wanted, activity))
        return None

    async def answer_consent(self, consent: Consent, activity: Activity) -> TextKey | None:
        """Upload the file if the sender wants it, else remove the offer.

        Returns a notice if there is no such offer to the sender in this chat.
        """
        offer = await self._offers.get(consent.offer_id, activity)
        record = await self._records.find(offer.wanted.reference) if offer else None
        if offer is None or record is None:
            return file_texts.OFFER_OVER if consent.is_given else None
        asked = record.question.asked()
        deliver = partial(self._upload_if_wanted, asked, consent, offer, activity)
        self._start(f"answer to {offer.offer_id}", offer.wanted, deliver)
        return None

    def close(self) -> None:
        """Build no more files, since the process ends soon. Uploads continue."""
        self._building.close()

    def cancel_uploads(self) -> None:
        """Interrupt the uploads; the people who wait are told that the bot restarts."""
        self._uploads.close()

    def _start(
        self, step: str, wanted: FileRequest, deliver: Callable[[], Coroutine[object, object, None]]
    ) -> None:
        """Start work after the turn, unless it is already running: people press twice."""
        key = step, wanted
        if key in self._in_progress:
            return
        self._in_progress.add(key)
        task = self._background.start(deliver(), name=f"file {wanted.reference}")
        task.add_done_callback(lambda _: self._in_progress.discard(key))

    def _needs_consent(self, record: AnswerRecord) -> bool:
        can = self._capabilities(record.place()[0], record.question.asked_in())
        return can.has_file_consent

    async def _link(self, asked: AskedQuestion, wanted: FileRequest, activity: Activity) -> None:
        url = self._links.url(wanted)
        message = file_link_message(asked, file_format=wanted.file_format, url=url, limits=LIMITS)
        await self._channel.resume(activity.reference, partial(say, message=card_message(message)))

    async def _offer(self, asked: AskedQuestion, wanted: FileRequest, activity: Activity) -> None:
        """Build the file first, since the offer names its size."""
        there = await self._own_chat(activity, asked)
        if there is None:
            return
        offer = Offer(wanted, chat_key(there), there.sender.id)

        async def speak(chat: Chat) -> None:
            reply = Reply(chat)
            await reply.show(making_file_message(asked, file_format=wanted.file_format))
            file = await _file_or_explanation(self._prepared(offer), wanted)
            # From now on it may be requested again.
            self._in_progress.discard((_press_of(offer.person_id), wanted))
            if not isinstance(file, BuiltFile):
                await _end(reply, no_file_message(asked, file, LIMITS))
            elif await say(chat, _offer_message(file, offer)):
                await _end(reply, offered_file_message(asked, extent_text=file.extent_text))
            else:
                await _end(reply, no_file_message(asked, file_texts.FILE_BROKEN, LIMITS))

        await self._channel.resume(there.reference, speak)

    async def _own_chat(self, activity: Activity, asked: AskedQuestion) -> Activity | None:
        """Return the activity in the sender's own chat, the only place for consent, or None."""
        if activity.conversation.is_personal:
            return activity
        return await self._chats.move(activity, asked.reader, _NOTICES)

    async def _upload_if_wanted(
        self, asked: AskedQuestion, consent: Consent, offer: Offer, activity: Activity
    ) -> None:
        async def speak(chat: Chat) -> None:
            card = Reply(chat, activity.reply_to_id)
            if not consent.is_given:
                await self._end_offer(offer)
                await card.retire(declined_file_message(asked))
                return
            await say(chat, TYPING)
            work = self._put(offer, consent.upload_url)
            file = await _file_or_explanation(work, offer.wanted)
            if not isinstance(file, BuiltFile):
                await say(chat, card_message(no_file_message(asked, file, LIMITS)))
                return
            await self._end_offer(offer)
            await say(chat, saved_message(consent))
            await card.retire(offered_file_message(asked, extent_text=file.extent_text))

        await self._channel.resume(activity.reference, speak)

    async def _end_offer(self, offer: Offer) -> None:
        """Make the answer to an offer the last one; one that cannot be deleted expires."""
        self._cache.pop(offer.offer_id)
        try:
            await self._offers.end(offer)
        except StorageUnavailableError as exc:
            noted = {"reference": offer.wanted.reference}
            log.warning("offer not deleted", extra=noted, exc_info=exc)

    async def _prepared(self, offer: Offer) -> BuiltFile:
        file = await self._built(offer.wanted)
        await self._offers.add(offer)
        self._cache.put(offer.offer_id, file)
        return file

    async def _built(self, wanted: FileRequest) -> BuiltFile:
        async with self._building.until_closed():
            return await self._builder.build(wanted)

    async def _put(self, offer: Offer, upload_url: str) -> BuiltFile:
        file = self._cache.pop(offer.offer_id) or await self._built(offer.wanted)
        async with self._uploads.until_closed():
            await self._upload(upload_url, file.content)
        return file


def _wanted(action: CardAction) -> FileRequest | None:
    is_known = action.do is ActionKind.FILE and action.text in set(FileFormat)
    return FileRequest(action.id, action.at, FileFormat(action.text)) if is_known else None


def _press_of(person_id: str) -> str:
    return f"press of {person_id}"


def _offer_message(file: BuiltFile, offer: Offer) -> Message:
    return consent_message(
        file.name,
        size_bytes=len(file.content),
        description=file.extent_text,
        offer_id=offer.offer_id,
    )


async def _file_or_explanation(
    work: Awaitable[BuiltFile], wanted: FileRequest
) -> BuiltFile | Explanation:
    """Return a file, or the explanation for the person."""
    noted = {"reference": wanted.reference}
    try:
        return await work
    except Exception as exc:
        _, explanation = explanation_of(exc)
        if explanation == file_texts.FILE_BROKEN:
            log.exception("file crashed", extra=noted)
        else:
            log.warning("no file", extra=noted | {"reason": str(exc)})
        return explanation


async def _end(reply: Reply, message: CardMessage) -> None:
    """Replace the message that said that the file is being made."""
    try:
        await reply.finish(only(message, AMERICAN, is_awaited=False))
    except ChannelError as exc:
        log.warning("channel refused the final message", exc_info=exc)
