"""Tables that fit into a chat."""

import pytest

from cards.grid import Strip, code_lines, fitting, table_element
from tests.cards.look import elements, grid


def amounts(count: int, digits: int) -> list[Strip]:
    """Make columns of numbers that long."""
    return [Strip("n", ["9" * digits], is_amount=True) for _ in range(count)]


@pytest.mark.parametrize(
    ("count", "digits", "shown"),
    [(2, 3, 2), (6, 6, 6), (6, 9, 4), (6, 16, 3), (2, 40, 2), (0, 1, 0)],
)
def test_columns_fit_without_breaking_numbers(count: int, digits: int, shown: int) -> None:
    """Columns that would make the others too narrow are left out, except the first few."""
    assert fitting(amounts(count, digits)) == shown


def test_text_makes_room_for_numbers() -> None:
    """Words can wrap, and digits must not."""
    strips = [Strip("region", ["a long name of a region in the north"]), *amounts(2, 12)]

    widths = [column["width"] for column in table_element(strips)["columns"]]

    assert widths == [12, 14, 14]


def test_columns_that_fit_get_the_width_of_their_text() -> None:
    """Chinese characters count twice."""
    strips = [Strip("地區", ["北區"]), Strip("orders", ["5"], is_amount=True)]

    assert [column["width"] for column in table_element(strips)["columns"]] == [6, 8]


def test_a_full_table_has_small_text() -> None:
    """Small text lets more columns fit."""
    for count, size in ((5, None), (6, "Small")):
        blocks = elements(table_element(amounts(count, 6)), "TextBlock")
        assert {block.get("size") for block in blocks} == {size}


def test_a_table_without_rows_has_its_header() -> None:
    """An empty cell is drawn as well."""
    assert grid(table_element([Strip("a", []), Strip("", [])])) == [["a", "\u00a0"]]


def test_code_keeps_its_spaces() -> None:
    """Leading and repeated spaces do not break; single ones may."""
    runs = elements(code_lines("SELECT\n a\tb\n\n  -- c d"), "TextRun")

    assert [run["text"] for run in runs] == [
        "SELECT",
        "\u00a0a\u00a0\u00a0b",
        " ",
        "\u00a0\u00a0-- c d",
    ]
