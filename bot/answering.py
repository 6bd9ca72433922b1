"""Working on a question: from its record to the one message that answers it."""

import asyncio
import logging
import time
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from botbuilder.core import TurnContext

from bot.answers import AnswerRecord
from bot.channel.adapter import BotAdapter
from bot.channel.progress import ProgressBoard, shown_progress
from bot.channel.reply import Ending, only
from bot.channel.voice import StoppedByPersonError, Voice
from bot.channel.voices import voice_for
from bot.inquiries import Going, Inquiries, Inquiry, News
from bot.questions import Question
from bot.run import Early, EndedEarlyError, Run
from bot.showing import Presenter
from bot.state import GenieSession, GenieSessions
from bot.storage.memory import StorageConflictError
from bot.telling import tell
from cards import (
    Progress,
    Waiting,
    problem_message,
    shown_results,
    stopped_message,
    texts,
)
from genie import Answer, Answered, Asked, Clock, Failed, GenieError

log = logging.getLogger(__name__)


class Answerer:
    """Answers questions one by one, each from its record alone."""

    def __init__(
        self,
        inquiries: Inquiries,
        *,
        presenter: Presenter,
        adapter: BotAdapter,
        sessions: GenieSessions,
        clock: Clock,
    ) -> None:
        self._inquiries = inquiries
        self._presenter = presenter
        self._adapter = adapter
        self._sessions = sessions
        self._clock = clock

    async def answer(self, run: Run) -> None:
        """Show progress, then the answer or what went wrong. The record notes how far it got."""

        async def speak(context: TurnContext) -> None:
            await self._answer_in(context, run)

        await self._adapter.resume(run.question.conversation_reference(), speak)

    async def _answer_in(self, context: TurnContext, run: Run) -> None:
        voice = self._voice(context, run)
        started = time.monotonic()
        ending, outcome = await self._ending(context, run, voice)
        try:
            outcome = await tell(context, run, voice, ending) or outcome
        except StoppedByPersonError:
            run.early, outcome = Early.STOPPED, "stopped"
            await self._leave(context, run)
        elapsed_ms = round((time.monotonic() - started) * 1000)
        log.info(
            "question done", extra=run.question.log_ids() | {"outcome": outcome, "ms": elapsed_ms}
        )

    async def _ending(self, context: TurnContext, run: Run, voice: Voice) -> tuple[Ending, str]:
        """Work to the end, whatever it is; return how to tell it, and a word for the log."""
        asked = run.question.asked()
        try:
            return await run.worked(self._outcome(context, run, voice))
        except EndedEarlyError:
            await self._leave(context, run)
            if run.early is Early.STOPPED:
                return only(stopped_message(asked), asked.reader, is_awaited=False), "stopped"
            return only(
                problem_message(asyncio.CancelledError(), asked), asked.reader
            ), "interrupted"
        except Exception as exc:
            log.exception("question crashed", extra={"reference": run.question.reference})
            return only(problem_message(exc, asked), asked.reader), "crashed"

    def _voice(self, context: TurnContext, run: Run) -> Voice:
        voice = voice_for(
            context,
            run.question.asked(),
            clock=self._clock,
            waited_s=partial(self._waited_s, run.question),
            activity_id=run.question.activity_id,
        )
        return run.held.before(voice) if run.held else voice

    def _waited_s(self, question: Question) -> float:
        return self._clock.now().timestamp() - question.asked_at

    async def _outcome(self, context: TurnContext, run: Run, voice: Voice) -> tuple[Ending, str]:
        """Follow Genie to the end; return how to tell it, and a word for the log."""
        question = run.question
        began_at = self._clock.monotonic() - self._waited_s(question)
        shown = shown_progress(voice, run, clock=self._clock, began_at=began_at)
        async with shown as board:
            try:
                inquiry, remark = await self._begin(context, run, board)
            except GenieError as exc:
                return _problem(exc, question), type(exc).__name__
            async with aclosing(inquiry.news()) as news:
                async for item in news:
                    board.note(partial(_after, item=item))
                    question.activity_id = voice.activity_id
                    match item:
                        case Asked():
                            await self._note_asked(context, run, item)
                            remark = texts.LOST_CONTEXT if item.lost_context else remark
                        case Failed(error):
                            run.note_outcome()
                            await self._forget_failure(context, run)
                            return _problem(error, question), type(error).__name__
                        case Answered(answer):
                            run.note_outcome()
                            return await self._shown(answer, run, remark, voice), "answered"
        raise RuntimeError("Genie's events ended without an outcome")

    async def _shown(self, answer: Answer, run: Run, remark: str, voice: Voice) -> Ending:
        """Draw the answer, and let it be remembered, so that its buttons work."""
        question = run.question
        for result in answer.results:
            if result.error is not None:
                error = _described(result.error)
                log.warning("result unreadable", extra=question.log_ids() | {"error": error})
        record = AnswerRecord(
            question,
            self._waited_s(question),
            attachment_ids=tuple(r.query.attachment_id for r in shown_results(answer)),
            remark=remark,
            has_text=voice.has_text,
        )
        return await self._presenter.ending(answer, record)

    async def _begin(
        self, context: TurnContext, run: Run, board: ProgressBoard
    ) -> tuple[Inquiry, str]:
        """Ask when it is this question's turn; return that, and a remark on its conversation.

        Raises:
            GenieError: the question before could not be asked again.
        """
        question = run.question
        if question.genie_message_id:
            message = question.genie_conversation_id, question.genie_message_id
            run.inquiry = self._inquiries.follow(*message)
            return run.inquiry, ""
        await run.place.front(partial(_wait_behind, board))
        run.note_begun = await run.begin()
        # Read when the question starts: an earlier one may have begun a conversation meanwhile.
        session = await self._session(context, question)
        remark = texts.AFTER_STOP if session.was_stopped else ""
        if session.shared_question:
            session = await self._caught_up(context, run, session, board)
        if session.conversation_id:
            run.inquiry = self._inquiries.ask(
                question.text, conversation_id=session.conversation_id, person=question.person
            )
        else:
            run.inquiry, run.is_owner = self._inquiries.ask_once(
                question.text, person=question.person
            )
        return run.inquiry, remark

    async def _caught_up(
        self, context: TurnContext, run: Run, session: GenieSession, board: ProgressBoard
    ) -> GenieSession:
        """Ask what was answered to this person from somebody else's conversation in their own.

        Raises:
            GenieError: it has no answer this time.
        """
        run.is_catching_up = True
        run.inquiry = self._inquiries.ask(
            session.shared_question, conversation_id="", person=run.question.person
        )
        async with aclosing(run.inquiry.news()) as news:
            async for item in news:
                match item:
                    case Waiting() | Going():
                        board.note(partial(_catching_up, item=item))
                    case Asked():
                        session = GenieSession(item.conversation_id, session.number)
                        await self._sessions.keep(context, session)
                    case Failed(error):
                        raise error
        run.is_catching_up = False
        board.note(lambda progress, _: replace(progress, is_catching_up=False))
        return session

    async def _session(self, context: TurnContext, question: Question) -> GenieSession:
        """Return the session in which the question was accepted, if it still goes on."""
        session = await self._sessions.current(context)
        is_current = session.number == question.session_number  # no "new" came after it
        return session if is_current else GenieSession(number=question.session_number)

    async def _note_asked(self, context: TurnContext, run: Run, asked: Asked) -> None:
        """Save at once where the answer will be: Genie goes on even if this process does not."""
        question = run.question
        question.genie_conversation_id = asked.conversation_id
        question.genie_message_id = asked.message_id
        if run.is_owner:
            session = GenieSession(asked.conversation_id, question.session_number)
        else:
            session = GenieSession("", question.session_number, shared_question=question.text)
        await self._sessions.keep(context, session)

    async def _forget_failure(self, context: TurnContext, run: Run) -> None:
        """Let a sharer's next question begin anew: there is no answer to go on from."""
        if not run.is_owner:
            await self._sessions.keep(context, GenieSession(number=run.question.session_number))

    async def _leave(self, context: TurnContext, run: Run) -> None:
        """Let go of a question that ended early; after a stop a new conversation begins."""
        if run.inquiry is None:
            return
        is_stopped = run.early is Early.STOPPED
        if is_stopped or not run.is_with_genie:
            run.inquiry.abandon()  # else it would be asked when its turn comes
        if is_stopped and run.inquiry.is_with_genie:
            session = GenieSession(number=run.question.session_number, was_stopped=True)
            try:
                await self._sessions.keep(context, session)
            except StorageConflictError as exc:
                log.error("stop not remembered", extra=run.question.log_ids(), exc_info=exc)


def _after(progress: Progress, at_s: float, *, item: News) -> Progress:
    match item:
        case Waiting():
            return replace(progress, waiting=item)
        case Going():
            return replace(progress, waiting=None)
        case _:  # whatever it is, there is no waiting any more
            return replace(progress.after(item, at_s), waiting=None)


def _catching_up(progress: Progress, at_s: float, *, item: Waiting | Going) -> Progress:
    is_going = isinstance(item, Going)
    return replace(_after(progress, at_s, item=item), is_catching_up=is_going)


def _wait_behind(board: ProgressBoard, ahead: int) -> None:
    board.note(lambda progress, _: replace(progress, waiting=Waiting(ahead=ahead)))


def _problem(error: GenieError, question: Question) -> Ending:
    log.warning("genie failed", extra=question.log_ids() | {"error": _described(error)})
    return only(problem_message(error, question.asked()), question.reader)


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
