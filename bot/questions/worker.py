"""Working on a question: from its record to the one message that answers it."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import aclosing
from enum import Enum, auto
from functools import partial
from typing import Final, NamedTuple

from bot.admission.requests import GenieRequest, Going
from bot.answers.places import Places
from bot.answers.presenter import Presenter
from bot.audit.audit import REPLACED, Audit
from bot.channel.chat import Channel, Chat
from bot.channel.errors import ChannelError
from bot.messaging.capabilities import CapabilitiesOf
from bot.messaging.progress import ProgressBoard, shown_progress
from bot.messaging.reply import FinalMessage, only
from bot.messaging.responder import Responder, StoppedByPersonError
from bot.messaging.responders import responder_for
from bot.questions.active_question import ActiveQuestion, EndReason, QuestionEndedError
from bot.questions.delivery import log_undelivered, tell
from bot.questions.genie_conversation import GenieConversations, after
from bot.state.answer_record import AnswerRecord
from bot.state.question import Question
from bot.storage.store import LeaseLostError, StorageUnavailableError
from cards import (
    CardMessage,
    TextKey,
    Waiting,
    hidden_message,
    problem_message,
    replacement_remark,
    shown_results,
    stopped_message,
    undelivered_message,
)
from cards.texts import talk_texts
from genie import Answer, Answered, Asked, Cause, Clock, Failed, GenieError, GenieSignInError

log = logging.getLogger(__name__)

# Longer after asking, an answer is not waited for any more: it is not asked again after a restart.
TOO_LATE_S: Final = 2 * 3600.0


class _Context(NamedTuple):
    """A question that is being worked on, and where its progress and its end are shown."""

    chat: Chat
    active: ActiveQuestion
    board: ProgressBoard
    responder: Responder


class _Again(Enum):
    """Why a question begins again."""

    IN_ANOTHER_CONVERSATION = auto()  # its own is full
    SIGNED_IN = auto()  # its asker has to sign in again
    NO_TOKEN = auto()  # the same, and nothing has come since it began


class QuestionWorker:
    """Answers questions one by one, each from its record alone."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        conversations: GenieConversations,
        *,
        presenter: Presenter,
        places: Places,
        channel: Channel,
        capabilities: CapabilitiesOf,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._conversations = conversations
        self._presenter = presenter
        self._places = places
        self._channel = channel
        self._capabilities = capabilities
        self._audit = audit
        self._clock = clock

    async def answer(self, active: ActiveQuestion) -> None:
        """Show progress, then the answer or what went wrong. The record notes how far it got."""
        speak = partial(self._answer_in, active=active)
        await self._channel.resume(active.question.conversation, speak)

    async def _answer_in(self, chat: Chat, active: ActiveQuestion) -> None:
        responder = self._responder(chat, active)
        started = time.monotonic()
        final, outcome = await self._final(chat, active, responder)
        if final is not None:
            try:
                outcome = await tell(chat, active, responder, final) or outcome
            except StoppedByPersonError:
                active.drop_outcome(EndReason.STOPPED)
                outcome = "stopped"
                await self._conversations.leave(chat, active)
            except LeaseLostError:
                active.drop_outcome(EndReason.HANDED_ON)
                outcome = "taken over"
        ended = {"outcome": outcome, "ms": round((time.monotonic() - started) * 1000)}
        log.info("question done", extra=active.question.log_ids() | ended)
        self._note_end(active, outcome)
        await self._conversations.settle(chat, active)

    def _note_end(self, active: ActiveQuestion, outcome: str) -> None:
        """Let the audit trail say how it ended, if its job does."""
        line = self._audit.line_of(
            active.question,
            active.job.entry.key,
            outcome,
            trace=active.trace,
            took_s=active.job.age_s,
        )
        active.job.end_with(line)

    async def give_up(self, question: Question, *, waited_s: float) -> None:
        """Tell that nothing comes of a question, in the place of its progress."""

        async def speak(chat: Chat) -> None:
            asked = question.asked()
            log.warning("question given up", extra=question.log_ids())
            final = only(problem_message(asyncio.CancelledError(), asked), asked.reader)
            try:
                await self._make_responder(chat, question, lambda: waited_s).finish(final)
            except ChannelError as exc:
                log_undelivered("person not told", question, exc)

        await self._channel.resume(question.conversation, speak)

    async def _final(
        self, chat: Chat, active: ActiveQuestion, responder: Responder
    ) -> tuple[FinalMessage | None, str]:
        """Work to the end, whatever it is; return how to tell it, and a word for the log."""
        asked = active.question.asked()
        if (message := self._known_end(active)) is not None:
            return only(message, asked.reader), "not begun again"
        try:
            return await active.run(self._outcome(chat, active, responder))
        except QuestionEndedError:
            await self._conversations.leave(chat, active)
            return _ended_early(active)
        except LeaseLostError:
            active.drop_outcome(EndReason.HANDED_ON)
            return None, "taken over"
        except StorageUnavailableError as exc:
            # Nothing was begun: it is taken up again when the store can say what went before.
            log.error("question put off", extra=active.question.log_ids(), exc_info=exc)
            active.drop_outcome(EndReason.HANDED_ON)
            return None, "put off"
        except Exception as exc:
            log.exception("question crashed", extra={"reference": active.question.reference})
            return only(problem_message(exc, asked), asked.reader), "crashed"

    def _known_end(self, active: ActiveQuestion) -> CardMessage | None:
        """Return what there is to tell of a question that a process left which is gone, if any.

        That process may have had other settings.
        """
        question = active.question
        if not self._places.allow_answer(question):
            return hidden_message(question.asked())
        if question.is_sent_blind and not question.answer_id:
            log.warning("answer may be undelivered", extra=question.log_ids())
            return undelivered_message(question.asked())
        if active.job.is_again and active.job.age_s > TOO_LATE_S:
            log.warning("question too old", extra=question.log_ids())
            return problem_message(asyncio.CancelledError(), question.asked())
        return None

    def _responder(self, chat: Chat, active: ActiveQuestion) -> Responder:
        responder = self._make_responder(chat, active.question, lambda: active.job.age_s)
        return active.inline.before(responder) if active.inline else responder

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
        self, chat: Chat, active: ActiveQuestion, responder: Responder
    ) -> tuple[FinalMessage, str]:
        """Follow Genie to the end; return how to tell it, and a word for the log."""
        shown = shown_progress(responder, active, clock=self._clock, began_at=active.job.began_at)
        async with shown as board:
            context, before = _Context(chat, active, board, responder), None
            try:
                request, remark = await self._conversations.begin(chat, active, board)
                while isinstance(told := await self._followed(context, request, remark), _Again):
                    if told is _Again.IN_ANOTHER_CONVERSATION:
                        request = self._conversations.begin_anew(active)
                        remark = talk_texts.CONTEXT_FULL
                    elif told is before is _Again.NO_TOKEN:
                        raise GenieSignInError("there is no token after a sign-in")
                    else:
                        request, _ = await self._conversations.begin(chat, active, board)
                    before = told
            except GenieError as exc:
                active.trace.note(Failed(exc))
                return self._problem(exc, active.question), type(exc).__name__
            return told

    async def _followed(
        self, context: _Context, request: GenieRequest, remark: TextKey | None
    ) -> "tuple[FinalMessage, str] | _Again":
        """Follow a request to its end, or until it has to begin again."""
        chat, active, board, responder = context
        again = _Again.NO_TOKEN
        async with aclosing(request.news()) as news:
            async for item in news:
                board.note(partial(after, item=item))
                active.trace.note(item)
                if not isinstance(item, Waiting | Going | Failed):
                    again = _Again.SIGNED_IN
                match item:
                    case Asked():
                        await self._conversations.note_asked(chat, active, item)
                        if item.not_continued is not None:
                            _log_replaced(item.not_continued, active.question)
                            remark = replacement_remark(item.not_continued)
                    case Failed(GenieError(cause=Cause.CONVERSATION_FULL) as error) if (
                        active.question.goes_on
                    ):
                        _log_replaced(error, active.question)
                        await self._note_replaced(active)
                        return _Again.IN_ANOTHER_CONVERSATION
                    case Failed(GenieSignInError()):
                        return again
                    case Failed(error):
                        active.note_outcome()
                        await self._conversations.note_end(chat, active, is_answered=False)
                        return self._problem(error, active.question), type(error).__name__
                    case Answered(answer):
                        active.note_outcome()
                        await self._conversations.note_end(chat, active, is_answered=True)
                        return await self._shown(answer, active, remark, responder), "answered"
        raise RuntimeError("Genie's events ended without an outcome")

    async def _note_replaced(self, active: ActiveQuestion) -> None:
        """Let the audit trail have the message in the full conversation, if there is one."""
        ids = active.question.genie_conversation_id, active.question.genie_message_id
        if all(ids):
            await self._audit.note_message(active.question, *ids, REPLACED)

    def _problem(self, error: GenieError, question: Question) -> FinalMessage:
        log.warning("genie failed", extra=_logged(error, question))
        return self._presenter.problem(error, question)

    async def _shown(
        self, answer: Answer, active: ActiveQuestion, remark: TextKey | None, responder: Responder
    ) -> FinalMessage:
        """Draw the answer, and let it be remembered, so that its buttons work."""
        question = active.question
        for result in answer.results:
            if result.error is not None:
                log.warning("result unreadable", extra=_logged(result.error, question))
        record = AnswerRecord(
            question,
            None if question.is_reopened else active.job.age_s,
            attachment_ids=tuple(r.query.attachment_id for r in shown_results(answer)),
            remark=remark,
            has_text=responder.has_text,
        )
        return await self._presenter.final(answer, record)


def _ended_early(active: ActiveQuestion) -> tuple[FinalMessage | None, str]:
    """Return how to tell that it ended without an outcome, and a word for the log."""
    asked = active.question.asked()
    if active.end_reason is not None and active.end_reason.is_silent:
        return None, active.end_reason.name.lower()
    if active.end_reason is EndReason.STOPPED:
        return only(stopped_message(asked), asked.reader, is_awaited=False), "stopped"
    if active.end_reason is EndReason.SIGNED_OUT:
        signed_out = GenieSignInError("the person has signed out")
        return only(problem_message(signed_out, asked), asked.reader), "signed out"
    log.warning("question interrupted", extra=active.question.log_ids())
    return only(problem_message(asyncio.CancelledError(), asked), asked.reader), "interrupted"


def _log_replaced(error: GenieError, question: Question) -> None:
    log.warning("conversation replaced", extra=_logged(error, question))


def _logged(error: Exception, question: Question) -> dict[str, object]:
    return question.log_ids() | {"error": f"{type(error).__name__}: {error}"}
