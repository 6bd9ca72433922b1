"""Which rows of a result are shown, the notes on the others, and the buttons to them."""

from dataclasses import dataclass

from cards.actions import ActionKind, CardAction, submit
from cards.formatting import count
from cards.messages import Card
from cards.reader import Reader, TextKey
from cards.size import SizeBudget
from cards.texts import answer_texts, row_texts
from cards.view import ResultView
from genie.tables import Extent, Row, Table


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one page: from first on, counted from 0, of all readable rows."""

    shown: tuple[Row, ...]
    first: int
    extent: Extent

    @property
    def last(self) -> int:
        """The index after the last row shown."""
        return self.first + len(self.shown)


def rows_of(table: Table, view: ResultView, room: SizeBudget) -> Rows:
    """Choose the rows of a page. A page beyond the end is the last page."""
    readable, first = len(table.rows), view.first_row
    if first >= readable:
        first = (readable - 1 - _rest(room)) // room.rows * room.rows
    first = max(0, first)
    return Rows(table.rows[first : _end(first, readable, room)], first, table.extent)


def _rest(room: SizeBudget) -> int:
    """Return the number of rows up to which the rest is added to the page before."""
    return room.rows // 2


def _end(first: int, readable: int, room: SizeBudget) -> int:
    """Return the index after a page's last row."""
    end = first + room.rows
    return readable if readable - end <= _rest(room) else end


def rows_note(rows: Rows, reader: Reader) -> str:
    """Say which rows these are, and of how many."""
    extent = rows.extent
    if len(rows.shown) == extent.row_count and (extent.is_whole or not is_counted(extent)):
        return rows_text(extent, reader)
    of = answer_texts.ROWS_SHOWN if is_counted(extent) else row_texts.ROWS_OF_FIRST
    total = extent.total_row_count if is_counted(extent) else extent.row_count
    return reader.say(of, rows=_span(rows.first, rows.last, reader), total=count(total, reader))


def rows_text(extent: Extent, reader: Reader) -> str:
    """Say how many rows there are, and whether these are all or the first ones."""
    counted = answer_texts.ROWS if extent.is_whole else row_texts.FIRST_ROWS
    return reader.say_many(counted, extent.row_count, count=count(extent.row_count, reader))


def missing_text(extent: Extent, reader: Reader) -> str:
    """Say what is missing from a partial result."""
    if missing := extent.missing:
        counted = row_texts.ROWS_MISSING if is_counted(extent) else row_texts.ROWS_MISSING_AT_LEAST
        return reader.say_many(counted, missing, count=count(missing, reader))
    if extent.is_truncated:
        return reader.say(row_texts.TRUNCATED)
    return reader.say(row_texts.MAY_GO_ON, count=count(extent.row_count, reader))


def is_counted(extent: Extent) -> bool:
    """Whether the total number of rows is known."""
    return not (extent.is_truncated or extent.may_go_on)


def page_buttons(
    rows: Rows, reader: Reader, room: SizeBudget, *, reference: str, at: int
) -> list[Card]:
    """Make buttons to the previous and next rows, if there are any."""
    readable = rows.extent.row_count

    def button(title: TextKey, first: int) -> Card:
        shown = _span(first, _end(first, readable, room), reader)
        action = CardAction(ActionKind.ROWS, reference, str(first), at)
        return submit(reader.say(title, rows=shown), action)

    buttons = []
    if rows.first > 0:
        buttons.append(button(answer_texts.EARLIER_ROWS, max(0, rows.first - room.rows)))
    if rows.last < readable:
        buttons.append(button(answer_texts.LATER_ROWS, rows.last))
    return buttons


def _span(first: int, end: int, reader: Reader) -> str:
    """Write the numbers of the first and the last row, counted from 1."""
    if end - first <= 1:
        return count(end, reader)
    return f"{count(first + 1, reader)}–{count(end, reader)}"
