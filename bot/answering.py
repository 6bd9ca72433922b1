"""Working on a question: from its record to the one message that answers it."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Final

from botbuilder.core import TurnContext

from bot.channel.adapter import BotAdapter
from bot.channel.errors import ChannelError
from bot.channel.held_voice import HeldVoice
from bot.channel.progress import ProgressBoard, shown_progress
from bot.channel.reply import Ending, card_activity, only, say
from bot.channel.voice import StoppedByPersonError, Voice
from bot.channel.voices import voice_for
from bot.inquiries import Going, Inquiries, Inquiry, News
from bot.lanes import LanePlace
from bot.questions import Question
from bot.state import GenieSession, GenieSessions
from cards import (
    Progress,
    Waiting,
    answer_messages,
    problem_message,
    stopped_message,
    texts,
    undelivered_message,
)
from genie import Answer, Answered, Asked, Clock, Failed, GenieError

log = logging.getLogger(__name__)

GOODBYE_S: Final = 3.0


class Run:
    """A question that is being worked on, as whoever wants to stop it sees it.

    held: the voice of a turn that waits for the answer itself.
    """

    def __init__(
        self, question: Question, place: LanePlace, *, held: HeldVoice | None = None
    ) -> None:
        self.question = question
        self.place = place
        self.held = held
        self.task: asyncio.Task[None] | None = None
        self.has_begun: Callable[[], None] = lambda: None  # called when the person has seen that
        self.inquiry: Inquiry | None = None
        self.is_owner = True  # of the Genie conversation
        self.is_stopped = False
        self.is_ending = False

    def stop(self) -> None:
        """End it, because the person wants that; unless it is ending already."""
        if not self.is_ending and self.task is not None:
            self.is_stopped = self.is_ending = True
            self.task.cancel()


class Answerer:
    """Answers questions one by one, each from its record alone."""

    def __init__(
        self,
        inquiries: Inquiries,
        *,
        adapter: BotAdapter,
        sessions: GenieSessions,
        clock: Clock,
    ) -> None:
        self._inquiries = inquiries
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
        try:
            ending, outcome = await self._outcome(context, run, voice)
        except asyncio.CancelledError as exc:
            if not run.is_stopped:
                if run.inquiry is not None and not run.inquiry.is_with_genie:
                    run.inquiry.abandon()  # else it would be asked when its turn comes
                await _say_that_it_ends(voice, only(problem_message(exc, run.question.asked())))
                raise
            _stay_alive()
            ending, outcome = await self._stopped(context, run), "stopped"
        except Exception as exc:
            log.exception("question crashed", extra={"reference": run.question.reference})
            ending, outcome = only(problem_message(exc, run.question.asked())), "crashed"
        run.is_ending = True
        outcome = await self._tell(context, run, voice, ending) or outcome
        elapsed_ms = round((time.monotonic() - started) * 1000)
        log.info("question done", extra=_ids(run.question) | {"outcome": outcome, "ms": elapsed_ms})

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
        shown = shown_progress(
            voice,
            clock=self._clock,
            began_at=began_at,
            on_shown=run.has_begun,
            on_stop=run.stop,
        )
        async with shown as board:
            inquiry, remark = await self._begin(context, run, board)
            async with aclosing(inquiry.news()) as news:
                async for item in news:
                    board.note(partial(_after, item=item))
                    question.activity_id = voice.activity_id
                    match item:
                        case Asked():
                            await self._note_asked(context, run, item)
                            remark = texts.LOST_CONTEXT if item.lost_context else remark
                        case Failed(error):
                            return _problem(error, question), type(error).__name__
                        case Answered(answer):
                            return _answer(answer, question, remark, voice), "answered"
        raise RuntimeError("Genie's events ended without an outcome")

    async def _begin(
        self, context: TurnContext, run: Run, board: ProgressBoard
    ) -> tuple[Inquiry, str]:
        """Ask when it is this question's turn; return that, and a remark on its conversation."""
        question = run.question
        if question.genie_message_id:
            message = question.genie_conversation_id, question.genie_message_id
            run.inquiry = self._inquiries.follow(*message)
            return run.inquiry, ""
        await run.place.front(partial(_wait_behind, board))
        # Read when the question starts: an earlier one may have begun a conversation meanwhile.
        session = await self._session(context, question)
        remark = texts.AFTER_STOP if session.was_stopped else ""
        if session.shared_question:
            session = await self._caught_up(context, run, session, board)
            remark = "" if session.conversation_id else texts.LOST_CONTEXT
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
        """Ask what was answered to this person from somebody else's conversation in their own."""
        board.note(lambda progress, _: replace(progress, is_catching_up=True))
        run.inquiry = self._inquiries.ask(
            session.shared_question, conversation_id="", person=run.question.person
        )
        async with aclosing(run.inquiry.news()) as news:
            async for item in news:
                if isinstance(item, Waiting | Going):
                    board.note(partial(_after, item=item))
                elif isinstance(item, Asked):
                    session = GenieSession(item.conversation_id, session.number)
                    await self._sessions.keep(context, session)
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

    async def _stopped(self, context: TurnContext, run: Run) -> Ending:
        """End a question that the person has stopped; the next one begins a new conversation."""
        if run.inquiry is not None:
            if run.inquiry.is_with_genie:
                session = GenieSession(number=run.question.session_number, was_stopped=True)
                await self._sessions.keep(context, session)
            run.inquiry.abandon()
        return only(stopped_message(run.question.asked()), is_awaited=False)

    async def _tell(self, context: TurnContext, run: Run, voice: Voice, ending: Ending) -> str:
        """Tell the person how it ended; return a word for the log if that went wrong."""
        try:
            await voice.finish(ending)
        except StoppedByPersonError:
            await self._stopped(context, run)
            return "stopped"
        except ChannelError as exc:
            log.error(
                "answer not delivered", extra={"reference": run.question.reference}, exc_info=exc
            )
            if exc.may_have_arrived and ending.is_answer:
                await say(context, card_activity(undelivered_message(run.question.asked())))
            return "undelivered"
        return ""


def _after(progress: Progress, at_s: float, *, item: News) -> Progress:
    match item:
        case Waiting():
            return replace(progress, waiting=item)
        case Going():
            return replace(progress, waiting=None)
        case _:
            return progress.after(item, at_s)


def _wait_behind(board: ProgressBoard, ahead: int) -> None:
    board.note(lambda progress, _: replace(progress, waiting=Waiting(ahead=ahead)))


def _problem(error: GenieError, question: Question) -> Ending:
    log.warning("genie failed", extra=_ids(question) | {"error": _described(error)})
    return only(problem_message(error, question.asked()))


def _answer(answer: Answer, question: Question, remark: str, voice: Voice) -> Ending:
    for result in answer.results:
        if result.error is not None:
            error = _described(result.error)
            log.warning("result unreadable", extra=_ids(question) | {"error": error})
    asked, has_text = question.asked(), voice.has_text
    return Ending(
        lambda: answer_messages(answer, asked, remark=remark, has_text=has_text), is_answer=True
    )


def _stay_alive() -> None:
    """Take back the cancellation by which a person's stop has reached this task."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


async def _say_that_it_ends(voice: Voice, ending: Ending) -> None:
    """Say it within the seconds that a process has left to live."""
    try:
        async with asyncio.timeout(GOODBYE_S):
            await voice.finish(ending)
    except (ChannelError, StoppedByPersonError, TimeoutError) as exc:
        log.error("person not told that the bot ends", exc_info=exc)


def _ids(question: Question) -> dict[str, str]:
    return {
        "reference": question.reference,
        "genie_conversation_id": question.genie_conversation_id,
        "genie_message_id": question.genie_message_id,
    }
