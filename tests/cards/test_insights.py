"""The card of insights: a chart, a table of weeks, and what happened in one of them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cards import AMERICAN, INSIGHTS_FILE, Reader, Reviewed, SpaceUse, Week, insights_message
from cards.texts import insight_texts
from tests.cards.look import elements, grid, texts_of, words

TAIPEI = Reader("zh_TW", "zh-TW")
URL = "https://adb-1.2.azuredatabricks.net/genie/rooms/s/chats/c"
DOWN = Reviewed(1.0, "Sales", "NEGATIVE", "abcd1234", "m-1", URL, "wrong year")
WEEK = Week(
    date(2026, 11, 30),
    answered=7,
    failed_count=2,
    others=1,
    people=4,
    ups=3,
    downs=1,
    median_s=12.4,
    failures={("DATA_FORBIDDEN", "Sales"): 1, ("GenieTimeoutError", ""): 3},
    texts={"Sales by *region*?": 2, "Top 3": 5},
    rated_down=(DOWN, replace(DOWN, url="", comment="")),
    spaces=(SpaceUse("Sales", 9, 12.4), SpaceUse("Support", 1, 90.0), SpaceUse("Unused")),
)


def weeks(count: int) -> list[Week]:
    """Make so many weeks, the newest first."""
    return [replace(WEEK, monday=WEEK.monday - timedelta(days=7 * n)) for n in range(count)]


def card(count: int = 1, reader: Reader = AMERICAN, **changes: Any) -> dict[str, Any]:
    """Make a card."""
    options: dict[str, Any] = {"has_texts": True, "has_file": True} | changes
    return insights_message(weeks(count), reader, **options).card


@pytest.mark.parametrize("reader", [AMERICAN, TAIPEI])
def test_a_week(reader: Reader) -> None:
    """It says what was asked most, what failed and why, what was rated down, and by space."""
    texts = texts_of(card(reader=reader))
    say = reader.say
    nine = reader.say_many(insight_texts.QUESTION_COUNT, 9, count=9)
    one = reader.say_many(insight_texts.QUESTION_COUNT, 1, count=1)

    expected = [
        say(insight_texts.ASKED_MOST),
        say(insight_texts.ASKED_TIMES, count=5, question="Top 3"),
        say(insight_texts.ASKED_TIMES, count=2, question="Sales by \\*region\\*?"),
        say(insight_texts.FAILURES),
        say(insight_texts.FAILURE_COUNT, count=3, cause="GenieTimeoutError", space="Genie"),
        say(insight_texts.FAILURE_COUNT, count=1, cause="DATA_FORBIDDEN", space="Sales"),
        say(insight_texts.RATED_BADLY),
        say(insight_texts.RATED_ANSWER, space="Sales", url=URL)
        + "  \n"
        + say(insight_texts.RATED_COMMENT, comment="wrong year"),
        "Sales",
        say(insight_texts.SPACES),
        say(insight_texts.SPACE_USED, space="Sales", questions=nine, seconds="12"),
        say(insight_texts.SPACE_SLOW, space="Support", questions=one, seconds="90"),
        say(insight_texts.SPACE_UNUSED, space="Unused"),
        say(insight_texts.IN_UTC),
    ]
    assert texts[-len(expected) :] == expected


def test_the_weeks_are_drawn_and_listed() -> None:
    """Five of them, the oldest first in the chart."""
    shown = card(8)
    (chart,) = elements(shown, "Chart.VerticalBar.Grouped")
    (table,) = elements(shown, "Table")

    assert [series["legend"] for series in chart["data"]] == [
        insight_texts.ANSWERED,
        insight_texts.INSIGHTS_FAILED,
        insight_texts.INSIGHTS_STOPPED,
    ]
    assert [value["x"] for value in chart["data"][0]["values"]] == [
        *("Nov 2", "Nov 9", "Nov 16", "Nov 23", "Nov 30"),
    ]
    assert grid(table)[1] == ["Nov\u00a030", "10", "4", "2", "1"]
    assert len(grid(table)) == 6


@pytest.mark.parametrize(
    ("weeks_ago", "shown", "buttons"),
    [
        (0, "Nov 30", [("", 1), (INSIGHTS_FILE, 0)]),
        (2, "Nov 16", [("", 3), ("", 1), (INSIGHTS_FILE, 2)]),
        (7, "Oct 12", [("", 6), (INSIGHTS_FILE, 7)]),
        (99, "Oct 12", [("", 6), (INSIGHTS_FILE, 7)]),
    ],
)
def test_buttons_lead_to_other_weeks(
    weeks_ago: int, shown: str, buttons: list[tuple[str, int]]
) -> None:
    """The week is among those of the table; one that there is not is the oldest."""
    found = card(8, weeks_ago=weeks_ago)
    payloads = [button["data"] for button in elements(found, "Action.Submit")]
    (table,) = elements(found, "Table")

    assert insight_texts.INSIGHTS_TITLE.format(day=shown) in texts_of(found)
    assert [(data["text"], data.get("at", 0)) for data in payloads] == buttons
    assert shown.replace(" ", "\u00a0") in [row[0] for row in grid(table)]


def test_without_texts_it_says_how_to_get_them() -> None:
    """There is no file where no file can be sent."""
    shown = card(has_texts=False, has_file=False)

    assert insight_texts.NO_TEXTS in texts_of(shown)
    assert insight_texts.ASKED_MOST not in texts_of(shown)
    assert elements(shown, "Action.Submit") == []


def test_a_week_without_questions() -> None:
    """All spaces are unused."""
    empty = Week(WEEK.monday, spaces=(SpaceUse("Sales"), SpaceUse("Support", 1)))
    shown = insights_message([empty], AMERICAN, has_texts=True, has_file=True).card

    assert insight_texts.NOTHING in texts_of(shown)
    assert insight_texts.SPACE_UNUSED.format(space="Sales") in texts_of(shown)
    assert "median – s" in words(shown)
