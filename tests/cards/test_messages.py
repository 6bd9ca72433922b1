"""Progress, problems, welcome and help."""

import asyncio
import json
from collections.abc import Callable

import pytest

from cards import (
    AskedQuestion,
    CardAction,
    CardMessage,
    Progress,
    help_message,
    problem_message,
    progress_message,
    texts,
    welcome_message,
)
from cards.size import MAX_CARD_BYTES, card_bytes
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
    GenieConnectError,
    GenieError,
    GenieNotFoundError,
    GeniePermissionError,
    GenieProtocolError,
    GenieQueryError,
    GenieRateLimitError,
    GenieRejectedError,
    GenieSetupError,
    GenieTimeoutError,
    GenieUnavailableError,
    GenieUncertainError,
)
from genie.events import Asked, StatusChanged, ThoughtsChanged
from genie.models import Thought
from genie.statuses import MessageStatus, ThoughtType
from tests.cards.look import elements, texts_of, words
from tests.cards.samples import QUESTION


def failed(kind: object, status: str = "FAILED") -> GenieAnswerError:
    """Make the error of a failed message."""
    return GenieAnswerError(status=status, error_type=kind, detail="SECRET SQL")  # type: ignore[arg-type]


PROBLEMS = [
    (GenieRateLimitError("x"), texts.BUSY),
    (GenieTimeoutError("x"), texts.TOO_SLOW),
    (GenieUncertainError("x"), texts.UNCERTAIN),
    (GenieConnectError("x"), texts.UNREACHABLE),
    (GenieUnavailableError("x"), texts.UNREACHABLE),
    (GenieAuthError("x", status=403), texts.CREDENTIAL),
    (GeniePermissionError("x", status=403), texts.FORBIDDEN),
    (GenieNotFoundError("x", is_space=True), texts.SPACE_GONE),
    (GenieNotFoundError("x"), texts.MESSAGE_GONE),
    (GenieRejectedError("x", status=400), texts.REJECTED),
    (GenieQueryError(state="FAILED", detail="SECRET SQL"), texts.UNUSABLE_QUERY),
    (GenieProtocolError("x"), texts.UNEXPECTED),
    (GenieSetupError("x"), texts.BOT_SETUP),
    (GenieError("x"), texts.UNEXPECTED),
    (asyncio.CancelledError(), texts.INTERRUPTED),
    (RuntimeError("SECRET SQL"), texts.UNEXPECTED),
    (failed(TransientFailure.RETRYABLE_PROCESSING_EXCEPTION), texts.TRANSIENT),
    (failed(SupersededFailure.MESSAGE_DELETED_WHILE_EXECUTING_EXCEPTION), texts.SUPERSEDED),
    (failed(TransientFailure.RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION), texts.BUSY),
    (failed("SQL_EXECUTION_EXCEPTION"), texts.UNUSABLE_QUERY),
    (failed(TooLongFailure.CONTEXT_EXCEEDED_EXCEPTION), texts.TOO_LONG_TALK),
    (failed(UnusableQueryFailure.SQL_EXECUTION_EXCEPTION), texts.UNUSABLE_QUERY),
    (failed(ContentFilterFailure.CONTENT_FILTER_EXCEPTION), texts.FILTERED),
    (failed(SpaceSetupFailure.WAREHOUSE_NOT_FOUND_EXCEPTION), texts.SPACE_SETUP),
    (failed("BRAND_NEW_EXCEPTION"), texts.UNEXPECTED),
    (failed("", status="CANCELLED"), texts.CANCELLED),
]
HOPELESS = (
    texts.BOT_SETUP,
    texts.CREDENTIAL,
    texts.FORBIDDEN,
    texts.SPACE_GONE,
    texts.SPACE_SETUP,
    texts.FILTERED,
    texts.REJECTED,
    texts.TOO_LONG_TALK,
)


@pytest.mark.parametrize(("error", "advice"), PROBLEMS)
def test_every_failure_is_explained(error: Exception, advice: tuple[str, str]) -> None:
    """What happened, what to do, and a reference; nothing of the technical text."""
    message = problem_message(error, QUESTION)

    said = texts_of(message.card)
    assert advice[0] in said
    assert advice[1] in said
    assert "Reference a1b2c3d4" in said
    assert "SECRET" not in words(message.card) + message.summary
    assert advice[0] in message.summary


@pytest.mark.parametrize(("error", "advice"), PROBLEMS)
def test_asking_again_is_offered_where_it_may_help(
    error: Exception, advice: tuple[str, str]
) -> None:
    """And not where only somebody else can mend it."""
    buttons = elements(problem_message(error, QUESTION).card, "Action.Submit")

    assert bool(buttons) is (advice not in HOPELESS)
    for button in buttons:
        action = CardAction.from_json(button["data"])
        assert action is not None
        assert action.text == QUESTION.text


STEPS = (texts.UNDERSTANDING, texts.FINDING_DATA, texts.WRITING_QUERY, texts.RUNNING_QUERY)


@pytest.mark.parametrize(
    ("status", "current"),
    [
        (MessageStatus.SUBMITTED, 0),
        (MessageStatus.FETCHING_METADATA, 0),
        (MessageStatus.FILTERING_CONTEXT, 1),
        (MessageStatus.ASKING_AI, 2),
        (MessageStatus.EXECUTING_QUERY, 3),
        (MessageStatus.COMPLETED, 4),
    ],
)
def test_progress_shows_where_genie_is(status: str, current: int) -> None:
    """Done, current, to come."""
    said = texts_of(progress_message(Progress(status), QUESTION).card)[1:]

    marks = ("✓" * current + "➤" + "○" * 3)[:4]
    assert [text[0] for text in said] == list(marks)
    for text, step in zip(said, STEPS, strict=True):
        assert step in text


def test_a_cold_warehouse_is_explained() -> None:
    """It takes a minute, once a day."""
    said = words(progress_message(Progress(MessageStatus.PENDING_WAREHOUSE), QUESTION).card)

    assert f"➤ {texts.STARTING_WAREHOUSE} …" in said
    assert f"○ {texts.RUNNING_QUERY}" in said


def test_an_unknown_status_is_neutral() -> None:
    """Genie adds statuses without notice; the last known one goes on counting."""
    first = Progress().after(StatusChanged("IN_PROGRESS"))
    later = Progress(MessageStatus.ASKING_AI).after(StatusChanged("IN_PROGRESS"))

    assert texts_of(progress_message(first, QUESTION).card)[1:] == [f"➤ {texts.WORKING} …"]
    assert later.status == MessageStatus.ASKING_AI


def test_a_busy_workspace_says_for_how_long() -> None:
    """In whole seconds."""
    error = GenieRateLimitError("x", retry_after_s=41.2)

    said = texts_of(problem_message(error, QUESTION).card)

    assert texts.BUSY_FOR[0] in said
    assert texts.BUSY_FOR[1].format(seconds="42") in said


def test_half_a_question_is_never_asked() -> None:
    """One that no payload holds gets no button."""
    asked = AskedQuestion("x" * 4001, "r")

    assert not elements(problem_message(RuntimeError(), asked).card, "Action.Submit")


def test_before_genie_has_the_question() -> None:
    """One line; and how long the workspace makes everybody wait."""
    assert any(
        texts.SENDING in text for text in texts_of(progress_message(Progress(), QUESTION).card)
    )
    waiting = progress_message(Progress(wait_s=12.3), QUESTION)
    assert texts.WAITING.format(seconds=13) in texts_of(waiting.card)


def test_a_slow_one_is_promised() -> None:
    """The person may look away."""
    assert texts.SLOW in texts_of(progress_message(Progress(is_slow=True), QUESTION).card)


def test_the_latest_thought_is_shown_and_cut() -> None:
    """Genie's Markdown in one small line."""
    progress = Progress(MessageStatus.ASKING_AI, thought="- a*b\n- " + "x" * 500)

    thought = texts_of(progress_message(progress, QUESTION).card)[-1]

    assert thought.startswith("ab xxx")
    assert len(thought) < 200


def test_progress_follows_events() -> None:
    """A fold over what Genie does; a wait ends when Genie moves."""
    thoughts = (Thought(ThoughtType.THOUGHT_TYPE_STEPS, "- sum"),)

    progress = Progress(wait_s=5.0, is_slow=True)
    for event in (
        Asked("c", "m"),
        StatusChanged(MessageStatus.ASKING_AI),
        ThoughtsChanged(thoughts),
        ThoughtsChanged(()),
    ):
        progress = progress.after(event)

    assert progress == Progress(MessageStatus.ASKING_AI, "- sum", None, is_slow=True)


def test_progress_names_the_asker() -> None:
    """In a group it must be clear whose question this is."""
    asked = AskedQuestion("Why?", "r", asker="Ann")

    assert "Ann asked" in texts_of(progress_message(Progress(), asked).card)[0]


@pytest.mark.parametrize("make", [welcome_message, help_message])
def test_first_words_offer_samples(make: type) -> None:
    """At most three, each asked by one press; none is fine too."""
    samples = ("One?", "Two?", "Three?", "Four?")

    buttons = elements(make(samples, is_group=False).card, "Action.Submit")
    assert [button["data"]["text"] for button in buttons] == list(samples[:3])
    assert not elements(make((), is_group=False).card, "Action.Submit")


@pytest.mark.parametrize("make", [welcome_message, help_message])
def test_groups_are_told_to_mention(make: type) -> None:
    """Elsewhere that would only confuse."""
    assert texts.IN_GROUPS in texts_of(make((), is_group=True).card)
    assert texts.IN_GROUPS not in texts_of(make((), is_group=False).card)


HOSTILE = '漢𠀀<at>*_[x](javascript:x)`|"\\\ud800\x00' * 4000


@pytest.mark.parametrize(
    "message",
    [
        progress_message(
            Progress("ODD", thought=HOSTILE, is_slow=True),
            AskedQuestion(HOSTILE, "r", HOSTILE, HOSTILE),
        ),
        problem_message(RuntimeError(HOSTILE), AskedQuestion("\\" * 4000, "r", "", HOSTILE)),
        welcome_message((HOSTILE, "", "\\" * 4000, "x"), is_group=True),
        help_message((HOSTILE,) * 50, is_group=False),
    ],
    ids=["progress", "problem", "welcome", "help"],
)
def test_any_message_fits_and_can_be_sent(message: CardMessage) -> None:
    """Whatever people, Genie and administrators write."""
    json.dumps(message.card, ensure_ascii=False).encode()
    message.summary.encode()

    assert card_bytes(message.card) <= MAX_CARD_BYTES
    assert len(message.summary) <= 200


@pytest.mark.parametrize("make", [welcome_message, help_message])
def test_every_card_has_a_heading(make: Callable[..., CardMessage]) -> None:
    """A screen reader jumps from one to the next."""
    card = make((), is_group=False).card

    assert any(block.get("style") == "heading" for block in elements(card, "TextBlock"))
