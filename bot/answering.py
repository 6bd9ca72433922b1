"""Working on a question: from its record to the one message that answers it."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from botbuilder.core import TurnContext

from bot.channel.adapter import BotAdapter, ChannelError
from bot.channel.progress import EVERY_S, ProgressBoard, shown_progress
from bot.channel.reply import Reply
from bot.questions import Question
from bot.state import GenieSession, GenieSessions
from cards import CardMessage, Progress, answer_message, problem_message, progress_message
from genie import Answer, Answered, Asked, Clock, Event, Failed, Genie, SystemClock

log = logging.getLogger(__name__)

GOODBYE_S: Final = 3.0


class Answerer:
    """Answers questions one by one, each from its record alone."""

    def __init__(
        self,
        genie: Genie,
        *,
        adapter: BotAdapter,
        sessions: GenieSessions,
        clock: Clock | None = None,
        progress_every_s: float = EVERY_S,
    ) -> None:
        self._genie = genie
        self._adapter = adapter
        self._sessions = sessions
        self._clock = clock or SystemClock()
        self._progress_every_s = progress_every_s

    async def answer(self, question: Question) -> None:
        """Show progress, then the answer or what went wrong. The record notes how far it got."""

        async def speak(context: TurnContext) -> None:
            await self._answer_in(context, question)

        await self._adapter.resume(question.conversation_reference(), speak)

    async def _answer_in(self, context: TurnContext, question: Question) -> None:
        reply = Reply(context, question.activity_id)
        started = time.monotonic()
        try:
            message, outcome = await self._outcome(context, question, reply)
        except asyncio.CancelledError as exc:
            await _say_that_it_ends(reply, problem_message(exc, question.asked()))
            raise
        except Exception as exc:
            log.exception("question crashed", extra={"reference": question.reference})
            message, outcome = problem_message(exc, question.asked()), "crashed"
        try:
            await reply.finish(message)
        except ChannelError as exc:
            outcome = "undelivered"
            log.error("answer not delivered", extra={"reference": question.reference}, exc_info=exc)
        elapsed_ms = round((time.monotonic() - started) * 1000)
        log.info("question done", extra=_ids(question) | {"outcome": outcome, "ms": elapsed_ms})

    async def _outcome(
        self, context: TurnContext, question: Question, reply: Reply
    ) -> tuple[CardMessage, str]:
        """Follow Genie to the end; return the message to show, and a word for the log."""
        lost_context = False
        if not reply.activity_id:
            await reply.typing()

        def draw(progress: Progress) -> CardMessage:
            return progress_message(progress, question.asked())

        shown = shown_progress(reply, draw, clock=self._clock, every_s=self._progress_every_s)
        async with shown as board, aclosing(await self._events(context, question, board)) as events:
            async for event in events:
                board.note(event)
                question.activity_id = reply.activity_id
                match event:
                    case Asked():
                        lost_context = event.lost_context
                        await self._note_asked(context, question, event)
                    case Failed(error):
                        log.warning(
                            "genie failed", extra=_ids(question) | {"error": _described(error)}
                        )
                        return problem_message(error, question.asked()), type(error).__name__
                    case Answered(answer):
                        _log_unreadable(answer, question)
                        asked = question.asked()
                        message = answer_message(answer, asked, lost_context=lost_context)
                        return message, "answered"
        raise RuntimeError("Genie's events ended without an outcome")

    async def _events(
        self, context: TurnContext, question: Question, board: ProgressBoard
    ) -> AsyncGenerator[Event, None]:
        """Ask, or go on with the message that exists already."""
        if question.genie_message_id:
            return self._genie.follow(question.genie_conversation_id, question.genie_message_id)
        # Read when the question starts: an earlier one may have begun a conversation meanwhile.
        session = await self._sessions.current(context)
        is_current = session.number == question.session_number  # no "new" came after it
        return self._genie.ask(
            question.text,
            conversation_id=session.conversation_id if is_current else "",
            on_wait=board.note_wait,
        )

    async def _note_asked(self, context: TurnContext, question: Question, asked: Asked) -> None:
        """Save at once where the answer will be: Genie goes on even if this process does not."""
        question.genie_conversation_id = asked.conversation_id
        question.genie_message_id = asked.message_id
        session = GenieSession(asked.conversation_id, question.session_number)
        await self._sessions.keep(context, session)


def _log_unreadable(answer: Answer, question: Question) -> None:
    for result in answer.results:
        if result.error is not None:
            log.warning(
                "result unreadable", extra=_ids(question) | {"error": _described(result.error)}
            )


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


async def _say_that_it_ends(reply: Reply, message: CardMessage) -> None:
    """Say it within the seconds that a process has left to live."""
    try:
        async with asyncio.timeout(GOODBYE_S):
            await reply.finish(message)
    except (ChannelError, TimeoutError) as exc:
        log.error("person not told that the bot ends", exc_info=exc)


def _ids(question: Question) -> dict[str, str]:
    return {
        "reference": question.reference,
        "genie_conversation_id": question.genie_conversation_id,
        "genie_message_id": question.genie_message_id,
    }
