"""Telling a person how their question ended, or at least that it did."""

import asyncio
import logging
from dataclasses import replace
from typing import Final

from bot.channel.chat import Chat
from bot.channel.errors import ChannelError, ChannelRefusedError
from bot.messaging.reply import FinalMessage, card_message, only, say
from bot.messaging.responder import Responder, StoppedByPersonError
from bot.questions.active_question import ActiveQuestion
from bot.state.question import Question
from bot.storage.store import LeaseLostError
from cards import problem_message, undelivered_message

log = logging.getLogger(__name__)

# A process that ends has this long for it.
GOODBYE_S: Final = 3.0


async def tell(
    chat: Chat, active: ActiveQuestion, responder: Responder, final: FinalMessage
) -> str:
    """Tell how it ended; return a word for the log if that went wrong, else "".

    Raises:
        StoppedByPersonError: the person wants no answer any more.
        LeaseLostError: another process tells it.
    """
    final = _noted(final, active)
    try:
        async with asyncio.timeout(GOODBYE_S if active.is_hurried else None):
            await responder.finish(final)
    except (StoppedByPersonError, LeaseLostError):
        raise
    except (ChannelError, TimeoutError) as exc:
        log_undelivered("answer not delivered", active.question, exc)
        if isinstance(exc, ChannelError) and final.is_answer:
            await _say_that_it_failed(chat, active.question, responder, exc)
        return "undelivered"
    except Exception as exc:
        log.exception("answer not drawn", extra=active.question.log_ids())
        await _finish_instead(active.question, responder, exc)
        return "undrawn"
    return ""


def _noted(final: FinalMessage, active: ActiveQuestion) -> FinalMessage:
    """Note in the record where the end is going to stand, before it is sent."""

    async def note_place(activity_id: str) -> None:
        await active.note_place(activity_id)
        await final.note_place(activity_id)

    return replace(final, note_place=note_place, note_sending=active.note_sent_without_id)


async def _say_that_it_failed(
    chat: Chat, question: Question, responder: Responder, error: ChannelError
) -> None:
    if error.may_have_arrived:
        await say(chat, card_message(undelivered_message(question.asked())))
    else:
        await _finish_instead(question, responder, error)


async def _finish_instead(question: Question, responder: Responder, error: Exception) -> None:
    """Tell at least that there is no answer, and why."""
    asked = question.asked()
    try:
        await responder.finish(only(problem_message(error, asked), asked.reader))
    except (ChannelError, StoppedByPersonError) as exc:
        log_undelivered("person not told", question, exc)


def log_undelivered(event: str, question: Question, error: Exception) -> None:
    """Log that a message was not delivered: an error, unless people have taken the bot away."""
    is_left = isinstance(error, StoppedByPersonError) or (
        isinstance(error, ChannelRefusedError) and error.is_not_a_member
    )
    level = logging.WARNING if is_left else logging.ERROR
    log.log(level, event, extra=question.log_ids(), exc_info=error)
