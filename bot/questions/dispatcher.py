"""The questions of this process: taken, stopped, and ended when the process ends."""

import logging
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Final

from bot.audit.audit import Audit
from bot.concurrency.background import Background
from bot.concurrency.keyed_fifo import KeyedFifo
from bot.concurrency.start_gate import StartGate
from bot.jobs.job import LeasedJob, NewJob
from bot.jobs.turn import Turn
from bot.messaging.inline_responder import InlineResponder
from bot.messaging.reply import say
from bot.questions.active_question import ActiveQuestion, EndReason
from bot.questions.registry import QuestionRegistry
from bot.questions.worker import QuestionWorker
from bot.state.history import Past
from bot.state.question import Question, Space
from bot.storage.store import Entry, Line
from cards import (
    Reader,
    goes_on_text,
)
from cards.texts import notice_texts
from genie import Clock

log = logging.getLogger(__name__)

# A channel that waits for replies in the response gives 15 s, network included.
IN_TURN_S: Final = 12.0
# Who has asked so much in one chat gets the answers first.
MOST_IN_QUEUE: Final = 10
# The kind of job that a question is.
QUESTION: Final = "question"


class Dispatcher:
    """Takes questions, one at a time per person and chat, until it is closed.

    Args:
        is_lasting: jobs survive the process.
        starts_at_once: how many questions start at the same time; see StartGate.
    """

    def __init__(  # noqa: PLR0913 - two values beside its collaborators
        self,
        worker: QuestionWorker,
        registry: QuestionRegistry,
        background: Background,
        *,
        audit: Audit,
        clock: Clock,
        is_lasting: bool,
        starts_at_once: int,
    ) -> None:
        self._worker = worker
        self._registry = registry
        self._audit = audit
        self._is_lasting = is_lasting
        self._background = background
        self._clock = clock
        self._queues = KeyedFifo()
        self._start_gate = StartGate(starts_at_once)
        self._is_closed = False

    def accept(  # noqa: PLR0913 - what a question consists of
        self,
        turn: Turn,
        text: str,
        reader: Reader,
        *,
        space: Space,
        session_number: int = 0,
        past: Past | None = None,
    ) -> str:
        """Add the job of answering a question, or say why not.

        Returns its reference.

        Args:
            past: it was asked before, and its answer is read again.
        """
        question = Question.from_activity(
            text,
            turn.activity,
            reader=reader,
            space=space,
            session_number=session_number,
            asked_at=self._clock.now().timestamp(),
        )
        if turn.moved is not None:
            question = replace(question, origin=turn.moved.origin)
        if past is not None:
            question = question.reading_again(
                past.conversation_id,
                past.message_id,
                uses_own_identity=past.uses_own_identity,
                is_sharer=not past.is_own,
            )
        if self._is_closed and not self._is_lasting:
            turn.say(reader.say(notice_texts.RESTARTING))
        elif self._queues.length(question.queue_key) >= MOST_IN_QUEUE:
            turn.say(reader.say(notice_texts.TOO_MANY, count=MOST_IN_QUEUE))
        else:
            turn.add_job(NewJob(QUESTION, question.to_json()))
        return question.reference

    def turn(self) -> AbstractContextManager[None]:
        """Inside the block, a message is taken, which goes before work on questions."""
        return self._start_gate.turn()

    def begin(self, job: LeasedJob, turn: Turn | None) -> None:
        """Start work on a question; turn: the one that added it, if that is still on."""
        question = Question.from_json(job.entry.body)
        place = self._queues.enter(question.queue_key, job.began_at)
        inline = None
        if turn is not None and turn.activity.wants_replies:
            inline = InlineResponder(question.asked())
            turn.hold(inline)
        active = ActiveQuestion(question, job, place, start=self._start_gate.start(), inline=inline)
        self._registry.add(active)
        self._background.start(self._work(active), name=f"question {question.reference}")

    async def give_up(self, entry: Entry) -> None:
        """Tell that nothing comes of a question that was begun too often."""
        await self._worker.give_up(Question.from_json(entry.body), waited_s=entry.age_s)

    def line_of(self, entry: Entry, why: str) -> Line:
        """Return what the audit trail says of a question that no worker ends."""
        return self._audit.line_of(Question.from_json(entry.body), entry.key, why)

    async def reply_in_turn(self, turn: Turn) -> None:
        """Answer in the response of the turn, where the channel wants that, if it comes in time."""
        if turn.inline is None:
            return
        final = await turn.inline.final(self._clock, IN_TURN_S)
        if final is None:
            await say(turn.chat, goes_on_text(turn.inline.question))
            return
        largest = next(iter(final.versions()))
        await say(turn.chat, final.message(largest))

    def close(self) -> None:
        """Begin no more questions; those that are not with Genie yet are left to another process.

        Where none could know of them, people are told to ask again.
        """
        self._is_closed = True
        for active in self._registry:
            if not active.is_with_genie:
                active.end_early(self._why_closed)

    def end(self) -> None:
        """Let go of every question that has no outcome yet, in the same way."""
        for active in self._registry:
            active.end_early(self._why_closed)

    @property
    def _why_closed(self) -> EndReason:
        return EndReason.HANDED_ON if self._is_lasting else EndReason.CLOSED

    async def _work(self, active: ActiveQuestion) -> None:
        try:
            async with active.job.completing():
                try:
                    await self._start_gate.give_way()
                    await self._worker.answer(active)
                    if active.end_reason is EndReason.HANDED_ON:
                        await active.job.release()
                finally:
                    active.start.make_room()
                    active.place.leave()
        finally:
            self._registry.remove(active)
            active.let_go()
