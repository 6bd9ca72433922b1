"""Reports of failed and badly rated answers to the data team, each once, in a chat of theirs.

A report is durable work, like a question. It holds ids and a link, and nothing of the answer.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Self

from bot.activities.activity import Activity
from bot.audit.audit import Audit
from bot.audit.event import AuditEvent, AuditKind
from bot.channel.chat import Channel, Chat
from bot.channel.errors import ChannelError
from bot.concurrency.background import Background
from bot.jobs.job import LeasedJob, NewJob
from bot.jobs.turn import Turn
from bot.messaging.reply import card_message, say
from bot.state.answer_record import AnswerRecord, place_of
from bot.state.answer_records import REMEMBERED_S, AnswerRecords
from bot.state.question import Question
from bot.state.scopes import chat_key
from bot.storage.store import (
    EXPIRES_AT,
    Entry,
    ItemStorage,
    JsonObject,
    LeaseLostError,
    StorageConflictError,
)
from cards import CardAction, Reported, TextKey, report_message
from cards.texts import notice_texts, report_texts
from genie import Clock, FeedbackRating

log = logging.getLogger(__name__)

# The kind of job that it is.
REPORT: Final = "report"


@dataclass(frozen=True, slots=True)
class _Report:
    """A press of the button.

    Args:
        chat: the conversation in which it was pressed; see Activity.reference.
        is_sending: the report is being sent, and may have arrived.
    """

    question: Question
    chat: JsonObject
    is_failure: bool
    is_sending: bool = False

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Read the body of a job that to_json wrote."""
        question = Question.from_json(body["question"])
        return cls(question, body["chat"], body["is_failure"], body["is_sending"])

    def to_json(self) -> JsonObject:
        """Write it as the body of a job."""
        return {
            "question": self.question.to_json(),
            "chat": self.chat,
            "is_failure": self.is_failure,
            "is_sending": self.is_sending,
        }


class AnswerReports:
    """Reports answers.

    Args:
        chat_id: of the data team's chat; "": nothing can be reported.
        link: the address of a conversation in Databricks, by the ids of its space and its own.
    """

    def __init__(  # noqa: PLR0913 - the parts it works with, and where reports go
        self,
        records: AnswerRecords,
        storage: ItemStorage,
        *,
        channel: Channel,
        audit: Audit,
        background: Background,
        clock: Clock,
        chat_id: str,
        link: Callable[[str, str], str],
    ) -> None:
        self._records = records
        self._storage = storage
        self._channel = channel
        self._audit = audit
        self._background = background
        self._clock = clock
        self._chat_id = chat_id
        self._link = link

    async def accept(self, action: CardAction, turn: Turn) -> TextKey | None:
        """Add the job of reporting the answer of a pressed button; return what to say instead."""
        activity = turn.activity
        record = await self._records.get(action.id, place_of(activity)) if action.id else None
        if record is None:
            return notice_texts.OLD_ANSWER
        if not self._chat_id or not (is_failure(record) or _is_found_bad(record)):
            return notice_texts.OLD_BUTTON
        report = _Report(record.question, activity.reference, is_failure(record))
        turn.add_job(NewJob(REPORT, report.to_json()))
        return None

    def begin(self, job: LeasedJob, _: Turn | None) -> None:
        """Start reporting."""
        report = _Report.from_json(job.entry.body)

        async def work() -> None:
            try:
                async with job.completing():
                    await self._tell(report, await self._outcome(job, report))
            except LeaseLostError:
                log.info("reported by another process", extra=report.question.log_ids())

        self._background.start(work(), name=f"report {report.question.reference}")

    async def give_up(self, entry: Entry) -> None:
        """Tell that it cannot be reported."""
        await self._tell(_Report.from_json(entry.body), report_texts.REPORT_UNCERTAIN)

    async def _tell(self, report: _Report, notice: TextKey) -> None:
        question = report.question
        sentence = question.reader.say(notice, reference=question.reference)
        await self._channel.resume(report.chat, partial(say, message=sentence))

    async def _outcome(self, job: LeasedJob, report: _Report) -> TextKey:
        """Send the report, unless the answer was reported before; return what to say.

        Raises:
            LeaseLostError: another process sends it.
        """
        if report.is_sending:
            return report_texts.REPORT_UNCERTAIN
        key = f"{chat_key(Activity.at(report.chat))}/reports/{report.question.reference}"
        if not await self._is_first(key, job.entry.key):
            return report_texts.REPORTED_BEFORE
        await job.save(replace(report, is_sending=True).to_json())
        try:
            await self._send(report)
        except ChannelError as exc:
            log.error("report not sent", extra=report.question.log_ids(), exc_info=exc)
            if exc.may_have_arrived:
                return report_texts.REPORT_UNCERTAIN
            await self._storage.delete([key])
            return report_texts.REPORT_FAILED
        log.info("reported", extra=report.question.log_ids())
        event = AuditEvent.about(AuditKind.REPORT, report.question, self._audit.now())
        event = event.by(Activity.at(report.chat))
        await self._audit.record(replace(event, key=f"report {key}", outcome="reported"))
        return report_texts.REPORTED

    async def _is_first(self, key: str, job_key: str) -> bool:
        """Note that this job reports the answer, unless another one does or did."""
        item = (await self._storage.read([key])).get(key)
        if item is not None:
            return bool(item["job"] == job_key)
        expires_at = self._clock.now().timestamp() + REMEMBERED_S
        try:
            await self._storage.write({key: {"job": job_key, EXPIRES_AT: expires_at}})
        except StorageConflictError:
            return False
        return True

    async def _send(self, report: _Report) -> None:
        """Send it.

        Raises:
            ChannelError: the channel did not accept it.
        """
        question = report.question
        ids = question.space_id, question.genie_conversation_id
        reported = Reported(*ids, question.genie_message_id, self._link(*ids), report.is_failure)
        message = card_message(report_message(question.asked(), reported))

        async def speak(chat: Chat) -> None:
            await chat.send(message, is_repeatable=False)

        await self._channel.resume(self._address(report.chat), speak)

    def _address(self, chat: JsonObject) -> JsonObject:
        """Return the address of the data team's chat: in the same channel, and without a person."""
        kept = {name: chat[name] for name in ("channelId", "serviceUrl", "bot")}
        there = {"id": self._chat_id, "isGroup": True}
        return kept | {"user": chat["bot"], "conversation": there}


def is_failure(record: AnswerRecord) -> bool:
    """Whether a record is that of a question which Genie could not answer."""
    question = record.question
    return record.took_s is None and not (question.is_reopened or question.is_shared)


def _is_found_bad(record: AnswerRecord) -> bool:
    return any(each.value is FeedbackRating.NEGATIVE for each in record.ratings.values())
