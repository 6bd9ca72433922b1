"""The questions of this process: taken, stopped, and ended when the process ends."""

import logging
from functools import partial
from typing import Final

from bot.activities.activity import Activity
from bot.concurrency.background import Background
from bot.concurrency.keyed_fifo import KeyedFifo
from bot.concurrency.start_gate import StartGate
from bot.jobs.job import LeasedJob, NewJob
from bot.jobs.turn import Turn
from bot.messaging.inline_responder import InlineResponder
from bot.messaging.reply import say
from bot.questions.active_question import ActiveQuestion, EndReason
from bot.questions.other_processes import OtherProcesses
from bot.questions.remote_stops import RemoteStops, StopRequest
from bot.questions.worker import QuestionWorker
from bot.state.history import Past
from bot.state.question import Question, Space
from bot.state.scopes import chat_key_of, personal_key, personal_key_of
from bot.storage.store import Entry
from cards import (
    Reader,
    TextKey,
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

    is_lasting: jobs survive the process.
    """

    def __init__(  # noqa: PLR0913 - everybody who works with it
        self,
        worker: QuestionWorker,
        *,
        elsewhere: OtherProcesses,
        stops: RemoteStops,
        background: Background,
        clock: Clock,
        is_lasting: bool,
    ) -> None:
        self._worker = worker
        self._elsewhere = elsewhere
        self._stops = stops
        self._is_lasting = is_lasting
        self._background = background
        self._clock = clock
        self._queues = KeyedFifo()
        self._start_gate = StartGate()
        self._runs: dict[str, ActiveQuestion] = {}
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
        if past is not None:
            question.is_reopened = True
            question.genie_conversation_id = past.conversation_id
            question.genie_message_id = past.message_id
        if self._is_closed and not self._is_lasting:
            turn.say(reader.say(notice_texts.RESTARTING))
        elif self._queues.length(question.queue_key) >= MOST_IN_QUEUE:
            turn.say(reader.say(notice_texts.TOO_MANY, count=MOST_IN_QUEUE))
        else:
            turn.add_job(NewJob(QUESTION, question.to_json()))
        return question.reference

    def begin(self, job: LeasedJob, turn: Turn | None) -> None:
        """Start work on a question; turn: the one that added it, if that is still on."""
        question = Question.from_json(job.entry.body)
        place = self._queues.enter(question.queue_key, job.began_at)
        inline = None
        if turn is not None and turn.activity.wants_replies:
            inline = InlineResponder(question.asked())
            turn.hold(inline)
        run = ActiveQuestion(question, job, place, start=self._start_gate.start(), inline=inline)
        job.on_loss = partial(run.end_early, EndReason.HANDED_ON)
        self._runs[question.reference] = run
        self._start_gate.note_turn()
        self._background.start(self._work(run), name=f"question {question.reference}")

    async def give_up(self, entry: Entry) -> None:
        """Tell that nothing comes of a question that was begun too often."""
        await self._worker.give_up(Question.from_json(entry.body), waited_s=entry.age_s)

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

    async def stop(self, reference: str, activity: Activity) -> TextKey | None:
        """Stop a question at its asker's wish; return why not, if it cannot be."""
        run = self._runs.get(reference)
        if run is None:
            is_stopped = await self._stop_elsewhere(activity, reference)
            return None if is_stopped else notice_texts.NOT_RUNNING
        if run.question.queue_key[-1] != activity.conversation.id:
            return notice_texts.NOT_RUNNING
        if run.question.person != (activity.channel_id, activity.sender.id):
            return notice_texts.NOT_YOURS
        run.end_early(EndReason.STOPPED)
        return None

    async def stop_own(self, activity: Activity) -> bool:
        """Stop the question of this person's that is being worked on here; return whether one is.

        Of several the first is.
        """
        if self._stop_first(personal_key(activity)):
            return True
        return await self._stop_elsewhere(activity, "")

    async def apply_remote_stops(self) -> None:
        """Stop what people have told another process to stop."""
        if self._runs:
            await self._stops.apply(self._stop_wanted)

    async def _stop_elsewhere(self, activity: Activity, reference: str) -> bool:
        """Have a question stopped that another process works on; return whether one does."""
        queue_key = personal_key(activity)
        if not (keys := await self._elsewhere.open_keys(queue_key)):
            return False
        await self._stops.want(queue_key, reference, keys)
        return True

    def _stop_wanted(self, wanted: StopRequest) -> bool:
        for run in self._runs.values():
            is_meant = run.question.reference == wanted.reference or run.job.entry.key == wanted.key
            if is_meant and personal_key_of(*run.question.queue_key) == wanted.queue_key:
                run.end_early(EndReason.STOPPED)
                return True
        return False

    def _stop_first(self, queue_key: str) -> bool:
        for run in self._runs.values():
            if run.early is None and personal_key_of(*run.question.queue_key) == queue_key:
                run.end_early(EndReason.STOPPED)
                return True
        return False

    def leave(self, chat: str) -> None:
        """Stop everything in a chat that the bot was taken out of."""
        for run in self._runs.values():
            if chat_key_of(run.question.queue_key[0], run.question.queue_key[-1]) == chat:
                run.end_early(EndReason.REMOVED)

    def close(self) -> None:
        """Begin no more questions; those that are not with Genie yet are left to another process.

        Where none could know of them, people are told to ask again.
        """
        self._is_closed = True
        for run in self._runs.values():
            if not run.is_with_genie:
                run.end_early(self._why_closed)

    def end(self) -> None:
        """Let go of every question that has no outcome yet, in the same way."""
        for run in self._runs.values():
            run.end_early(self._why_closed)

    @property
    def _why_closed(self) -> EndReason:
        return EndReason.HANDED_ON if self._is_lasting else EndReason.CLOSED

    async def _work(self, run: ActiveQuestion) -> None:
        try:
            async with run.job.kept():
                try:
                    await self._start_gate.give_way()
                    await self._worker.answer(run)
                    if run.early is EndReason.HANDED_ON:
                        await run.job.release()
                finally:
                    run.start.make_room()
                    run.place.leave()
        finally:
            if self._runs.get(run.question.reference) is run:  # and not one that came after it
                del self._runs[run.question.reference]
