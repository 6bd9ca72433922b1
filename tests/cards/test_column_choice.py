"""Which columns of a wide table are shown, how the others are named, and how to show them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards import ActionKind, AnswerCards, AskedQuestion, CardAction, Reader, ResultView, View
from cards.column_choice import column_parts
from cards.markdown import plain
from cards.results import MAX_MEASURES
from genie.events import QueryAnswer
from genie.tables import Table
from tests.cards.charts.results import MONTHS, charts, table
from tests.cards.look import elements, grid, texts_of
from tests.cards.samples import answer, query

READER = Reader(locale_tag="en-US")
SCORECARD = table(
    "store_id:BIGINT, region_id:BIGINT, store, city, revenue:DECIMAL, orders:BIGINT, "
    "margin_percent:DOUBLE, returns:BIGINT, opened:DATE",
    [(900 + n, 7, f"Store {n}", "Taipei", 1e6 - n, 50, 12.5, 3, MONTHS[n]) for n in range(4)],
)


def drawn(result: Table, view: ResultView | None = None, **changes: Any) -> dict[str, Any]:
    """Draw an answer with this one result, and return its card."""
    asked = AskedQuestion(changes.pop("question", "?"), "a1b2c3d4", READER)
    text = changes.pop("text", "")
    attachment = query(**({"sql": "", "title": ""} | changes))
    shown = answer(QueryAnswer(attachment, result), text=text, suggestions=())
    return next(AnswerCards(shown, asked, View(results={1: view or ResultView()})).messages()).card


def headers(card: dict[str, Any]) -> list[str]:
    """Return the headers of its table."""
    return grid(elements(card, "Table")[0])[0]


def hidden(card: dict[str, Any]) -> list[str]:
    """Return the names of the columns that the card lists as not shown."""
    said = [text for text in texts_of(card) if text.startswith("Not shown: ")]
    return said[0].removeprefix("Not shown: ").split(", ") if said else []


def buttons(card: dict[str, Any], do: ActionKind) -> dict[str, str]:
    """Return the values of a kind of button, by title."""
    found = [(b["title"], CardAction.from_json(b["data"])) for b in elements(card, "Action.Submit")]
    return {title: action.text for title, action in found if action and action.do is do}


def test_ids_are_shown_last() -> None:
    """The names and numbers of the stores are more useful."""
    card = drawn(SCORECARD)

    assert headers(card)[:3] == ["store", "city", "revenue"]
    assert {"store id", "region id"} <= set(hidden(card))


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"title": "Returns by store"}, "returns"),
        ({"question": "Which stores have the most returns?"}, "returns"),
        ({"text": "All stores are fine. " * 20 + "The **margin percent** is 12.5 %."},
         "margin percent"),
        ({"sql": "SELECT * FROM t ORDER BY opened"}, "opened"),
        ({"sql": "SELECT * FROM t ORDER BY region_id, margin_percent DESC"}, "region id"),
    ],
)  # fmt: skip
def test_columns_of_the_question_are_shown(changes: dict[str, Any], name: str) -> None:
    """These are columns in ORDER BY, the title, the question or the answer."""
    card = drawn(SCORECARD, **changes)

    assert name in headers(card)
    assert headers(card)[0] in {"store", name}
    assert name not in hidden(card)


@pytest.mark.parametrize("at", [4, 5, 6, 7])
def test_the_charted_column_is_shown(at: int) -> None:
    """This also holds for a chart that a person chose."""
    card = drawn(SCORECARD, ResultView(measure=at))
    name = SCORECARD.columns[at].name.replace("_", " ")

    above = card["body"].index(elements(card, "Chart.VerticalBar")[0]) - 1
    assert card["body"][above]["text"].startswith(plain(name))
    assert name in headers(card)


def test_a_button_shows_the_other_columns() -> None:
    """Each press shows the next part and the column that names the rows.

    The last one returns to the first part.
    """
    seen: list[str] = []
    part = "0"
    for _ in range(9):
        card = drawn(SCORECARD, ResultView(columns=int(part)))
        assert "store" in headers(card)
        assert sorted(headers(card) + hidden(card)) == sorted(
            column.name.replace("_", " ") for column in SCORECARD.columns
        )
        seen += headers(card)
        (part,) = buttons(card, ActionKind.COLUMNS).values()
        if part == "0":
            break

    assert set(seen) == {column.name.replace("_", " ") for column in SCORECARD.columns}
    assert [name for name in seen if seen.count(name) > 1] == ["store"] * seen.count("store")


def test_a_part_beyond_the_last_is_the_last() -> None:
    """A button may be older than the result."""
    card = drawn(SCORECARD, ResultView(columns=9_999_999))

    assert buttons(card, ActionKind.COLUMNS) == {"Other columns": "0"}
    assert headers(card)[0] != "revenue"


def test_a_narrow_table_hides_no_columns() -> None:
    """There is neither a button nor a note."""
    card = drawn(table("region, revenue:DECIMAL", [("N", 1), ("S", 2)]))

    assert buttons(card, ActionKind.COLUMNS) == {}
    assert hidden(card) == []


def test_many_hidden_columns_are_counted() -> None:
    """The first ones are named as well."""
    names = [f"c{n}" for n in range(30)]
    card = drawn(table(", ".join(names), [names, names]))
    (said,) = (text for text in texts_of(card) if text.startswith("Not shown: "))

    assert said.endswith(" more")
    assert said.count(",") == 9
    assert len(headers(card)) + 10 + int(said.split()[-2]) == 30


def test_buttons_show_the_other_measures() -> None:
    """The number of buttons is limited, and a measure that is drawn has none."""
    card = drawn(SCORECARD)
    wide = table(
        "region, " + ", ".join(f"{name}_cost:DECIMAL" for name in "abcdefg"),
        [(r, *range(7)) for r in "NS"],
    )

    assert buttons(card, ActionKind.MEASURE) == {
        "Chart: orders": "5",
        "Chart: margin percent": "6",
        "Chart: returns": "7",
    }
    assert len(buttons(drawn(wide), ActionKind.MEASURE)) == MAX_MEASURES
    chosen = buttons(drawn(SCORECARD, ResultView(measure=6)), ActionKind.MEASURE)
    assert chosen == {"Chart: revenue": "4", "Chart: orders": "5", "Chart: returns": "7"}


@pytest.mark.parametrize("at", [0, 2, 99])
def test_a_column_that_is_no_measure_is_not_drawn(at: int) -> None:
    """Store numbers and columns that do not exist are ignored."""
    assert drawn(SCORECARD, ResultView(measure=at)) == drawn(SCORECARD)


@given(
    st.lists(
        st.sampled_from(["id:BIGINT", "name", "revenue:DECIMAL", "note", "day:DATE", "x:DOUBLE"]),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 8),
    st.sampled_from(["", "SELECT * FROM t ORDER BY revenue_3"]),
)
@settings(deadline=None, derandomize=True, max_examples=60)
def test_every_column_is_in_exactly_one_part(kinds: list[str], room: int, sql: str) -> None:
    """Only the column that names the rows is in each part."""
    names = [
        kind.replace(":", f"_{n}:") if ":" in kind else f"{kind}_{n}"
        for n, kind in enumerate(kinds)
    ]
    cells = {"BIGINT": 20_260_001, "DECIMAL": 5, "DATE": MONTHS[0], "DOUBLE": 1.5, "": "text"}
    row = [cells[name.partition(":")[2]] for name in names]
    result = table(", ".join(names), [row] * 2)
    found = [*column_parts(result, charts(result, sql), lambda places: min(room, len(places)))]
    parts = [part for part, _ in found]
    label = set(parts[0]).intersection(*parts)

    assert set().union(*parts) == set(range(len(names)))
    assert all(part == sorted(part) and 1 <= len(part) <= max(room, 2) for part in parts)
    assert sum(map(len, parts)) == len(names) + len(label) * (len(parts) - 1)
    assert len(label) == 1 or len(parts) == 1
    assert [is_last for _, is_last in found] == [False] * (len(parts) - 1) + [True]
