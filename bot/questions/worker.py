"""Working on a question: from its record to the one message that answers it."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import aclosing
from functools import partial
from typing import Final, NamedTuple

from bot.admission.requests import GenieRequest
from bot.answers.presenter import Presenter
from bot.channel.chat import Channel, Chat
from bot.channel.errors import ChannelError
from bot.messaging.capabilities import CapabilitiesOf
from bot.messaging.progress import ProgressBoard, shown_progress
from bot.messaging.reply import FinalMessage, only
from bot.messaging.responder import Responder, StoppedByPersonError
from bot.messaging.responders import responder_for
from bot.questions.active_question import ActiveQuestion, EndReason, QuestionEndedError
from bot.questions.delivery import tell
from bot.questions.genie_conversation import GenieConversations, after
from bot.state.answer_records import AnswerRecord
from bot.state.question import Question
from bot.storage.store import LeaseLostError, StorageUnavailableError
from cards import (
    CardMessage,
    TextKey,
    problem_message,
    shown_results,
    stopped_message,
    undelivered_message,
)
from cards.texts import answer_texts, talk_texts
from genie import Answer, Answered, Asked, Clock, Failed, GenieError, is_context_full

log = logging.getLogger(__name__)

# Longer after asking, an answer is not waited for any more: it is not asked again after a restart.
TOO_LATE_S: Final = 2 * 3600.0


class _Work(NamedTuple):
    """A question that is being worked on, and how it is told."""

    chat: Chat
    run: ActiveQuestion
    board: ProgressBoard
    responder: Responder


class QuestionWorker:
    """Answers questions one by one, each from its record alone."""

    def __init__(
        self,
        conversations: GenieConversations,
        *,
        presenter: Presenter,
        channel: Channel,
        capabilities: CapabilitiesOf,
        clock: Clock,
    ) -> None:
        self._conversations = conversations
        self._presenter = presenter
        self._channel = channel
        self._capabilities = capabilities
        self._clock = clock

    async def answer(self, run: ActiveQuestion) -> None:
        """Show progress, then the answer or what went wrong. The record notes how far it got."""
        speak = partial(self._answer_in, run=run)
        await self._channel.resume(run.question.conversation, speak)

    async def _answer_in(self, chat: Chat, run: ActiveQuestion) -> None:
        responder = self._responder(chat, run)
        started = time.monotonic()
        final, outcome = await self._final(chat, run, responder)
        if final is not None:
            try:
                outcome = await tell(chat, run, responder, final) or outcome
            except StoppedByPersonError:
                run.early, outcome = EndReason.STOPPED, "stopped"
                await self._conversations.leave(chat, run)
            except LeaseLostError:
                run.early, outcome = EndReason.HANDED_ON, "taken over"
        elapsed_ms = round((time.monotonic() - started) * 1000)
        log.info(
            "question done", extra=run.question.log_ids() | {"outcome": outcome, "ms": elapsed_ms}
        )
        await self._conversations.settle(chat, run)

    async def give_up(self, question: Question, *, waited_s: float) -> None:
        """Tell that nothing comes of a question, in the place of its progress."""

        async def speak(chat: Chat) -> None:
            asked = question.asked()
            final = only(problem_message(asyncio.CancelledError(), asked), asked.reader)
            try:
                await self._make_responder(chat, question, lambda: waited_s).finish(final)
            except ChannelError as exc:
                log.error("person not told", extra=question.log_ids(), exc_info=exc)

        await self._channel.resume(question.conversation, speak)

    async def _final(
        self, chat: Chat, run: ActiveQuestion, responder: Responder
    ) -> tuple[FinalMessage | None, str]:
        """Work to the end, whatever it is; return how to tell it, and a word for the log."""
        asked = run.question.asked()
        if (message := self._known_end(run)) is not None:
            return only(message, asked.reader), "not begun again"
        try:
            return await run.worked(self._outcome(chat, run, responder))
        except QuestionEndedError:
            await self._conversations.leave(chat, run)
            return _ended_early(run)
        except LeaseLostError:
            run.early = run.early or EndReason.HANDED_ON
            return None, "taken over"
        except StorageUnavailableError as exc:
            # Nothing was begun: it is taken up again when the store can say what went before.
            log.error("question put off", extra=run.question.log_ids(), exc_info=exc)
            run.early = EndReason.HANDED_ON
            return None, "put off"
        except Exception as exc:
            log.exception("question crashed", extra={"reference": run.question.reference})
            return only(problem_message(exc, asked), asked.reader), "crashed"

    def _known_end(self, run: ActiveQuestion) -> CardMessage | None:
        """Return what there is to tell of a question that a process left which is gone, if any."""
        question = run.question
        if question.is_sent_blind and not question.answer_id:
            return undelivered_message(question.asked())
        if run.job.is_again and run.job.age_s > TOO_LATE_S:
            return problem_message(asyncio.CancelledError(), question.asked())
        return None

    def _responder(self, chat: Chat, run: ActiveQuestion) -> Responder:
        responder = self._make_responder(chat, run.question, lambda: run.job.age_s)
        return run.inline.before(responder) if run.inline else responder

    def _make_responder(
        self, chat: Chat, question: Question, waited_s: Callable[[], float]
    ) -> Responder:
        return responder_for(
            chat,
            question.asked(),
            capabilities=self._capabilities(chat.activity.channel_id, chat.activity.conversation),
            clock=self._clock,
            waited_s=waited_s,
            activity_id=question.activity_id,
            answer_id=question.answer_id,
        )

    async def _outcome(
        self, chat: Chat, run: ActiveQuestion, responder: Responder
    ) -> tuple[FinalMessage, str]:
        """Follow Genie to the end; return how to tell it, and a word for the log."""
        question = run.question
        shown = shown_progress(responder, run, clock=self._clock, began_at=run.job.began_at)
        async with shown as board:
            try:
                request, remark = await self._conversations.begin(chat, run, board)
            except GenieError as exc:
                return _problem(exc, question), type(exc).__name__
            work = _Work(chat, run, board, responder)
            while (told := await self._followed(work, request, remark)) is None:
                request, remark = self._conversations.begin_anew(run), talk_texts.CONTEXT_FULL
            return told

    async def _followed(
        self, work: _Work, request: GenieRequest, remark: TextKey | None
    ) -> tuple[FinalMessage, str] | None:
        """Follow a request to its end; None: its conversation is full, a new one has to begin."""
        chat, run, board, responder = work
        question = run.question
        async with aclosing(request.news()) as news:
            async for item in news:
                board.note(partial(after, item=item))
                match item:
                    case Asked():
                        await self._conversations.note_asked(chat, run, item)
                        remark = answer_texts.LOST_CONTEXT if item.lost_context else remark
                    case Failed(error) if question.goes_on and is_context_full(error):
                        return None
                    case Failed(error):
                        run.note_outcome()
                        await self._conversations.note_end(chat, run, is_answered=False)
                        return _problem(error, question), type(error).__name__
                    case Answered(answer):
                        run.note_outcome()
                        await self._conversations.note_end(chat, run, is_answered=True)
                        return await self._shown(answer, run, remark, responder), "answered"
        raise RuntimeError("Genie's events ended without an outcome")

    async def _shown(
        self, answer: Answer, run: ActiveQuestion, remark: TextKey | None, responder: Responder
    ) -> FinalMessage:
        """Draw the answer, and let it be remembered, so that its buttons work."""
        question = run.question
        for result in answer.results:
            if result.error is not None:
                error = _described(result.error)
                log.warning("result unreadable", extra=question.log_ids() | {"error": error})
        record = AnswerRecord(
            question,
            None if question.is_reopened else run.job.age_s,
            attachment_ids=tuple(r.query.attachment_id for r in shown_results(answer)),
            remark=remark,
            has_text=responder.has_text,
        )
        return await self._presenter.final(answer, record)


def _ended_early(run: ActiveQuestion) -> tuple[FinalMessage | None, str]:
    """Return how to tell that it ended without an outcome, and a word for the log."""
    asked = run.question.asked()
    if run.early is not None and run.early.is_silent:
        return None, run.early.name.lower()
    if run.early is EndReason.STOPPED:
        return only(stopped_message(asked), asked.reader, is_awaited=False), "stopped"
    return only(problem_message(asyncio.CancelledError(), asked), asked.reader), "interrupted"


def _problem(error: GenieError, question: Question) -> FinalMessage:
    log.warning("genie failed", extra=question.log_ids() | {"error": _described(error)})
    return only(problem_message(error, question.asked()), question.reader)


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
