"""What people think of an answer: noted for who pressed, given to Genie, shown on the card."""

import logging
from dataclasses import replace

from bot.activities.activity import Activity
from bot.answers.redraw import Redrawer
from bot.audit.audit import Audit
from bot.audit.event import AuditEvent, AuditKind
from bot.concurrency.background import Background
from bot.state.answer_record import AnswerRecord, Rating
from bot.state.answer_records import AnswerRecords
from genie import FeedbackRating, GenieError, Genies

log = logging.getLogger(__name__)


class Ratings:
    """Keeps one verdict a person and answer.

    Genie keeps one a message for each identity that it sees: it is given the latest of the people
    who ask with that identity. What others think of a person's own answer stays on the card.
    """

    def __init__(
        self,
        genies: Genies,
        *,
        records: AnswerRecords,
        redrawer: Redrawer,
        audit: Audit,
        background: Background,
    ) -> None:
        self._genies = genies
        self._records = records
        self._redrawer = redrawer
        self._audit = audit
        self._background = background

    async def rate(
        self, record: AnswerRecord, activity: Activity, value: FeedbackRating, comment: str = ""
    ) -> None:
        """Note what the sender of the activity thinks; NONE takes an earlier verdict back."""
        person = activity.sender
        is_taken_back = value == FeedbackRating.NONE
        rating = None if is_taken_back else Rating(value, comment, person.name)
        await self._records.change(record, lambda it: it.rate(person.id, rating))
        log.info("rated", extra=record.question.log_ids() | {"rating": str(value)})
        event = AuditEvent.about(AuditKind.RATING, record.question, self._audit.now())
        await self._audit.record(replace(event.by(activity), detail=str(value), text=comment))
        if not record.question.belongs_to(person.id):
            return  # nothing is read or written with the identity of another person
        told = self._tell_genie(record, record.rating_version, comment)
        self._background.start(told, name=f"rating {record.question.reference}")

    async def _tell_genie(self, record: AnswerRecord, version: int, comment: str) -> None:
        question = record.question
        async with record.rating_lock:
            await self._records.refresh(record)
            # A later rating gives Genie the newer verdict; a comment is never left out.
            if record.rating_version == version or comment:
                comment = comment or record.lost_comment
                latest = record.rating_for_genie()
                value = FeedbackRating.NONE if latest is None else latest.value
                space = self._genies(question.access).space
                ids = question.genie_conversation_id, question.genie_message_id
                try:
                    await space.send_feedback(*ids, value, comment=comment)
                except GenieError as exc:
                    log.warning("rating not taken", extra=question.log_ids(), exc_info=exc)
                    await self._records.change(record, lambda it: it.mark_rating_unsent(comment))
                else:
                    await self._records.change(record, AnswerRecord.mark_rating_sent)
        await self._redrawer.redraw(record)
