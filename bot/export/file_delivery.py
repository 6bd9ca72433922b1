"""Delivers files: by consent in a 1:1 chat of Teams, by a link elsewhere."""

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
from bot.messaging.capabilities import CapabilitiesOf
from bot.messaging.reply import Reply, card_message, only, say
from bot.state.answer_records import AnswerRecord, AnswerRecords
from cards import (
    AMERICAN,
    ActionKind,
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

_OFFER: Final = "offer"
Upload = Callable[[str, bytes], Awaitable[None]]

LIMITS: Final = FileLimits(
    size_mb=MAX_FILE_BYTES // 1_000_000, rows=MAX_ROWS, minutes=LIFETIME_S // 60
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
        channel: Channel,
        background: Background,
        upload: Upload,
        capabilities: CapabilitiesOf,
    ) -> None:
        self._builder = builder
        self._links = links
        self._records = records
        self._channel = channel
        self._background = background
        self._upload = upload
        self._capabilities = capabilities
        self._cache = FileCache()
        self._building, self._uploads = InterruptibleWork(), InterruptibleWork()
        self._in_progress: set[tuple[str, FileRequest]] = set()

    def can_deliver(self, record: AnswerRecord) -> bool:
        """Whether files can be delivered to the conversation of this answer."""
        return self._needs_consent(record) or self._links.is_possible

    async def accept(self, record: AnswerRecord, action: CardAction) -> TextKey | None:
        """Start the delivery of a result as a file; return a notice if that is impossible."""
        wanted = _wanted(action)
        if wanted is None or not self.can_deliver(record):
            return notice_texts.OLD_BUTTON
        if self._building.is_closed:
            return notice_texts.RESTARTING
        await self._records.link(record)
        if self._needs_consent(record):
            self._start(_OFFER, wanted, partial(self._offer, record, wanted))
        else:
            self._start("link", wanted, partial(self._link, record, wanted))
        return None

    async def answer_consent(
        self, record: AnswerRecord, consent: Consent, activity: Activity
    ) -> None:
        """Upload the file if the person wants it, else remove the offer."""
        wanted = _wanted(consent.action)
        if wanted is not None:
            await self._records.link(record)
            offer_id = activity.reply_to_id
            deliver = partial(self._upload_if_wanted, record, consent, wanted, offer_id=offer_id)
            self._start(f"consent {offer_id}", wanted, deliver)

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

    async def _link(self, record: AnswerRecord, wanted: FileRequest) -> None:
        url = self._links.url(wanted)
        message = file_link_message(
            record.question.asked(), file_format=wanted.file_format, url=url, limits=LIMITS
        )
        speak = partial(say, message=card_message(message))
        await self._channel.resume(record.question.conversation, speak)

    async def _offer(self, record: AnswerRecord, wanted: FileRequest) -> None:
        """Build the file first, since the offer names its size."""
        asked = record.question.asked()

        async def speak(chat: Chat) -> None:
            reply = Reply(chat)
            await reply.show(making_file_message(asked, file_format=wanted.file_format))
            file = await _file_or_explanation(self._built(wanted), wanted)
            self._in_progress.discard((_OFFER, wanted))  # from now on it may be requested again
            if not isinstance(file, BuiltFile):
                await _end(reply, no_file_message(asked, file, LIMITS))
                return
            self._cache.put(wanted, file)
            if await say(chat, _offer_of(file, wanted)):
                await _end(reply, offered_file_message(asked, extent_text=file.extent_text))
            else:
                await _end(reply, no_file_message(asked, file_texts.FILE_BROKEN, LIMITS))

        await self._channel.resume(record.question.conversation, speak)

    async def _upload_if_wanted(
        self, record: AnswerRecord, consent: Consent, wanted: FileRequest, *, offer_id: str
    ) -> None:
        asked = record.question.asked()

        async def speak(chat: Chat) -> None:
            offer = Reply(chat, offer_id)
            if not consent.is_given:
                await offer.retire(declined_file_message(asked))
                return
            await say(chat, TYPING)
            file = await _file_or_explanation(self._put(wanted, consent.upload_url), wanted)
            if not isinstance(file, BuiltFile):
                await say(chat, card_message(no_file_message(asked, file, LIMITS)))
                return
            await say(chat, saved_message(consent))
            await offer.retire(offered_file_message(asked, extent_text=file.extent_text))

        await self._channel.resume(record.question.conversation, speak)

    async def _built(self, wanted: FileRequest) -> BuiltFile:
        async with self._building.until_closed():
            return await self._builder.build(wanted)

    async def _put(self, wanted: FileRequest, upload_url: str) -> BuiltFile:
        file = self._cache.pop(wanted) or await self._built(wanted)
        async with self._uploads.until_closed():
            await self._upload(upload_url, file.content)
        return file


def _wanted(action: CardAction) -> FileRequest | None:
    is_known = action.do is ActionKind.FILE and action.text in set(FileFormat)
    return FileRequest(action.id, action.at, FileFormat(action.text)) if is_known else None


def _offer_of(file: BuiltFile, wanted: FileRequest) -> Message:
    action = CardAction(
        ActionKind.FILE, wanted.reference, str(wanted.file_format), wanted.query_number
    )
    return consent_message(
        file.name, size_bytes=len(file.content), description=file.extent_text, action=action
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
