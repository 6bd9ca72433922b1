"""A result in the shape that suits it, and its buttons."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from cards.actions import ActionKind, CardAction, action_row, in_menu, primary, submit
from cards.canvas import Canvas
from cards.charts import Chart, Kind, chart_element, heading_of
from cards.column_choice import column_parts
from cards.facts import fact_elements, is_a_number, number_elements
from cards.files import FORMATS
from cards.formatting import ColumnFormat, count
from cards.grid import Strip, fitting, table_element
from cards.headers import column_header, column_name
from cards.how import how_elements, how_id
from cards.long_texts import cut_texts, long_text_elements, whole_id
from cards.markdown import one_line, plain
from cards.messages import Card, Element, heading, note, shortened, text_block
from cards.paging import missing_text, page_buttons, rows_note, rows_of
from cards.problem import advice_on
from cards.reader import Reader
from cards.texts import answer_texts, rating_texts, row_texts
from genie.events import QueryAnswer
from genie.tables import Column, Row, Table

MAX_TITLE_CHARS: Final = 150
MAX_NAMED_COLUMNS: Final = 10
_ROWS_OF_A_CHART: Final = 2  # at least
MAX_MEASURES: Final = 4  # the maximum number of buttons for measures

_KINDS: Final = {
    Kind.BAR: answer_texts.AS_BARS,
    Kind.LINE: answer_texts.AS_LINE,
    Kind.SHARE: answer_texts.AS_SHARES,
    Kind.TABLE: answer_texts.AS_TABLE,
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """The indices of the shown columns, those of the others, and the next part's number."""

    shown: Sequence[int]
    hidden: Sequence[Column]
    next_part: int


class ResultCard:
    """Draws one result of an answer. number identifies it within the card, from 1 on."""

    def __init__(self, result: QueryAnswer, canvas: Canvas, *, number: int) -> None:
        self._result = result
        self._question = canvas.question
        self._reader = canvas.question.reader
        self._view = canvas.view
        self._room = canvas.room
        self._canvas = canvas
        self._number = number

    def elements(self) -> list[Element]:
        """Draw its title, its outcome, and the buttons below."""
        room, view, number = self._room, self._view, self._number
        how = how_elements(
            self._result, view, self._reader, number=number, max_chars=room.behind_chars
        )
        return [
            *_title(self._result.query.title),
            *self._outcome(),
            *self._tools(has_how=bool(how)),
            *how,
        ]

    def _outcome(self) -> list[Element]:
        """Draw the outcome of the query."""
        table, reader = self._result.table, self._reader
        if table is None:
            error = self._result.error
            advice = (
                advice_on(error, self._question) if error else reader.say(answer_texts.ASK_LATER)
            )
            return [text_block(_unreadable(self._result, advice, reader), weight="Bolder")]
        if not table.rows:
            return [
                text_block(reader.say(answer_texts.NO_ROWS)),
                note(reader.say(answer_texts.NO_ROWS_TRY)),
            ]
        if is_a_number(table):
            name = column_header(table.columns[0], "", reader)
            return [*number_elements(table, reader, name), *self._notes(table, [])]
        if len(table.rows) == 1:
            return self._facts(table)
        return self._many(table)

    def _facts(self, table: Table) -> list[Element]:
        reader, room = self._reader, self._room
        if not room.facts:
            return self._file_instead()
        last_part = (len(table.columns) - 1) // room.facts
        part = min(self._view.of(self._number).columns, last_part)
        places = range(len(table.columns))[part * room.facts : (part + 1) * room.facts]
        forms = [self._format(table, at) for at in places]
        headers = [
            column_header(table.columns[at], form.zone, reader)
            for at, form in zip(places, forms, strict=True)
        ]
        cells = [table.rows[0][at] for at in places]
        hidden = [column for at, column in enumerate(table.columns) if at not in places]
        whole = self._long_texts(cut_texts(zip(headers, cells, strict=True), room.fact_chars))
        next_part = (part + 1) % (last_part + 1) if hidden else None
        return [
            *fact_elements(cells, headers, forms, reader, room),
            *self._notes(table, hidden),
            *self._more([], next_part, whole),
            *whole,
        ]

    def _many(self, table: Table) -> list[Element]:
        reader, room = self._reader, self._room
        if not room.rows:
            return self._file_instead()
        rows = rows_of(table, self._view.of(self._number), room)
        strip = cache(lambda at: self._strip(table, at, rows.shown))
        columns = self._columns(table, strip)
        shown = [strip(at) for at in columns.shown]
        headers = [strip.header for strip in shown]
        whole = self._long_texts(
            (reader.say(answer_texts.ROW_AND_COLUMN, row=count(n, reader), column=header), text)
            for n, row in enumerate(rows.shown, start=rows.first + 1)
            for header, text in cut_texts(
                zip(headers, (row[at] for at in columns.shown), strict=True), room.cell_chars
            )
        )
        reference, number = self._question.reference, self._number
        pages = page_buttons(rows, reader, room, reference=reference, at=number)
        next_part = columns.next_part if columns.hidden else None
        return [
            *self._chart(table),
            table_element(shown),
            note(rows_note(rows, reader)),
            *self._notes(table, columns.hidden),
            *self._more(pages, next_part, whole),
            *whole,
        ]

    def _long_texts(self, texts: Iterable[tuple[str, str]]) -> list[Element]:
        has_files = self._view.has_files
        return long_text_elements(
            texts, self._reader, self._room, number=self._number, has_files=has_files
        )

    def _file_instead(self) -> list[Element]:
        """Say that there is no room for the result, and how to get it."""
        key = answer_texts.ONLY_AS_FILE if self._view.has_files else answer_texts.NOT_SHOWN
        return [text_block(self._reader.say(key))]

    def _chart(self, table: Table) -> list[Element]:
        """Draw the chart, and what it leaves out."""
        if not self._room.has_charts:
            return []
        found = self._canvas.chart_of(self._result, table, self._number)
        picture = self._picture(found) if found else []
        notes = [note(plain(text)) for text in found.notes] if found and picture else []
        return [*picture, *notes]

    def _columns(self, table: Table, strip: Callable[[int], Strip]) -> "_Columns":
        """Choose the columns to show; the others are shown by a button."""
        charts = self._canvas.charts_of(self._result, table, self._number)
        wanted = self._view.of(self._number).columns

        def fits(places: Sequence[int]) -> int:
            return fitting([strip(at) for at in places[: self._room.columns]])

        parts = [*islice(column_parts(table, charts, fits), wanted + 1)]
        places, is_last = parts[-1]
        hidden = [column for n, column in enumerate(table.columns) if n not in places]
        return _Columns(places, hidden, next_part=0 if is_last else len(parts))

    def _strip(self, table: Table, at: int, rows: Sequence[Row]) -> Strip:
        column, form = table.columns[at], self._format(table, at)
        shown = form.texts([row[at] for row in rows])
        return Strip(
            column_header(column, form.zone, self._reader),
            [plain(shortened(text, self._room.cell_chars)) for text in shown],
            is_amount=form.is_amount,
        )

    def _format(self, table: Table, at: int) -> ColumnFormat:
        return self._canvas.format_of(self._result, table, self._number, at)

    def _picture(self, found: Chart) -> list[Element]:
        picture = self._canvas.pictures.get(self._number, "")
        if picture or not self._view.draws_charts:
            return [chart_element(found, picture=picture)] if picture else []
        title = heading_of(found)
        return [*([note(plain(title))] if title else []), chart_element(found)]

    def _more(
        self, pages: list[Card], next_part: int | None, whole: list[Element]
    ) -> list[Element]:
        """Make the buttons that show other rows, other columns, and long texts."""
        buttons = [*pages]
        if next_part is not None:
            title = self._reader.say(answer_texts.OTHER_COLUMNS)
            buttons.append(self._button(title, ActionKind.COLUMNS, str(next_part)))
        if any("id" in element for element in whole):
            title = self._reader.say(answer_texts.SHOW_WHOLE)
            buttons.append(_toggle(title, whole_id(self._number)))
        return self._row(buttons)

    def _notes(self, table: Table, hidden: Sequence[Column]) -> list[Element]:
        """Say which parts of the result are not shown, or missing."""
        reader, said = self._reader, []
        if hidden:
            named = [plain(column_name(column)) for column in hidden[:MAX_NAMED_COLUMNS]]
            names = reader.say(rating_texts.NAME_SEPARATOR).join(named)
            more = len(hidden) - MAX_NAMED_COLUMNS
            if more > 0:
                names = reader.say(answer_texts.AND_MORE, names=names, count=count(more, reader))
            said.append(reader.say(answer_texts.COLUMNS_HIDDEN, names=names))
        if not table.extent.is_whole:
            said.append(missing_text(table.extent, reader))
        return [note(text) for text in said]

    def _tools(self, *, has_how: bool) -> list[Element]:
        """Make the buttons for a file and for how it was obtained, and the others in a menu."""
        files, is_first = self._files(), self._number == 1
        usual = [primary(file) if is_first else file for file in files[:1]]
        how = [_toggle(self._reader.say(answer_texts.SHOW_HOW), how_id(self._number))]
        menu = map(in_menu, [*files[1:], *self._ways()])
        return self._row([*usual, *(how if has_how else []), *menu])

    def _files(self) -> list[Card]:
        """Make the buttons for files; most people want the first."""
        table = self._result.table
        if not self._view.has_files or table is None or not table.rows:
            return []
        titles = ((each, self._reader.say(title)) for each, title in FORMATS.items())
        return [self._button(title, ActionKind.FILE, each) for each, title in titles]

    def _ways(self) -> Iterator[Card]:
        """Make buttons for the other kinds of the result, and its other measures."""
        table, room = self._result.table, self._room
        if (
            table is None
            or len(table.rows) < _ROWS_OF_A_CHART
            or not (room.rows and room.has_charts)
        ):
            return
        charts = self._canvas.charts_of(self._result, table, self._number)
        kind = self._canvas.kind_of(self._result, table, self._number)
        for other in charts.kinds:
            if other is not kind:
                yield self._button(self._reader.say(_KINDS[other]), ActionKind.KIND, other)
        named = {
            column_name(table.columns[at]): at for at in charts.measures if at not in charts.shown
        }
        for name, at in islice(named.items(), 0 if kind is Kind.TABLE else MAX_MEASURES):
            title = self._reader.say(answer_texts.CHART_OF, name=name)
            yield self._button(title, ActionKind.MEASURE, str(at))

    def _button(self, title: str, do: ActionKind, text: str) -> Card:
        return submit(title, CardAction(do, self._question.reference, text, self._number))

    def _row(self, buttons: Sequence[Card]) -> list[Element]:
        """Put buttons side by side; those of further results have the result's number."""
        if self._number == 1:
            return action_row(buttons)
        numbered = answer_texts.OF_RESULT
        return action_row(
            [
                each
                | {"title": self._reader.say(numbered, title=each["title"], number=self._number)}
                for each in buttons
            ]
        )


def _unreadable(result: QueryAnswer, advice: str, reader: Reader) -> str:
    """Say that a result cannot be shown, and how large it is if that is known."""
    if rows := result.unread_row_count:
        shown = count(rows, reader)
        return reader.say_many(row_texts.ROWS_UNREADABLE, rows, count=shown, advice=advice)
    return reader.say(answer_texts.RESULT_UNREADABLE, advice=advice)


def _title(title: str) -> list[Element]:
    title = plain(shortened(one_line(title), MAX_TITLE_CHARS))
    return [heading(title, size="Medium", spacing="Medium")] if title else []


def _toggle(title: str, target: str) -> Card:
    return {"type": "Action.ToggleVisibility", "title": title, "targetElements": [target]}
