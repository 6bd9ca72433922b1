"""Which rows of a result are shown, and what the card says of the others."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards import (
    ActionKind,
    AnswerCards,
    CardAction,
    ResultView,
    View,
)
from cards.paging import Rows, missing_text, page_buttons, rows_note, rows_of, rows_text
from cards.reader import AMERICAN
from cards.size import ROOMS, SizeBudget
from cards.texts import answer_texts, row_texts
from genie.errors import GenieError, GenieFormatError, GenieProtocolError, GenieTimeoutError
from genie.events import QueryAnswer
from genie.tables import CellKind, Column, Table
from tests.cards.look import elements, texts_of
from tests.cards.samples import COLUMNS, QUESTION, answer, query, table


def drawn(result: Table, view: View | None = None) -> dict[str, Any]:
    """Draw an answer with this one result, and return its card."""
    return next(AnswerCards(answer(QueryAnswer(query(), result)), QUESTION, view).messages()).card


def pages(card: dict[str, Any]) -> dict[str, CardAction | None]:
    """Return the actions of the buttons to other rows, by title."""
    found = [(b["title"], CardAction.from_json(b["data"])) for b in elements(card, "Action.Submit")]
    return {title: action for title, action in found if action and action.do is ActionKind.ROWS}


@pytest.mark.parametrize(
    ("first_row", "note", "buttons"),
    [
        (0, "Rows 1–10 of 36", {"Rows 11–20 ▶": "10"}),
        (10, "Rows 11–20 of 36", {"◀ Rows 1–10": "0", "Rows 21–30 ▶": "20"}),
        (20, "Rows 21–30 of 36", {"◀ Rows 11–20": "10", "Rows 31–36 ▶": "30"}),
        (30, "Rows 31–36 of 36", {"◀ Rows 21–30": "20"}),
        (34, "Rows 35–36 of 36", {"◀ Rows 25–36": "24"}),
        (35, "Rows 36 of 36", {"◀ Rows 26–36": "25"}),
        (99, "Rows 31–36 of 36", {"◀ Rows 21–30": "20"}),
        (-1, "Rows 1–10 of 36", {"Rows 11–20 ▶": "10"}),
    ],
)
def test_long_results_have_pages(first_row: int, note: str, buttons: dict[str, str]) -> None:
    """Each button names the rows that it shows."""
    card = drawn(table(36), View(results={1: ResultView(first_row)}))

    assert note in texts_of(card)
    assert pages(card) == {
        title: CardAction(ActionKind.ROWS, QUESTION.reference, row, 1)
        for title, row in buttons.items()
    }


@pytest.mark.parametrize(
    ("rows", "note", "buttons"),
    [
        (11, "11 rows", []),
        (12, "12 rows", []),
        (15, "15 rows", []),
        (16, "Rows 1–10 of 16", ["Rows 11–16 ▶"]),
        (25, "Rows 1–10 of 25", ["Rows 11–25 ▶"]),
    ],
)
def test_a_few_more_rows_make_no_page(rows: int, note: str, buttons: list[str]) -> None:
    """A page of two rows is not worth a press."""
    card = drawn(table(rows))

    assert note in texts_of(card)
    assert list(pages(card)) == buttons


def test_rows_that_genie_did_not_return_have_no_page() -> None:
    """Genie's own count may be larger than the number of rows returned."""
    card = drawn(table(10, total_row_count=5000))

    assert {"Rows 1–10 of 5,000", "4,990 more rows could not be read."} <= set(texts_of(card))
    assert pages(card) == {}


@pytest.mark.parametrize(
    ("shown", "note", "rest"),
    [
        (table(3, is_truncated=True), "The first 3 rows", row_texts.TRUNCATED),
        (table(16, is_truncated=True), "Rows 1–10 of the first 16", row_texts.TRUNCATED),
        (table(16, total_row_count=18, is_truncated=True),
         "Rows 1–10 of the first 16", "At least 2 more rows could not be read."),
        (table(16, may_go_on=True), "Rows 1–10 of the first 16",
         "Genie returns at most 16 rows at once; there may be more."),
        (table(3, total_row_count=4), "Rows 1–3 of 4", "1 more row could not be read."),
    ],
)  # fmt: skip
def test_rows_of_a_partial_result_are_called_the_first(shown: Table, note: str, rest: str) -> None:
    """The words "3 rows" read as the whole result; rows that may exist are not claimed to exist."""
    said = texts_of(drawn(shown))

    assert {note, rest} <= set(said)
    assert f"{len(shown.rows)} rows" not in said


@pytest.mark.parametrize("columns", [COLUMNS[1:2], COLUMNS[:3]], ids=["a number", "facts"])
def test_one_row_of_several_says_that_there_are_more(columns: tuple[Column, ...]) -> None:
    """A single number is taken for the answer."""
    assert "2 more rows could not be read." in texts_of(drawn(table(1, columns, total_row_count=3)))


@pytest.mark.parametrize(
    ("error", "row_count", "said"),
    [
        (GenieFormatError("ARROW_STREAM", row_count=2), None, "This result has 2 rows"),
        (GenieProtocolError("rows are missing"), 1, "This result has 1 row"),
        (GenieProtocolError("rows are missing"), None, "This result could not be read"),
        (GenieTimeoutError("late"), 3, "This result could not be read"),
    ],
)
def test_an_unreadable_result_says_how_many_rows_it_has(
    error: GenieError, row_count: int | None, said: str
) -> None:
    """The words "nothing matches" would be wrong, since the rows exist."""
    result = QueryAnswer(query(row_count=row_count), error=error)
    shown = texts_of(next(AnswerCards(answer(result), QUESTION).messages()).card)

    assert any(text.startswith(said) for text in shown)
    assert answer_texts.NO_ROWS not in shown


NUMBERS = [Column("n", "BIGINT", CellKind.INTEGER)]
PAGED = [room for room in ROOMS if room.rows]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Generate a table with any number of rows, some of which may be missing."""
    rows = tuple((number,) for number in range(draw(st.integers(1, 60))))
    total = len(rows) + draw(st.sampled_from([0, 0, 1, 7]))
    how = draw(st.sampled_from(["", "is_truncated", "may_go_on"]))
    if how == "may_go_on":
        total = len(rows)
    return Table(tuple(NUMBERS), rows, total, **({how: True} if how else {}))


def numbers(text: str) -> list[int]:
    """Return the numbers in a sentence."""
    return [int(found) for found in re.findall(r"[0-9]+", text)]


@settings(derandomize=True, deadline=None, max_examples=300)
@given(tables(), st.sampled_from(PAGED), st.integers(-1, 70))
def test_shown_and_missing_rows_add_up_to_all_rows(
    result: Table, room: SizeBudget, first_row: int
) -> None:
    """This holds for any table, truncated or not, and any page."""
    rows, extent = rows_of(result, ResultView(first_row), room), result.extent
    note = rows_note(rows, AMERICAN)

    assert rows.shown == result.rows[rows.first : rows.last] != ()
    assert len(rows.shown) <= room.rows + room.rows // 2
    if extent.is_whole:
        assert numbers(note)[-1] == len(result.rows)
        assert "first" not in note
        return
    rest = numbers(missing_text(extent, AMERICAN))
    if extent.missing:
        assert rest == [result.total_row_count - len(result.rows)]
    is_counted = not (extent.is_truncated or extent.may_go_on)
    assert ("first" in note) != is_counted
    assert "first" in rows_text(extent, AMERICAN)
    if is_counted:
        assert numbers(note)[-1] == len(result.rows) + rest[0]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(tables(), st.sampled_from(PAGED))
def test_pages_cover_all_rows_and_buttons_name_them(result: Table, room: SizeBudget) -> None:
    """The test follows the buttons from the first page to the last, and checks those back."""
    seen: list[int] = []
    rows = rows_of(result, ResultView(), room)
    while True:
        seen += [cell for row in rows.shown for cell in row if isinstance(cell, int)]
        onwards = led_to(rows, room, "▶")
        if onwards is None:
            break
        title, rows = onwards[0], rows_of(result, ResultView(onwards[1]), room)
        assert numbers(title) == shown_numbers(rows)
        back = led_to(rows, room, "◀")
        assert back is not None
        assert numbers(back[0]) == shown_numbers(rows_of(result, ResultView(back[1]), room))

    assert seen == list(range(len(result.rows)))


def led_to(rows: Rows, room: SizeBudget, arrow: str) -> tuple[str, int] | None:
    """Return the title of the button with this arrow, and the row to which it leads."""
    for button in page_buttons(rows, AMERICAN, room, reference="r", at=1):
        action = CardAction.from_json(button["data"])
        if arrow in button["title"] and action:
            return button["title"], int(action.text)
    return None


def shown_numbers(rows: Rows) -> list[int]:
    """Return the numbers in the title of a button that leads to these rows."""
    return sorted({rows.first + 1, rows.last})
