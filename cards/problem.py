"""What a person is told when there is no answer: what happened, what to do, and a reference."""

from typing import Final

from cards import texts
from cards.actions import CardAction, Do, submit
from cards.messages import CardMessage, card_message, shortened, text_block
from cards.question import AskedQuestion, question_line
from genie.error_types import (
    ContentFilterFailure,
    SpaceSetupFailure,
    SupersededFailure,
    TooLongFailure,
    TransientFailure,
    UnusableQueryFailure,
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

Advice = tuple[str, str]

# Only somebody else can mend these: asking again would fail again.
_HOPELESS: Final = frozenset(
    {
        texts.BOT_SETUP,
        texts.CREDENTIAL,
        texts.FILTERED,
        texts.FORBIDDEN,
        texts.SPACE_GONE,
        texts.SPACE_SETUP,
    }
)


def problem_message(error: Exception, question: AskedQuestion) -> CardMessage:
    """Explain a failure; nothing of its technical text is shown."""
    title, advice = _advice(error)
    body = [
        question_line(question),
        text_block(title, weight="Bolder", size="Medium", color="Attention"),
        text_block(advice),
    ]
    if (title, advice) not in _HOPELESS:
        again = submit(texts.ASK_AGAIN, CardAction(Do.ASK, question.reference, question.text))
        body.append({"type": "ActionSet", "actions": [again]})
    said = texts.REFERENCE.format(reference=question.reference)
    body.append(text_block(said, isSubtle=True, size="Small", fontType="Monospace"))
    summary = texts.PROBLEM_SUMMARY.format(question=shortened(question.text, 80))
    return card_message(body, summary=f"{summary} {title}.")


def _advice(error: Exception) -> Advice:
    if isinstance(error, GenieAnswerError):
        if error.status == MessageStatus.CANCELLED:
            return texts.CANCELLED
        return _BY_FAILURE.get(type(error.error_type), texts.UNEXPECTED)
    if isinstance(error, GenieNotFoundError):
        return texts.SPACE_GONE if error.is_space else texts.MESSAGE_GONE
    return next((said for kind, said in _BY_ERROR if isinstance(error, kind)), texts.UNEXPECTED)


_BY_FAILURE: Final[dict[type, Advice]] = {
    TransientFailure: texts.TRANSIENT,
    SupersededFailure: texts.MESSAGE_GONE,
    TooLongFailure: texts.TOO_LONG_TALK,
    UnusableQueryFailure: texts.UNUSABLE_QUERY,
    ContentFilterFailure: texts.FILTERED,
    SpaceSetupFailure: texts.SPACE_SETUP,
}
# The first class that fits counts, so the narrower come first.
_BY_ERROR: Final[tuple[tuple[type[Exception], Advice], ...]] = (
    (GenieQueryError, texts.UNUSABLE_QUERY),
    (GenieAuthError, texts.CREDENTIAL),
    (GeniePermissionError, texts.FORBIDDEN),
    (GenieRejectedError, texts.REJECTED),
    (GenieRateLimitError, texts.BUSY),
    (GenieTimeoutError, texts.TOO_SLOW),
    (GenieUncertainError, texts.UNCERTAIN),
    (GenieUnavailableError, texts.UNREACHABLE),
    (GenieSetupError, texts.BOT_SETUP),
)
