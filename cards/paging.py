"""Which rows of a result are shown, and the buttons that lead to the others."""

from dataclasses import dataclass

from cards import texts
from cards.actions import CardAction, Do, submit
from cards.formatting import count
from cards.messages import Card
from cards.reader import Reader
from cards.size import Room
from cards.view import ResultView
from genie.tables import Row, Table


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one page: from first on, counted from 0, of as many as can be read at all."""

    shown: tuple[Row, ...]
    first: int
    readable: int
    total: int

    @property
    def last(self) -> int:
        """The row behind the last one that is shown."""
        return self.first + len(self.shown)

    @property
    def is_all(self) -> bool:
        """Whether every row of the result is shown."""
        return len(self.shown) >= self.total


def rows_of(table: Table, view: ResultView, room: Room) -> Rows:
    """Choose the rows of a page. One that begins where no row is, is the last page."""
    readable = len(table.rows)
    if not 0 <= view.first_row < readable:
        first = max(0, (readable - 1) // room.rows * room.rows) if view.first_row > 0 else 0
    else:
        first = view.first_row
    shown = table.rows[first : first + room.rows]
    return Rows(shown, first, readable, max(table.total_row_count, readable))


def rows_note(rows: Rows, reader: Reader) -> str:
    """Say which rows these are, of how many."""
    if rows.is_all:
        return reader.say_many(texts.ROWS, rows.total, count=count(rows.total, reader))
    return reader.say(
        texts.ROWS_SHOWN, rows=_span(rows.first, rows.last, reader), total=count(rows.total, reader)
    )


def page_buttons(rows: Rows, reader: Reader, room: Room, *, reference: str, at: int) -> list[Card]:
    """Make buttons to the rows before and behind, where there are any."""
    before, behind = max(0, rows.first - room.rows), rows.last
    buttons = []
    if rows.first > 0:
        title = reader.say(texts.EARLIER_ROWS, rows=_span(before, rows.first, reader))
        buttons.append(submit(title, CardAction(Do.ROWS, reference, str(before), at)))
    if behind < rows.readable:
        end = min(behind + room.rows, rows.readable)
        title = reader.say(texts.LATER_ROWS, rows=_span(behind, end, reader))
        buttons.append(submit(title, CardAction(Do.ROWS, reference, str(behind), at)))
    return buttons


def _span(first: int, end: int, reader: Reader) -> str:
    """Write the numbers of the first and the last row, as people count."""
    if end - first <= 1:
        return count(end, reader)
    return f"{count(first + 1, reader)}–{count(end, reader)}"
