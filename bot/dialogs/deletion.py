"""Deletes a person's earlier question, here and in Genie."""

import logging
from dataclasses import replace
from typing import Final

from bot.audit.audit import Audit
from bot.audit.event import AuditEvent, AuditKind
from bot.channel.chat import Channel, Chat
from bot.concurrency.background import Background
from bot.identity.prompts import SignInPrompts
from bot.jobs.turn import Turn
from bot.messaging.reply import say
from bot.state.answer_record import place_of
from bot.state.answer_records import AnswerRecords
from bot.state.history import History, Past
from cards import (
    Reader,
    TextKey,
)
from cards.texts import talk_texts
from genie import GenieError, GenieNotFoundError, Genies

log = logging.getLogger(__name__)

# What the audit trail calls what people are told.
_OUTCOMES: Final = {
    talk_texts.DELETED: "deleted in Genie",
    talk_texts.DELETED_HERE: "deleted here",
    talk_texts.DELETE_FAILED: "failed",
}


class QuestionDeletion:
    """Deletes questions after the turn, and tells the person how that ended."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        *,
        history: History,
        records: AnswerRecords,
        genies: Genies,
        prompts: SignInPrompts,
        channel: Channel,
        audit: Audit,
        background: Background,
    ) -> None:
        self._history = history
        self._records = records
        self._genies = genies
        self._prompts = prompts
        self._channel = channel
        self._audit = audit
        self._background = background

    def start(self, turn: Turn, past: Past, reader: Reader, *, is_in_genie: bool) -> None:
        """Delete a question of this turn's sender, once the turn is over.

        Args:
            is_in_genie: also Genie's copy is to be deleted.
        """

        async def speak(chat: Chat) -> None:
            notice = talk_texts.DELETED_HERE
            try:
                if is_in_genie:
                    notice = await self._delete_in_genie(chat, past)
            except GenieError as exc:
                log.warning("question not deleted", extra={"error": type(exc).__name__})
                if await self._prompts.replaces(exc, turn.activity.reference, reader):
                    return
                notice = talk_texts.DELETE_FAILED
            else:
                await self._forget(chat, past)
            await self._audit.record(self._event(chat, past, notice))
            await say(chat, reader.say(notice))

        async def start() -> None:
            work = self._channel.resume(turn.activity.reference, speak)
            self._background.start(work, name="deleting a question")

        turn.defer(start)

    def _event(self, chat: Chat, past: Past, notice: TextKey) -> AuditEvent:
        return replace(
            AuditEvent.of(AuditKind.DELETION, chat.activity, self._audit.now()),
            outcome=_OUTCOMES[notice],
            reference=past.reference,
            space_id=past.space_id,
            uses_own_identity=past.uses_own_identity,
            genie_conversation_id=past.conversation_id,
            genie_message_id=past.message_id,
        )

    async def _forget(self, chat: Chat, past: Past) -> None:
        """Forget the question, its answer, and where that was read again."""
        await self._history.remove(chat, past.reference)
        for reference in (past.reference, *past.copies):
            await self._records.forget(reference, place_of(chat.activity))

    async def _delete_in_genie(self, chat: Chat, past: Past) -> TextKey:
        """Delete it in Genie; return what to say.

        Raises:
            GenieError: it is still there.
        """
        space = self._genies(past.access(chat.activity)).space
        try:
            await space.delete_message(past.conversation_id, past.message_id)
        except GenieNotFoundError:
            return talk_texts.DELETED_HERE
        return talk_texts.DELETED
