"""The message if there is no answer: what happened, what to do, and a reference."""

from asyncio import CancelledError
from typing import Final

from cards.formatting import seconds
from cards.markdown import escaped
from cards.messages import CardMessage, card_message, heading, text_block
from cards.question import (
    AskedQuestion,
    ask_again_button,
    question_line,
    reference_note,
    summary_of,
)
from cards.reader import Explanation, Reader
from cards.texts import notice_texts, problem_texts, rating_texts
from genie.error_types import (
    ContentFilterFailure,
    SpaceSetupFailure,
    SupersededFailure,
    TooLongFailure,
    TransientFailure,
    UnusableQueryFailure,
    error_type,
)
from genie.errors import (
    GenieAnswerError,
    GenieAuthError,
    GenieNotFoundError,
    GeniePermissionError,
    GenieQueryError,
    GenieRateLimitError,
    GenieRejectedError,
    GenieSetupError,
    GenieTimeoutError,
    GenieUnavailableError,
    GenieUncertainError,
)
from genie.statuses import MessageStatus

# The same question would fail again, until something else has been fixed.
_HOPELESS: Final = frozenset(
    {
        problem_texts.BOT_SETUP,
        problem_texts.CREDENTIAL,
        problem_texts.FORBIDDEN,
        problem_texts.SPACE_GONE,
        problem_texts.SPACE_SETUP,
        problem_texts.FILTERED,
        problem_texts.REJECTED,
        problem_texts.TOO_LONG_TALK,
    }
)


# Set-up is missing or wrong.
_FOR_ADMINS: Final = frozenset(
    {
        problem_texts.BOT_SETUP,
        problem_texts.CREDENTIAL,
        problem_texts.FORBIDDEN,
        problem_texts.SPACE_GONE,
        problem_texts.SPACE_SETUP,
    }
)


def problem_message(error: BaseException, question: AskedQuestion) -> CardMessage:
    """Explain a failure, without its technical text."""
    return _problem(_explanation(error), question, error)


def undelivered_message(question: AskedQuestion) -> CardMessage:
    """Explain that an answer may not have arrived."""
    return _problem(problem_texts.UNDELIVERED, question, None)


def _problem(
    explanation: Explanation, question: AskedQuestion, error: BaseException | None
) -> CardMessage:
    happened, advice = _said(explanation, error, question.reader)
    may_help, contact = explanation not in _HOPELESS, _contact(explanation, question)
    body = [
        question_line(question),
        heading(happened, size="Medium", color="Attention"),
        text_block(advice),
        *([text_block(contact)] if contact else []),
        *(ask_again_button(question) if may_help else []),
        reference_note(question),
    ]
    summary = summary_of(problem_texts.PROBLEM_SUMMARY, question, happened=happened)
    return card_message(body, summary=summary)


def _contact(explanation: Explanation, question: AskedQuestion) -> str | None:
    """Name the contact, if an administrator has to act."""
    if not question.contact or explanation not in _FOR_ADMINS:
        return None
    return question.reader.say(problem_texts.CONTACT, contact=escaped(question.contact))


def failed_text(error: BaseException, question: AskedQuestion) -> str:
    """Say, in plain text, that an action on an answer failed, and what to do."""
    reader = question.reader
    said = reader.say(notice_texts.FAILED, advice=advice_on(error, reader))
    contact = _contact(_explanation(error), question)
    return reader.say(rating_texts.AND_THEN, first=said, then=contact) if contact else said


def advice_on(error: BaseException, reader: Reader) -> str:
    """Say what to do about a failure of a part of an answer."""
    return _said(_explanation(error), error, reader)[1]


def _said(explanation: Explanation, error: BaseException | None, reader: Reader) -> tuple[str, str]:
    happened, advice = explanation
    match error:
        case GenieRateLimitError(retry_after_s=float() | int() as wait_s):
            return reader.say(happened), reader.say(advice, seconds=seconds(wait_s, reader))
        case _:
            return reader.say(happened), reader.say(advice)


def _explanation(error: BaseException) -> Explanation:
    match error:
        case GenieRateLimitError(retry_after_s=float() | int()):
            return problem_texts.BUSY_FOR
        case GenieAnswerError(status=MessageStatus.CANCELLED):
            return problem_texts.CANCELLED
        case GenieAnswerError(error_type=kind):
            return problem_texts.BUSY if kind in _RATE_LIMITS else _failure(kind)
        case GenieNotFoundError(is_space=is_space):
            return problem_texts.SPACE_GONE if is_space else problem_texts.MESSAGE_GONE
        case _:
            fitting = (explanation for kind, explanation in _BY_ERROR if isinstance(error, kind))
            return next(fitting, problem_texts.UNEXPECTED)


def _failure(kind: str) -> Explanation:
    return _BY_FAILURE.get(type(error_type(kind)), problem_texts.UNEXPECTED)


_RATE_LIMITS: Final = frozenset(
    {
        TransientFailure.RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION,
        TransientFailure.RATE_LIMIT_EXCEEDED_SPECIFIED_WAIT_EXCEPTION,
    }
)
_BY_FAILURE: Final[dict[type, Explanation]] = {
    TransientFailure: problem_texts.TRANSIENT,
    SupersededFailure: problem_texts.SUPERSEDED,
    TooLongFailure: problem_texts.TOO_LONG_TALK,
    UnusableQueryFailure: problem_texts.UNUSABLE_QUERY,
    ContentFilterFailure: problem_texts.FILTERED,
    SpaceSetupFailure: problem_texts.SPACE_SETUP,
}
# The first matching class counts, so that narrower ones come first.
_BY_ERROR: Final[tuple[tuple[type[BaseException], Explanation], ...]] = (
    (CancelledError, problem_texts.INTERRUPTED),
    (GenieQueryError, problem_texts.UNUSABLE_QUERY),
    (GenieAuthError, problem_texts.CREDENTIAL),
    (GeniePermissionError, problem_texts.FORBIDDEN),
    (GenieRejectedError, problem_texts.REJECTED),
    (GenieRateLimitError, problem_texts.BUSY),
    (GenieTimeoutError, problem_texts.TOO_SLOW),
    (GenieUncertainError, problem_texts.UNCERTAIN),
    (GenieUnavailableError, problem_texts.UNREACHABLE),
    (GenieSetupError, problem_texts.BOT_SETUP),
)
