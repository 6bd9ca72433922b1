"""Records what happens in the audit trail, and as lines of a log of its own."""

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.audit.event import AuditEvent, AuditKind
from bot.audit.trace import QuestionTrace
from bot.state.question import Question
from bot.storage.store import JsonObject, Line, StorageUnavailableError, Trail
from cards import AuditKept
from genie import Clock

log = logging.getLogger(__name__)

# The log of the audit, apart from all others.
AUDIT_LOG: Final = "audit"
# How many events wait for a store that cannot be used.
_MOST_WAITING: Final = 10_000
# How questions end that end in none of the ways of a worker.
REPEATED, REPLACED, FAILED = "repeated", "replaced", "failed"


class Audit:
    """Records events, which are kept for so many days.

    keeps_texts: also what was asked, and comments.
    """

    def __init__(self, trail: Trail, clock: Clock, *, days: int, keeps_texts: bool) -> None:
        self._trail = trail
        self._clock = clock
        self._keeps_texts = keeps_texts
        self.kept = AuditKept(days, has_texts=keeps_texts)
        self._waiting: deque[Line] = deque(maxlen=_MOST_WAITING)

    def now(self) -> float:
        """Return the moment in seconds since 1970, for an event."""
        return self._clock.now().timestamp()

    async def record(self, event: AuditEvent) -> None:
        """Record an event. What cannot be written now is written by retry."""
        await self._add([event.line(keeps_text=self._keeps_texts)])

    async def retry(self) -> None:
        """Write what could not be written."""
        if self._waiting:
            lines = list(self._waiting)
            self._waiting.clear()
            await self._add(lines)

    async def _add(self, lines: Sequence[Line]) -> None:
        try:
            await self._trail.add(lines)
        except StorageUnavailableError as exc:
            self._waiting.extend(lines)
            log.error("audit not written", extra={"lines": len(self._waiting)}, exc_info=exc)

    async def since(self, at: float) -> list[JsonObject]:
        """Return what was recorded since a moment; without texts, unless the settings keep them.

        Raises:
            StorageUnavailableError: it cannot be read now.
        """
        lines = await self._trail.since(at)
        if self._keeps_texts:
            return lines
        return [{name: line[name] for name in line if name != "text"} for line in lines]

    # ---- questions

    def line_of(
        self,
        question: Question,
        job_key: str,
        outcome: str,
        *,
        trace: QuestionTrace | None = None,
        took_s: float | None = None,
    ) -> Line:
        """Return the one line about a question, which is written when its job ends."""
        trace = trace or QuestionTrace()
        kind = AuditKind.REOPENING if question.is_reopened else AuditKind.QUESTION
        event = replace(
            AuditEvent.about(kind, question, question.asked_at),
            key=f"{job_key}/{question.reference}",
            outcome=FAILED if trace.error and outcome == trace.error else outcome,
            error=trace.error,
            cause=trace.cause,
            statement_ids=trace.statement_ids,
            ms=None if took_s is None else round(took_s * 1000),
        )
        return event.line(keeps_text=self._keeps_texts)

    async def note_message(
        self, question: Question, genie_conversation_id: str, genie_message_id: str, outcome: str
    ) -> None:
        """Record another message that Genie was asked for a question: outcome says why."""
        event = replace(
            AuditEvent.about(AuditKind.QUESTION, question, question.asked_at),
            key=f"message {genie_message_id}",
            outcome=outcome,
            genie_conversation_id=genie_conversation_id,
            genie_message_id=genie_message_id,
            is_shared=False,
        )
        await self.record(event)


def log_line(line: Line) -> None:
    """Write a line of the trail to the audit's own log."""
    logging.getLogger(AUDIT_LOG).info("audit", extra=line.body)
