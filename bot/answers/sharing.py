"""Sharing a private answer with the group in which its question was asked.

It is durable work: the press is acknowledged when its job is in the journal, and the process that
takes the job over finds there whether the answer was posted, and in which message.
"""

import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Self

from bot.activities.activity import Activity
from bot.answers.places import Places
from bot.answers.presenter import Presenter
from bot.answers.reading import read_answer
from bot.audit.audit import Audit
from bot.audit.event import AuditEvent, AuditKind
from bot.channel.chat import Channel, Chat
from bot.channel.errors import ChannelError, ChannelRefusedError
from bot.concurrency.background import Background
from bot.identity.prompts import SignInPrompts
from bot.jobs.job import LeasedJob, NewJob
from bot.jobs.turn import Turn
from bot.messaging.reply import FinalMessage, Reply, say
from bot.state.answer_record import AnswerPlace, AnswerRecord
from bot.state.answer_records import AnswerRecords
from bot.state.question import Question, new_reference
from bot.storage.store import Entry, JsonObject, LeaseLostError
from cards import TextKey, failed_text, shared_text
from cards.texts import notice_texts, permission_texts
from genie import GenieError, Genies

log = logging.getLogger(__name__)

# The kind of job that it is.
SHARE: Final = "share"


@dataclass(frozen=True, slots=True)
class _Share:
    """A press of the button.

    Args:
        source, place: the reference of the answer, and where it stands.
        chat: the conversation in which it was pressed; see Activity.reference.
        question: that of the shared answer, which knows how far the posting is.
    """

    source: str
    place: AnswerPlace
    chat: JsonObject
    question: Question

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Read the body of a job that to_json wrote."""
        question = Question.from_json(body["question"])
        return cls(body["source"], tuple(body["place"]), body["chat"], question)

    def to_json(self) -> JsonObject:
        """Write it as the body of a job."""
        return {
            "source": self.source,
            "place": list(self.place),
            "chat": self.chat,
            "question": self.question.to_json(),
        }


class AnswerSharing:
    """Shares answers, each once, as they can be read at that moment by who shares them."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        *,
        genies: Genies,
        records: AnswerRecords,
        presenter: Presenter,
        prompts: SignInPrompts,
        channel: Channel,
        audit: Audit,
        background: Background,
        places: Places,
    ) -> None:
        self._genies = genies
        self._records = records
        self._presenter = presenter
        self._prompts = prompts
        self._channel = channel
        self._audit = audit
        self._background = background
        self._places = places

    def accept(self, record: AnswerRecord, turn: Turn) -> TextKey | None:
        """Add the job of sharing an answer of the sender's; return what to say instead."""
        question = record.question
        if not question.origin:
            return notice_texts.OLD_BUTTON
        shared = question.shared(new_reference())
        share = _Share(question.reference, record.place(), turn.activity.reference, shared)
        turn.add_job(NewJob(SHARE, share.to_json()))
        return None

    def begin(self, job: LeasedJob, _: Turn | None) -> None:
        """Start sharing."""
        share = _Share.from_json(job.entry.body)

        async def work() -> None:
            try:
                async with job.completing():
                    await self._tell(share, await self._outcome(job, share))
            except LeaseLostError:
                log.info("shared by another process", extra=share.question.log_ids())

        self._background.start(work(), name=f"share {share.source}")

    async def give_up(self, entry: Entry) -> None:
        """Tell that it cannot be shared."""
        share = _Share.from_json(entry.body)
        await self._tell(share, share.question.reader.say(permission_texts.SHARE_FAILED))

    async def _tell(self, share: _Share, sentence: str | None) -> None:
        if sentence is not None:
            await self._channel.resume(share.chat, partial(say, message=sentence))

    async def _outcome(self, job: LeasedJob, share: _Share) -> str | None:
        """Share the answer; return what to tell the person, if they have not been told."""
        record = await self._records.get(share.source, share.place)
        reference, reader = share.question.reference, share.question.reader
        if record is None:
            return reader.say(notice_texts.OLD_ANSWER)
        if not self._places.allow_answer(share.question):
            return reader.say(permission_texts.SHARE_NOT_THERE)
        await self._records.change(record, lambda it: it.note_shared(reference))
        if record.shared_as != reference:
            return reader.say(permission_texts.SHARED_BEFORE)
        try:
            notice = await self._posted(job, share, record)
        except GenieError as exc:
            log.warning("answer not shared", extra=share.question.log_ids(), exc_info=exc)
            await self._records.change(record, lambda it: it.note_not_shared(reference))
            if await self._prompts.replaces(exc, share.chat, reader):
                return None
            return failed_text(exc, share.question.asked())
        if notice in {permission_texts.SHARE_REFUSED, permission_texts.SHARE_FAILED}:
            await self._records.change(record, lambda it: it.note_not_shared(reference))
        else:
            await self._record(share, record, is_certain=notice == permission_texts.SHARED)
        return reader.say(notice)

    async def _record(self, share: _Share, record: AnswerRecord, *, is_certain: bool) -> None:
        """Let the audit trail say by whom it was shared, and in which conversation."""
        event = AuditEvent.about(AuditKind.SHARE, record.question, self._audit.now())
        event = replace(
            event.by(Activity.at(share.chat)),
            key=f"share {share.question.reference}",
            outcome="shared" if is_certain else "uncertain",
            detail=share.question.asked_in().id,
        )
        await self._audit.record(event)

    async def _posted(self, job: LeasedJob, share: _Share, record: AnswerRecord) -> TextKey:
        """Post the answer, or update it where another process has posted it.

        Raises:
            GenieError: it cannot be read by who shares it.
            LeaseLostError: another process posts it.
        """
        question = share.question
        if question.is_sent_blind and not question.answer_id:
            return permission_texts.SHARE_UNCERTAIN
        answer = await read_answer(self._genies, question)
        final = await self._presenter.final(answer, record.shared(question))
        final = _noted(final, job, share)
        notice = permission_texts.SHARED

        async def speak(chat: Chat) -> None:
            nonlocal notice
            try:
                await Reply(chat, question.answer_id).redraw(final)
            except ChannelError as exc:
                log.warning("answer not shared", extra=question.log_ids(), exc_info=exc)
                notice = _why(exc)

        await self._channel.resume(question.conversation, speak)
        return notice


def _noted(final: FinalMessage, job: LeasedJob, share: _Share) -> FinalMessage:
    """Announce it in its person's name, and note in the job where it is going to stand."""

    async def note_place(activity_id: str) -> None:
        question = replace(share.question, answer_id=activity_id)
        await job.save(replace(share, question=question).to_json())
        await final.note_place(activity_id)

    async def note_sending() -> None:
        question = replace(share.question, is_sent_blind=True)
        await job.save(replace(share, question=question).to_json())

    said = shared_text(share.question.asked())
    return replace(final, announcement=said, note_place=note_place, note_sending=note_sending)


def _why(error: ChannelError) -> TextKey:
    if error.may_have_arrived:
        return permission_texts.SHARE_UNCERTAIN
    is_gone = isinstance(error, ChannelRefusedError) and error.is_not_a_member
    return permission_texts.SHARE_REFUSED if is_gone else permission_texts.SHARE_FAILED
