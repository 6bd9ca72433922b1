"""Offers files to people in Teams, in their own chats, and uploads those that they want."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from bot.activities.activity import Activity
from bot.channel.chat import Channel, Chat
from bot.channel.errors import ChannelError
from bot.channel.message import TYPING, Message
from bot.export.consent import Consent, consent_message, saved_message
from bot.export.contents import MAX_FILE_BYTES
from bot.export.errors import logged_explanation
from bot.export.file_cache import FileCache
from bot.export.files import BuiltFile
from bot.export.insights_file import Build
from bot.export.interruption import InterruptibleWork
from bot.export.links import LIFETIME_S, FileRequest
from bot.export.offers import Offer, Offers
from bot.identity.prompts import SignInPrompts
from bot.messaging.private_chats import MoveNotices, PrivateChats
from bot.messaging.reply import Reply, card_message, only, say
from bot.state.scopes import chat_key
from bot.storage.store import StorageUnavailableError
from cards import (
    AMERICAN,
    AskedQuestion,
    CardMessage,
    Explanation,
    FileLimits,
    declined_file_message,
    making_file_message,
    no_file_message,
    offered_file_message,
)
from cards.texts import file_texts
from genie import GenieError
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


class FileOffering:
    """Builds, offers and uploads files. upload: writes a file to the URL of a consent."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        builder: Build,
        offers: Offers,
        *,
        channel: Channel,
        chats: PrivateChats,
        prompts: SignInPrompts,
        upload: Upload,
    ) -> None:
        self._builder = builder
        self._offers = offers
        self._channel = channel
        self._chats = chats
        self._prompts = prompts
        self._upload = upload
        self._cache = FileCache()
        self._building, self._uploads = InterruptibleWork(), InterruptibleWork()

    @property
    def is_closed(self) -> bool:
        """Whether no more files are built, since the process ends."""
        return self._building.is_closed

    def close(self) -> None:
        """Build no more files, since the process ends soon. Uploads continue."""
        self._building.close()

    def cancel_uploads(self) -> None:
        """Interrupt the uploads; the people who wait are told that the bot restarts."""
        self._uploads.close()

    async def offer(
        self,
        asked: AskedQuestion,
        wanted: FileRequest,
        activity: Activity,
        *,
        note_built: Callable[[], None],
    ) -> None:
        """Offer a file to the sender; it is built first, since the offer names its size.

        note_built: called when it is built, or cannot be; from then on it may be wanted again.
        """
        there = await self._own_chat(activity, asked)
        if there is None:
            return
        offer = Offer(wanted, chat_key(there), there.sender.id)

        async def speak(chat: Chat) -> None:
            reply = Reply(chat)
            await reply.show(making_file_message(asked, file_format=wanted.file_format))
            file = await _file_or_explanation(self._prepared(offer), wanted)
            note_built()
            if not isinstance(file, BuiltFile):
                await _end(reply, no_file_message(asked, file, LIMITS))
                await self._let_sign_in(file, asked, there)
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

    async def find(self, consent: Consent, activity: Activity) -> Offer | None:
        """Return the offer that the sender answers, if it was made to them in this chat."""
        return await self._offers.get(consent.offer_id, activity)

    async def finish(
        self,
        asked: AskedQuestion,
        consent: Consent,
        offer: Offer,
        activity: Activity,
        *,
        note_saved: Callable[[], Awaitable[None]],
    ) -> None:
        """Upload the file if the person wants it, else remove the offer."""

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
                await self._let_sign_in(file, asked, activity)
                return
            await note_saved()
            await self._end_offer(offer)
            await say(chat, saved_message(consent))
            await card.retire(offered_file_message(asked, extent_text=file.extent_text))

        await self._channel.resume(activity.reference, speak)

    async def _let_sign_in(
        self, explanation: Explanation, asked: AskedQuestion, activity: Activity
    ) -> None:
        """Send a card to the sender, if there is no file since they are not signed in."""
        if explanation != file_texts.FILE_SIGN_IN:
            return
        try:
            await self._prompts.ask(activity.reference, asked.reader)
        except GenieError as exc:
            log.warning("sign-in card not sent", extra={"error": str(exc)})

    async def _end_offer(self, offer: Offer) -> None:
        """Make the answer to an offer the last one; one that cannot be deleted expires."""
        self._cache.pop(offer.offer_id)
        try:
            await self._offers.end(offer)
        except StorageUnavailableError as exc:
            noted = {"reference": offer.wanted.reference}
            log.warning("offer not deleted", extra=noted, exc_info=exc)

    async def _prepared(self, offer: Offer) -> BuiltFile:
        file = await self._built(offer)
        await self._offers.add(offer)
        if not file.is_own:
            self._cache.put(offer.offer_id, file)
        return file

    async def _built(self, offer: Offer) -> BuiltFile:
        async with self._building.until_closed():
            return await self._builder.build(offer.wanted, taker=offer.person_id)

    async def _put(self, offer: Offer, upload_url: str) -> BuiltFile:
        file = self._cache.pop(offer.offer_id) or await self._built(offer)
        async with self._uploads.until_closed():
            await self._upload(upload_url, file.content)
        return file


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
    try:
        return await work
    except Exception as exc:  # noqa: BLE001 - logged, and explained to the person
        _, explanation = logged_explanation(exc, {"reference": wanted.reference})
        return explanation


async def _end(reply: Reply, message: CardMessage) -> None:
    """Replace the message that said that the file is being made."""
    try:
        await reply.finish(only(message, AMERICAN, is_awaited=False))
    except ChannelError as exc:
        log.warning("channel refused the final message", exc_info=exc)
