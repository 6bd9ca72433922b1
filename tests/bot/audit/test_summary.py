"""The trail, summed up by week."""

from datetime import date
from typing import Any

from bot.audit.summary import MOST_WEEKS, weeks_of

NOON = 1_764_590_400.0  # on Monday, 2025-12-01
WEEK_S = 7 * 86_400.0
SPACES = {"s-1": "Sales", "s-2": "Support"}
Line = dict[str, Any]


def page(space_id: str, conversation_id: str) -> str:
    """Return an address."""
    return f"https://x/{space_id}/{conversation_id}"


def asked(outcome: str, at: float = NOON, **fields: Any) -> Line:
    """Make a line about a question."""
    known = {"kind": "question", "at": at, "outcome": outcome, "user_id": "ann", "space_id": "s-1"}
    return known | {"channel_id": "msteams"} | fields


def rated(value: str, at: float, **fields: Any) -> Line:
    """Make a line about a rating."""
    known = {"kind": "rating", "detail": value, "user_id": "bob", "reference": "r", "at": at}
    return (
        known | {"space_id": "s-1", "genie_conversation_id": "c", "genie_message_id": "m"} | fields
    )


def test_outcomes_people_and_times() -> None:
    """A message that was asked on the way to an answer is no question of its own."""
    lines = [
        asked("answered", ms=1_000, text="a"),
        asked("answered", ms=3_000, text="a", user_id="bob"),
        asked("answered", ms=500_000, space_id="s-2"),
        asked("repeated"),
        asked("replaced"),
        asked("failed", error="GenieAnswerError", cause="DATA_FORBIDDEN"),
        asked("failed", error="GenieTimeoutError", space_id="gone"),
        asked("crashed"),
        asked("stopped", ms=9_000),
        {"kind": "file", "at": NOON},
    ]
    (week,) = weeks_of(lines, SPACES, page, NOON)

    assert week.monday == date(2025, 12, 1)
    assert (week.answered, week.failed_count, week.others, week.people) == (3, 3, 1, 2)
    assert week.questions == 7
    assert week.median_s == 3.0
    assert week.failures == {
        ("DATA_FORBIDDEN", "Sales"): 1,
        ("GenieTimeoutError", "gone"): 1,
        ("crashed", "Sales"): 1,
    }
    assert week.texts == {"a": 2}
    assert [(use.name, use.questions, use.median_s, use.is_slow) for use in week.spaces] == [
        ("Sales", 5, 2.0, False),
        ("Support", 1, 500.0, True),
    ]


def test_the_last_rating_of_a_person_counts() -> None:
    """With their last comment, and a link unless the conversation is another person's."""
    lines = [
        rated("NEGATIVE", NOON, text="wrong"),
        rated("NEGATIVE", NOON + 1),
        rated("POSITIVE", NOON, user_id="ann"),
        rated("NEGATIVE", NOON, user_id="eve", is_shared=True),
        rated("NEGATIVE", NOON, reference="other"),
        rated("NONE", NOON + 2, reference="other"),
    ]
    (week,) = weeks_of(lines, SPACES, page, NOON)

    assert (week.ups, week.downs) == (1, 2)
    assert [(each.comment, each.url, each.genie_message_id) for each in week.rated_down] == [
        ("wrong", "https://x/s-1/c", "m"),
        ("", "", "m"),
    ]


def test_failed_answers_can_be_reviewed() -> None:
    """The latest first; one that Genie never had has no link."""
    ids: dict[str, Any] = {"genie_conversation_id": "c", "genie_message_id": "m"}
    lines = [asked("failed", cause="X", **ids), asked("failed", NOON + 1, error="E")]
    (week,) = weeks_of(lines, SPACES, page, NOON)

    assert [(each.result, each.url) for each in week.failed] == [
        ("E", ""),
        ("X", "https://x/s-1/c"),
    ]


def test_weeks_without_lines_are_weeks() -> None:
    """From now back to the first line, and no further than buttons count."""
    lines = [asked("answered", NOON - 2 * WEEK_S)]
    found = weeks_of(lines, SPACES, page, NOON + WEEK_S / 2)

    assert [(week.monday.day, week.questions) for week in found] == [
        (1, 0),
        (24, 0),
        (17, 1),
    ]
    assert len(weeks_of([asked("answered", 0.0)], SPACES, page, NOON)) == MOST_WEEKS
    assert len(weeks_of([], SPACES, page, NOON)) == 1
