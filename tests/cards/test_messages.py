"""Cards for progress, problems, welcome and help."""

import asyncio
import json
import re
from collections.abc import Callable

import pytest

from cards import (
    AMERICAN,
    ActionKind,
    AskedQuestion,
    CardAction,
    CardMessage,
    Progress,
    Reader,
    TextKey,
    Waiting,
    answered_below_message,
    asked_below_message,
    greeting_message,
    help_message,
    problem_message,
    progress_line,
    progress_message,
    stopped_message,
    welcome_message,
)
from cards.problem import advice_on
from cards.size import MAX_CARD_BYTES, card_bytes
from cards.texts import own_problem_texts, problem_texts, progress_texts, welcome_texts
from genie.causes import Cause
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
    GenieSignInError,
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
    """Make the error of a failed Genie message."""
    return GenieAnswerError(status=status, error_type=kind)  # type: ignore[arg-type]


PROBLEMS = [
    (GenieRateLimitError("x"), problem_texts.BUSY),
    (GenieTimeoutError("x"), problem_texts.TOO_SLOW),
    (GenieUncertainError("x"), problem_texts.UNCERTAIN),
    (GenieConnectError("x"), problem_texts.UNREACHABLE),
    (GenieUnavailableError("x"), problem_texts.UNREACHABLE),
    (GenieAuthError("x", status=403), problem_texts.CREDENTIAL),
    (GeniePermissionError("x", status=403), problem_texts.REFUSED),
    (
        GeniePermissionError("x", status=403, cause=Cause.PERMISSION_MISSING),
        problem_texts.FORBIDDEN,
    ),
    (GenieNotFoundError("x", cause=Cause.SPACE_GONE), problem_texts.SPACE_GONE),
    (GenieNotFoundError("x"), problem_texts.NOT_FOUND),
    (GenieRejectedError("x", status=400), problem_texts.REJECTED),
    (GenieQueryError(state="FAILED"), problem_texts.UNUSABLE_QUERY),
    (GenieProtocolError("x"), problem_texts.UNEXPECTED),
    (GenieSetupError("x"), problem_texts.BOT_SETUP),
    (GenieSignInError("x"), own_problem_texts.OWN_NOT_SIGNED_IN),
    (GenieError("x"), problem_texts.UNEXPECTED),
    (asyncio.CancelledError(), problem_texts.INTERRUPTED),
    (RuntimeError("SECRET SQL"), problem_texts.UNEXPECTED),
    (failed(TransientFailure.RETRYABLE_PROCESSING_EXCEPTION), problem_texts.TRANSIENT),
    (failed(SupersededFailure.MESSAGE_DELETED_WHILE_EXECUTING_EXCEPTION), problem_texts.SUPERSEDED),
    (GenieError("x", cause=Cause.RATE_LIMITED), problem_texts.BUSY),
    (failed("SQL_EXECUTION_EXCEPTION"), problem_texts.UNUSABLE_QUERY),
    (failed(TooLongFailure.CONTEXT_EXCEEDED_EXCEPTION), problem_texts.TOO_LONG_TALK),
    (failed(UnusableQueryFailure.SQL_EXECUTION_EXCEPTION), problem_texts.UNUSABLE_QUERY),
    (failed(ContentFilterFailure.CONTENT_FILTER_EXCEPTION), problem_texts.FILTERED),
    (failed(SpaceSetupFailure.WAREHOUSE_NOT_FOUND_EXCEPTION), problem_texts.SPACE_SETUP),
    (failed("BRAND_NEW_EXCEPTION"), problem_texts.UNEXPECTED),
    (failed("", status="CANCELLED"), problem_texts.CANCELLED),
]
HOPELESS = (
    problem_texts.BOT_SETUP,
    problem_texts.CREDENTIAL,
    problem_texts.FORBIDDEN,
    problem_texts.REFUSED,
    problem_texts.SPACE_GONE,
    problem_texts.SPACE_SETUP,
    problem_texts.FILTERED,
    problem_texts.REJECTED,
    problem_texts.TOO_LONG_TALK,
)


@pytest.mark.parametrize(("error", "advice"), PROBLEMS)
def test_every_failure_is_explained(error: Exception, advice: tuple[str, str]) -> None:
    """The card says what happened, what to do, and a reference, and no technical details."""
    message = problem_message(error, QUESTION)

    said = texts_of(message.card)
    assert advice[0] in said
    assert advice[1] in said
    assert "Reference a1b2c3d4" in said
    assert "SECRET" not in words(message.card) + message.summary
    assert advice[0] in message.summary


@pytest.mark.parametrize(("error", "advice"), PROBLEMS)
def test_asking_again_is_offered_if_it_may_help(error: Exception, advice: tuple[str, str]) -> None:
    """It is not offered if only an administrator can fix the problem."""
    buttons = elements(problem_message(error, QUESTION).card, "Action.Submit")

    assert bool(buttons) is (advice not in HOPELESS)
    for button in buttons:
        action = CardAction.from_json(button["data"])
        assert action is not None
        assert action.text == QUESTION.text


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_advice_of_its_own(cause: Cause) -> None:
    """The person is told what to do or whom to ask."""
    advice = {other: advice_on(GenieError("x", cause=other), QUESTION) for other in Cause}

    assert [other for other in Cause if advice[other] == advice[cause]] == [cause]


STEPS = (
    progress_texts.UNDERSTANDING,
    progress_texts.FINDING_DATA,
    progress_texts.WRITING_QUERY,
    progress_texts.RUNNING_QUERY,
)


@pytest.mark.parametrize(
    ("status", "current"),
    [
        (MessageStatus.SUBMITTED, 0),
        (MessageStatus.FETCHING_METADATA, 0),
        (MessageStatus.FILTERING_CONTEXT, 1),
        (MessageStatus.ASKING_AI, 2),
        (MessageStatus.EXECUTING_QUERY, 3),
    ],
)
def test_progress_shows_where_genie_is(status: str, current: int) -> None:
    """Each step is done, current or still to come."""
    said = texts_of(progress_message(Progress(status), QUESTION).card)[1:]

    marks = ("✓" * current + "➤" + "○" * 3)[:4]
    assert [text[0] for text in said] == list(marks)
    for text, step in zip(said, STEPS, strict=True):
        assert step in text


def test_a_cold_warehouse_is_explained() -> None:
    """Starting the warehouse takes a minute, and happens about once a day."""
    said = words(progress_message(Progress(MessageStatus.PENDING_WAREHOUSE), QUESTION).card)

    assert f"➤ {progress_texts.STARTING_WAREHOUSE} …" in said
    assert f"○ {progress_texts.RUNNING_QUERY}" in said


def test_an_unknown_status_is_neutral() -> None:
    """Genie adds statuses without notice; the last known step stays the current one."""
    first = Progress().after(StatusChanged("IN_PROGRESS"))
    later = Progress(MessageStatus.ASKING_AI).after(StatusChanged("IN_PROGRESS"))

    assert texts_of(progress_message(first, QUESTION).card)[1:] == [f"➤ {progress_texts.WORKING} …"]
    assert later.status == MessageStatus.ASKING_AI


def test_a_busy_workspace_says_for_how_long() -> None:
    """The time is in whole seconds."""
    error = GenieRateLimitError("x", retry_after_s=41.2)

    said = texts_of(problem_message(error, QUESTION).card)

    assert problem_texts.BUSY_FOR[0] in said
    assert problem_texts.BUSY_FOR[1].format(seconds="42") in said


def test_a_question_too_long_for_a_payload_has_no_button() -> None:
    """A cut question would be a different one."""
    asked = AskedQuestion("x" * 4001, "r")

    assert not elements(problem_message(RuntimeError(), asked).card, "Action.Submit")


def test_progress_before_genie_has_the_question() -> None:
    """The card has one line and a Stop button."""
    message = progress_message(Progress(), QUESTION)

    assert any(progress_texts.SENDING in text for text in texts_of(message.card))
    (stop,) = elements(message.card, "Action.Submit")
    assert CardAction.from_json(stop["data"]) == CardAction(ActionKind.STOP, QUESTION.reference)


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        (Waiting(ahead=1), [progress_texts.AFTER_YOURS.one]),
        (Waiting(ahead=3), [progress_texts.AFTER_YOURS.many.format(count=3)]),
        (Waiting(number=1), [progress_texts.NEXT_IN_LINE]),
        (Waiting(sign_in=progress_texts.SIGN_IN_HERE), [progress_texts.SIGN_IN_HERE]),
        (Waiting(number=1, expected_s=0.4), [progress_texts.NEXT_IN_LINE, "about 5 s"]),
        (
            Waiting(number=4, expected_s=42),
            [progress_texts.PLACE_IN_LINE.format(number=4), "about 40 s"],
        ),
        (Waiting(number=9, expected_s=86), ["about 90 s"]),
        (
            Waiting(number=9, expected_s=86, may_be_overtaken=True),
            ["about 90 s", progress_texts.OVERTAKEN],
        ),
        (Waiting(number=9, expected_s=110), ["about 2 minutes"]),
        (Waiting(number=9, expected_s=155), ["about 2½ minutes"]),
        (Waiting(number=99, expected_s=1195), ["number 99", "about 20 minutes"]),
    ],
)
def test_a_wait_says_why_and_how_long(waiting: Waiting, said: list[str]) -> None:
    """The expected time is rounded as people would say it, on the card and in a stream."""
    progress = Progress(waiting=waiting)

    card = words(progress_message(progress, QUESTION).card)
    line = progress_line(progress, QUESTION)
    assert all(text in card and text in line for text in said)


@pytest.mark.parametrize("expected_s", [20, 45, 61, 75, 119, 135, 200, 290, 301, 400, 1500])
def test_the_stated_wait_is_close_to_the_expected_one(expected_s: int) -> None:
    """It is off by a seventh at most."""
    line = progress_line(Progress(waiting=Waiting(number=5, expected_s=expected_s)), QUESTION)

    ((number, half, unit),) = re.findall(r"about (\d+)(½?) (s|minutes)", line)
    said_s = (int(number) + 0.5 * bool(half)) * (60 if unit == "minutes" else 1)
    assert said_s == pytest.approx(expected_s, rel=1 / 7)


def test_steps_say_how_long_they_took() -> None:
    """Steps of less than a second show no time; going back a step discards the later ones."""
    progress = Progress()
    for status, at_s in (("SUBMITTED", 0.0), ("FILTERING_CONTEXT", 0.4), ("ASKING_AI", 3.6)):
        progress = progress.after(StatusChanged(MessageStatus(status)), at_s)

    said = texts_of(progress_message(progress, QUESTION).card)
    assert f"✓ {progress_texts.UNDERSTANDING}" in said
    assert f"✓ {progress_texts.FINDING_DATA} (4 s)" in said

    again = progress.after(StatusChanged(MessageStatus.EXECUTING_QUERY), 5)
    again = again.after(StatusChanged(MessageStatus.ASKING_AI), 6)
    assert again.began == progress.began


def test_completion_does_not_change_the_progress() -> None:
    """The answer is about to replace it."""
    progress = Progress(MessageStatus.EXECUTING_QUERY)

    assert progress.after(StatusChanged(MessageStatus.COMPLETED)) == progress


def test_progress_in_a_stream_is_one_line() -> None:
    """The line has the current step, Genie's thought, and a note if it takes long."""
    progress = Progress(MessageStatus.ASKING_AI, thought="- the **orders**", is_slow=True)

    line = progress_line(progress, QUESTION)

    assert line == f"{progress_texts.WRITING_QUERY} … the orders {progress_texts.SLOW}"


def test_replaying_a_shared_question_is_explained() -> None:
    """Otherwise it looks as if another person's question were being answered."""
    progress = Progress(MessageStatus.ASKING_AI, is_catching_up=True)

    assert (
        texts_of(progress_message(progress, QUESTION).card)[1]
        == f"➤ {progress_texts.CATCHING_UP} …"
    )


def test_a_stopped_question_can_be_asked_again() -> None:
    """One press asks it again."""
    (again,) = elements(stopped_message(QUESTION).card, "Action.Submit")

    assert again["data"]["text"] == QUESTION.text


@pytest.mark.parametrize("make", [answered_below_message, asked_below_message])
def test_a_card_that_continues_below_shrinks_to_one_line(
    make: Callable[[AskedQuestion], CardMessage],
) -> None:
    """The line still names the question."""
    (line,) = make(QUESTION).card["body"]

    assert QUESTION.text in line["text"]
    assert line["maxLines"] == 1


def test_a_slow_question_says_that_it_will_be_answered() -> None:
    """The person need not keep watching."""
    assert progress_texts.SLOW in texts_of(progress_message(Progress(is_slow=True), QUESTION).card)


def test_the_latest_thought_is_shown_in_one_line() -> None:
    """Genie's Markdown is reduced to a small line of limited length."""
    progress = Progress(MessageStatus.ASKING_AI, thought="- a*b\n- " + "x" * 500)

    thought = texts_of(progress_message(progress, QUESTION).card)[-1]

    assert thought.startswith(r"a\*b · xxx")
    assert len(thought) < 200


def test_progress_follows_events() -> None:
    """Each event updates the state; those without news leave it unchanged."""
    thoughts = (Thought(ThoughtType.THOUGHT_TYPE_STEPS, "- sum"),)

    progress = Progress(is_slow=True)
    for event in (
        Asked("c", "m"),
        StatusChanged(MessageStatus.ASKING_AI),
        ThoughtsChanged(thoughts),
        ThoughtsChanged(()),
    ):
        progress = progress.after(event)

    began = ((2, 0.0),)
    assert progress == Progress(MessageStatus.ASKING_AI, "- sum", is_slow=True, began=began)


def test_progress_names_the_asker() -> None:
    """In a group it must be clear who asked."""
    asked = AskedQuestion("Why?", "r", asker="Ann")

    assert "Ann asked" in texts_of(progress_message(Progress(), asked).card)[0]


@pytest.mark.parametrize("make", [welcome_message, greeting_message, help_message])
def test_welcome_and_help_offer_samples(make: type) -> None:
    """There are at most three, each asked by one press."""
    samples = ("One?", "Two?", "Three?", "Four?")

    buttons = elements(make(samples, AMERICAN, is_group=False).card, "Action.Submit")
    assert [button["data"]["text"] for button in buttons] == list(samples[:3])


@pytest.mark.parametrize(
    ("language", "samples", "offered", "hint"),
    [
        ("en", ["Revenue?", "營收？"], ["Revenue?"], welcome_texts.TRY_ONE),
        ("zh_TW", ["Revenue?", "營收？"], ["營收？"], welcome_texts.TRY_ONE),
        ("zh_TW", ["Revenue?", "売上は？"], ["Revenue?", "売上は？"], welcome_texts.TRY_ONE_ELSE),
        ("en", ["營收？"], ["營收？"], welcome_texts.TRY_ONE_ELSE),
        ("en", [], list(welcome_texts.SAMPLES), welcome_texts.TRY_ONE),
        ("en", [" "], [], ""),
    ],
)
def test_samples_are_in_the_readers_language(
    language: str, samples: list[str], offered: list[str], hint: str
) -> None:
    """If all are in another language, the card says so; if there are none, it has general ones."""
    reader = Reader(language)
    card = welcome_message(samples, reader, is_group=False).card

    assert [b["data"]["text"] for b in elements(card, "Action.Submit")] == offered
    assert not hint or reader.say(TextKey(hint)) in texts_of(card)


@pytest.mark.parametrize("make", [welcome_message, greeting_message, help_message])
def test_groups_are_told_to_mention_the_bot(make: type) -> None:
    """The hint would be confusing in a 1:1 chat."""
    assert welcome_texts.IN_GROUPS in texts_of(make((), AMERICAN, is_group=True).card)
    assert welcome_texts.IN_GROUPS not in texts_of(make((), AMERICAN, is_group=False).card)


HOSTILE = '漢𠀀<at>*_[x](javascript:x)`|"\\\ud800\x00' * 4000


@pytest.mark.parametrize(
    "message",
    [
        progress_message(
            Progress("ODD", thought=HOSTILE, is_slow=True),
            AskedQuestion(HOSTILE, "r", Reader("?", HOSTILE, HOSTILE), HOSTILE),
        ),
        problem_message(RuntimeError(HOSTILE), AskedQuestion("\\" * 4000, "r", AMERICAN, HOSTILE)),
        welcome_message((HOSTILE, "", "\\" * 4000, "x"), AMERICAN, is_group=True),
        help_message((HOSTILE,) * 50, AMERICAN, is_group=False),
    ],
    ids=["progress", "problem", "welcome", "help"],
)
def test_every_message_fits_and_can_be_sent(message: CardMessage) -> None:
    """This holds for any text from people, Genie or administrators."""
    json.dumps(message.card, ensure_ascii=False).encode()
    message.summary.encode()

    assert card_bytes(message.card) <= MAX_CARD_BYTES
    assert len(message.summary) <= 200


@pytest.mark.parametrize("make", [welcome_message, greeting_message, help_message])
def test_every_card_has_a_heading(make: Callable[..., CardMessage]) -> None:
    """Screen readers jump from heading to heading."""
    card = make((), AMERICAN, is_group=False).card

    assert any(block.get("style") == "heading" for block in elements(card, "TextBlock"))
