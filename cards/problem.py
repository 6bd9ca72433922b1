"""The message if there is no answer: what happened, what to do, and a reference."""

from asyncio import CancelledError
from typing import Final

from cards.actions import action_row
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
from cards.reader import Explanation, Reader, TextKey
from cards.report import report_button
from cards.texts import (
    answer_texts,
    notice_texts,
    own_problem_texts,
    problem_texts,
    rating_texts,
    talk_texts,
)
from genie.causes import Cause
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
    GenieError,
    GenieNotFoundError,
    GeniePermissionError,
    GenieQueryError,
    GenieRateLimitError,
    GenieRejectedError,
    GenieSetupError,
    GenieSignInError,
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
        problem_texts.SCOPE,
        problem_texts.IP_BLOCKED,
        problem_texts.FEATURE_OFF,
        problem_texts.NO_USER,
        problem_texts.REFUSED,
        problem_texts.FORBIDDEN,
        problem_texts.SPACE_FORBIDDEN,
        problem_texts.WAREHOUSE_FORBIDDEN,
        problem_texts.DATA_FORBIDDEN,
        problem_texts.WAREHOUSE_GONE,
        problem_texts.SPACE_GONE,
        problem_texts.SPACE_SETUP,
        problem_texts.QUOTA,
        problem_texts.FILTERED,
        problem_texts.REJECTED,
        problem_texts.TOO_LONG_TALK,
        own_problem_texts.OWN_SENDER_UNPROVEN,
        own_problem_texts.OWN_SCOPE,
        own_problem_texts.OWN_NO_USER,
        own_problem_texts.OWN_REFUSED,
        own_problem_texts.OWN_FORBIDDEN,
        own_problem_texts.OWN_SPACE_FORBIDDEN,
        own_problem_texts.OWN_WAREHOUSE_FORBIDDEN,
        own_problem_texts.OWN_DATA_FORBIDDEN,
        own_problem_texts.OWN_SPACE_GONE,
        own_problem_texts.OWN_SETUP,
    }
)


# The set-up is, or may be, missing or wrong.
_FOR_ADMINS: Final = frozenset(
    {
        *(
            _HOPELESS
            - {problem_texts.FILTERED, problem_texts.REJECTED, problem_texts.TOO_LONG_TALK}
        ),
        problem_texts.WAREHOUSE_STOPPED,
        problem_texts.TABLE_UNKNOWN,
        problem_texts.COLUMN_UNKNOWN,
        own_problem_texts.OWN_TABLE_UNKNOWN,
        own_problem_texts.OWN_CONSENT,
        own_problem_texts.OWN_CONDITIONS,
        own_problem_texts.OWN_NOT_ACCEPTED,
    }
)


def problem_message(
    error: BaseException, question: AskedQuestion, *, can_report: bool = False
) -> CardMessage:
    """Explain a failure, without its technical text. can_report: to the data team."""
    return _problem(_explanation_to(question, error), question, error, can_report=can_report)


def undelivered_message(question: AskedQuestion) -> CardMessage:
    """Explain that an answer may not have arrived."""
    return _problem(problem_texts.UNDELIVERED, question, None, can_report=False)


def hidden_message(question: AskedQuestion) -> CardMessage:
    """Explain that answers are not shown any more where this was asked."""
    return _problem(problem_texts.HIDDEN, question, None, can_report=False)


def _problem(
    explanation: Explanation,
    question: AskedQuestion,
    error: BaseException | None,
    *,
    can_report: bool,
) -> CardMessage:
    happened, advice = _said(explanation, error, question.reader)
    may_help, contact = explanation not in _HOPELESS, _contact(explanation, question)
    body = [
        question_line(question),
        heading(happened, size="Medium", color="Attention"),
        text_block(advice),
        *([text_block(contact)] if contact else []),
        *(ask_again_button(question) if may_help else []),
        *(action_row([report_button(question.reader, question.reference)]) if can_report else []),
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
    said = reader.say(notice_texts.FAILED, advice=advice_on(error, question))
    contact = _contact(_explanation_to(question, error), question)
    return reader.say(rating_texts.AND_THEN, first=said, then=contact) if contact else said


def replacement_remark(error: GenieError) -> TextKey:
    """Return why a new conversation was started instead of continuing the person's own."""
    if error.cause is Cause.CONVERSATION_FULL:
        return talk_texts.CONTEXT_FULL
    if error.cause is Cause.CONVERSATION_BUSY:
        return answer_texts.AFTER_BUSY
    is_refused = isinstance(error, GeniePermissionError)
    return answer_texts.AFTER_REFUSAL if is_refused else answer_texts.LOST_CONTEXT


def advice_on(error: BaseException, question: AskedQuestion) -> str:
    """Say what to do about a failure of a part of an answer."""
    return _said(_explanation_to(question, error), error, question.reader)[1]


def happened_in(error: BaseException, question: AskedQuestion) -> str:
    """Say what happened, in a few words."""
    return _said(_explanation_to(question, error), error, question.reader)[0]


def _explanation_to(question: AskedQuestion, error: BaseException) -> Explanation:
    """Return the explanation for the asker: whose identity is refused is not the same."""
    explanation = _explanation(error)
    if not question.uses_own_identity:
        return explanation
    return _OWN.get(explanation, explanation)


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
        case GenieError(cause=Cause() as cause):
            return _BY_CAUSE[cause]
        case GenieAnswerError(error_type=kind):
            return _BY_FAILURE.get(type(error_type(kind)), problem_texts.UNEXPECTED)
        case _:
            fitting = (explanation for kind, explanation in _BY_ERROR if isinstance(error, kind))
            return next(fitting, problem_texts.UNEXPECTED)


_BY_CAUSE: Final = {
    Cause.TOKEN_REFUSED: problem_texts.CREDENTIAL,
    Cause.SCOPE_MISSING: problem_texts.SCOPE,
    Cause.USER_UNKNOWN: problem_texts.NO_USER,
    Cause.CONSENT_MISSING: own_problem_texts.OWN_CONSENT,
    Cause.CONDITIONS_NOT_MET: own_problem_texts.OWN_CONDITIONS,
    Cause.SENDER_UNPROVEN: own_problem_texts.OWN_SENDER_UNPROVEN,
    Cause.IDENTITY_CHANGED: own_problem_texts.OWN_IDENTITY_CHANGED,
    Cause.IP_BLOCKED: problem_texts.IP_BLOCKED,
    Cause.FEATURE_OFF: problem_texts.FEATURE_OFF,
    Cause.PERMISSION_MISSING: problem_texts.FORBIDDEN,
    Cause.SPACE_FORBIDDEN: problem_texts.SPACE_FORBIDDEN,
    Cause.WAREHOUSE_FORBIDDEN: problem_texts.WAREHOUSE_FORBIDDEN,
    Cause.DATA_FORBIDDEN: problem_texts.DATA_FORBIDDEN,
    Cause.WAREHOUSE_STOPPED: problem_texts.WAREHOUSE_STOPPED,
    Cause.WAREHOUSE_GONE: problem_texts.WAREHOUSE_GONE,
    Cause.NOT_FOUND: problem_texts.NOT_FOUND,
    Cause.SPACE_GONE: problem_texts.SPACE_GONE,
    Cause.MESSAGE_GONE: problem_texts.MESSAGE_GONE,
    Cause.CONVERSATION_BUSY: problem_texts.CONVERSATION_BUSY,
    Cause.CONVERSATION_FULL: problem_texts.TOO_LONG_TALK,
    Cause.TABLE_UNKNOWN: problem_texts.TABLE_UNKNOWN,
    Cause.COLUMN_UNKNOWN: problem_texts.COLUMN_UNKNOWN,
    Cause.QUERY_STOPPED: problem_texts.QUERY_STOPPED,
    Cause.QUOTA_REACHED: problem_texts.QUOTA,
    Cause.RATE_LIMITED: problem_texts.BUSY,
}
# For questions that are asked with the person's own identity: what stands in the place of what.
_OWN: Final = {
    problem_texts.CREDENTIAL: own_problem_texts.OWN_NOT_ACCEPTED,
    problem_texts.SCOPE: own_problem_texts.OWN_SCOPE,
    problem_texts.NO_USER: own_problem_texts.OWN_NO_USER,
    problem_texts.REFUSED: own_problem_texts.OWN_REFUSED,
    problem_texts.FORBIDDEN: own_problem_texts.OWN_FORBIDDEN,
    problem_texts.SPACE_FORBIDDEN: own_problem_texts.OWN_SPACE_FORBIDDEN,
    problem_texts.WAREHOUSE_FORBIDDEN: own_problem_texts.OWN_WAREHOUSE_FORBIDDEN,
    problem_texts.DATA_FORBIDDEN: own_problem_texts.OWN_DATA_FORBIDDEN,
    problem_texts.SPACE_GONE: own_problem_texts.OWN_SPACE_GONE,
    problem_texts.MESSAGE_GONE: own_problem_texts.OWN_MESSAGE_GONE,
    problem_texts.TABLE_UNKNOWN: own_problem_texts.OWN_TABLE_UNKNOWN,
    problem_texts.UNREACHABLE: own_problem_texts.OWN_UNREACHABLE,
    problem_texts.BOT_SETUP: own_problem_texts.OWN_SETUP,
}
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
    (GeniePermissionError, problem_texts.REFUSED),
    (GenieNotFoundError, problem_texts.NOT_FOUND),
    (GenieRejectedError, problem_texts.REJECTED),
    (GenieRateLimitError, problem_texts.BUSY),
    (GenieTimeoutError, problem_texts.TOO_SLOW),
    (GenieUncertainError, problem_texts.UNCERTAIN),
    (GenieUnavailableError, problem_texts.UNREACHABLE),
    (GenieSignInError, own_problem_texts.OWN_NOT_SIGNED_IN),
    (GenieSetupError, problem_texts.BOT_SETUP),
)
