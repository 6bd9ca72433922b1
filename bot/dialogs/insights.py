"""Insights for administrators, in their own chat with the bot."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from bot.activities.activity import Activity
from bot.audit.audit import Audit
from bot.audit.event import AuditEvent, AuditKind
from bot.audit.summary import Page, weeks_of
from bot.channel.chat import Channel, Chat
from bot.concurrency.background import Background
from bot.export.file_delivery import FileDelivery
from bot.jobs.turn import Turn
from bot.messaging.reply import card_message, say
from bot.storage.store import StorageUnavailableError
from cards import INSIGHTS_FILE, CardAction, Reader, TextKey, insights_message
from cards.texts import insight_texts

log = logging.getLogger(__name__)


class InsightsFlow:
    """Shows insights after the turn, and sends them as a file.

    Args:
        is_administrator: whether the sender of an activity may see them.
        spaces: the names of the spaces that are offered, by their ids.
        page: the address of a conversation in Databricks.
    """

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        audit: Audit,
        *,
        is_administrator: Callable[[Activity], bool],
        spaces: Mapping[str, str],
        page: Page,
        files: FileDelivery,
        channel: Channel,
        background: Background,
    ) -> None:
        self._audit = audit
        self._is_administrator = is_administrator
        self._spaces = spaces
        self._page = page
        self._files = files
        self._channel = channel
        self._background = background

    async def show(self, turn: Turn, reader: Reader, *, weeks_ago: int = 0) -> None:
        """Show the week that was so many weeks ago, or say why not."""
        if notice := await self._refusal(turn):
            turn.say(reader.say(notice))
            return

        async def start() -> None:
            speak = partial(self._speak, reader=reader, weeks_ago=weeks_ago)
            work = self._channel.resume(turn.activity.reference, speak)
            self._background.start(work, name="insights")

        turn.defer(start)

    async def press(self, turn: Turn, action: CardAction, reader: Reader) -> None:
        """Do what a button of the card says."""
        if action.text != INSIGHTS_FILE:
            await self.show(turn, reader, weeks_ago=action.at)
            return
        notice = await self._refusal(turn)
        if notice := notice or self._files.offer_insights(turn.activity, reader):
            turn.say(reader.say(notice))

    async def _refusal(self, turn: Turn) -> TextKey | None:
        """Return why the sender of this turn sees no insights here, if so."""
        activity = turn.activity
        if not self._is_administrator(activity):
            event = AuditEvent.of(AuditKind.REFUSAL, activity, self._audit.now())
            await self._audit.record(replace(event, detail="insights"))
            return insight_texts.ADMINS_ONLY
        if activity.conversation.is_group:
            return insight_texts.IN_OWN_CHAT
        return None if self._audit.kept.days else insight_texts.NO_AUDIT

    async def _speak(self, chat: Chat, *, reader: Reader, weeks_ago: int) -> None:
        try:
            lines = await self._audit.since(0)
        except StorageUnavailableError as exc:
            log.warning("insights not read", exc_info=exc)
            await say(chat, reader.say(insight_texts.NOT_READ))
            return
        weeks = weeks_of(lines, self._spaces, self._page, self._audit.now())
        message = insights_message(
            weeks,
            reader,
            weeks_ago=weeks_ago,
            has_texts=self._audit.kept.has_texts,
            has_file=self._files.can_offer_insights(chat.activity),
        )
        await say(chat, card_message(message))
