"""The long texts of a table in full: hidden until a button is pressed."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cards.formatting import count
from cards.markdown import one_line, plain
from cards.messages import Element, note, shortened, text_block
from cards.reader import Reader
from cards.size import SizeBudget
from cards.texts import answer_texts
from genie.tables import Cell

Rows = Iterable[tuple[int, Sequence[Cell]]]

MAX_TEXTS: Final = 20


def whole_id(number: int) -> str:
    """Return the id of the elements, for a button that shows and hides them."""
    return f"whole-{number}"


def long_text_elements(
    rows: Rows, headers: Sequence[str], reader: Reader, room: SizeBudget, *, number: int
) -> list[Element]:
    """Draw every text that is cut in its cell, with its row and column; hidden.

    Args:
        rows: the number of each row, from 1 on, and the cells of it that are shown.
        headers: of the columns that are shown, as Markdown.
    """
    items = list(_items(rows, headers, reader, room))
    hidden = {"type": "Container", "id": whole_id(number), "isVisible": False, "style": "emphasis"}
    return [hidden | {"spacing": "Small", "items": items}] if items else []


def _items(
    rows: Rows, headers: Sequence[str], reader: Reader, room: SizeBudget
) -> Iterator[Element]:
    left = room.behind_chars
    long_ones = (
        (row_number, header, cell)
        for row_number, row in rows
        for header, cell in zip(headers, row, strict=False)
        if isinstance(cell, str) and len(cell) > room.cell_chars
    )
    for found, (row_number, header, cell) in enumerate(long_ones):
        if left <= room.cell_chars or found == MAX_TEXTS:
            break
        text = shortened(one_line(cell[: 2 * left]), left)
        left -= len(text)
        where = reader.say(
            answer_texts.ROW_AND_COLUMN, row=count(row_number, reader), column=header
        )
        yield note(where, weight="Bolder")
        yield text_block(plain(text), size="Small", spacing="None")
