"""A result in the shape that suits it, and what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cards import texts
from cards.actions import CardAction, Do, submit
from cards.charts import Charts, Kind, chart_element
from cards.facts import fact_elements, is_a_number, number_elements
from cards.files import FORMATS
from cards.formatting import NO_VALUE, column_texts, count, is_an_amount, zone_of
from cards.grid import Strip, fitting, table_element
from cards.how import how_elements, how_id
from cards.long_texts import long_text_elements, whole_id
from cards.markdown import one_line, plain
from cards.messages import Card, Element, heading, note, shortened, text_block
from cards.paging import Rows, page_buttons, rows_note, rows_of
from cards.problem import advice_on
from cards.question import AskedQuestion
from cards.reader import Reader
from cards.size import Room
from cards.view import ResultView, View
from genie.events import QueryAnswer
from genie.tables import Cell, Column, Table

MAX_TITLE_CHARS: Final = 150
MAX_HEADER_CHARS: Final = 40
COLUMNS_OF_A_CHAT: Final = 3

_KINDS: Final = {
    Kind.BAR: texts.AS_BARS,
    Kind.LINE: texts.AS_LINE,
    Kind.SHARE: texts.AS_SHARES,
    Kind.TABLE: texts.AS_TABLE,
}


@dataclass(frozen=True, slots=True)
class Canvas:
    """For whom an answer is drawn, how, and with how much room.

    charts holds those of its results that were found out already, by their numbers.
    """

    question: AskedQuestion
    view: View
    room: Room
    charts: dict[int, Charts] = field(default_factory=dict)


class ResultCard:
    """Draws one result of an answer. number tells several of one card apart, from 1 on."""

    def __init__(self, result: QueryAnswer, canvas: Canvas, *, number: int) -> None:
        self._result = result
        self._question = canvas.question
        self._reader = canvas.question.reader
        self._view = canvas.view
        self._room = canvas.room
        self._charts = canvas.charts
        self._number = number

    def elements(self) -> list[Element]:
        """Draw its title, what came of it, and the buttons below."""
        room, view, number = self._room, self._view, self._number
        how = how_elements(
            self._result, view, self._reader, number=number, max_chars=room.behind_chars
        )
        shown, whole = self._outcome()
        return [
            *_title(self._result.query.title),
            *shown,
            *self._whole_button(whole),
            *whole,
            *self._tools(has_how=bool(how)),
            *how,
        ]

    def _outcome(self) -> tuple[list[Element], list[Element]]:
        """Draw what came of the query; and what of it is hidden at first."""
        table, reader = self._result.table, self._reader
        if table is None:
            error = self._result.error
            advice = advice_on(error, reader) if error else reader.say(texts.ASK_LATER)
            said = reader.say(texts.RESULT_UNREADABLE, advice=advice)
            return [text_block(said, color="Warning")], []
        if not table.rows or not table.columns:
            return [text_block(reader.say(texts.NO_ROWS)), note(reader.say(texts.NO_ROWS_TRY))], []
        if is_a_number(table):
            return number_elements(table, reader, _header(table.columns[0], [], reader)), []
        if len(table.rows) == 1:
            return self._facts(table), []
        return self._many(table)

    def _facts(self, table: Table) -> list[Element]:
        if not self._room.facts:
            return self._file_instead()
        headers = [
            _header(column, [cell], self._reader)
            for column, cell in zip(table.columns, table.rows[0], strict=True)
        ][: self._room.facts]
        hidden = len(table.columns) - len(headers)
        facts = fact_elements(table, headers, self._reader, self._room)
        return [*facts, *self._notes(table, hidden)]

    def _many(self, table: Table) -> tuple[list[Element], list[Element]]:
        reader, room = self._reader, self._room
        if not room.rows:
            return self._file_instead(), []
        rows = rows_of(table, self._view.of(self._number), room)
        strips = _strips(table, rows, reader, room)
        shown = strips[: fitting(strips)]
        first = note(rows_note(rows, reader))
        elements = [
            *self._chart(table),
            table_element(shown),
            first,
            *self._notes(table, len(table.columns) - len(shown)),
            *self._pages(rows),
        ]
        headers = [strip.header for strip in shown]
        whole = long_text_elements(rows, headers, reader, room, number=self._number)
        return elements, whole

    def _file_instead(self) -> list[Element]:
        """Say that there is no room for the result, and where it is all the same."""
        said = texts.ONLY_AS_FILE if self._view.has_files else texts.NOT_SHOWN
        return [text_block(self._reader.say(said))]

    def _chart(self, table: Table) -> list[Element]:
        """Draw the chart, and buttons to what else it can be shown as."""
        if not self._room.has_charts:
            return []
        charts = self._charts_of(table)
        kind = kind_of(charts, self._view.of(self._number))
        others = [other for other in charts.kinds if other is not kind]
        buttons = [
            submit(self._reader.say(_KINDS[other]), self._does(Do.KIND, other)) for other in others
        ]
        return [*self._picture(charts, kind), *_action_set(buttons)]

    def _charts_of(self, table: Table) -> Charts:
        if self._number not in self._charts:
            self._charts[self._number] = Charts(table)
        return self._charts[self._number]

    def _picture(self, charts: Charts, kind: Kind) -> list[Element]:
        found = charts.chart(kind, self._reader)
        if found is None:
            return []
        if self._view.draws_charts:
            return [chart_element(found)]
        picture = self._view.pictures.get(self._number, "")
        return [chart_element(found, picture=picture)] if picture else []

    def _pages(self, rows: Rows) -> list[Element]:
        reference = self._question.reference
        buttons = page_buttons(rows, self._reader, self._room, reference=reference, at=self._number)
        return _action_set(buttons)

    def _notes(self, table: Table, hidden: int) -> list[Element]:
        """Say what of the result is not shown, and not there."""
        reader, said = self._reader, []
        if hidden:
            said.append(reader.say_many(texts.COLUMNS_HIDDEN, hidden, count=count(hidden, reader)))
        if table.is_truncated or self._result.query.is_truncated:
            said.append(reader.say(texts.TRUNCATED, count=count(len(table.rows), reader)))
        return [note(text) for text in said]

    def _whole_button(self, whole: list[Element]) -> list[Element]:
        toggle = _toggle(self._reader.say(texts.SHOW_WHOLE), whole_id(self._number))
        return _action_set([toggle]) if whole else []

    def _tools(self, *, has_how: bool) -> list[Element]:
        """Make the buttons that show how it was obtained, and those for files."""
        buttons = []
        if has_how:
            buttons.append(_toggle(self._reader.say(texts.SHOW_HOW), how_id(self._number)))
        table = self._result.table
        if self._view.has_files and table is not None and table.rows:
            buttons += [
                submit(self._reader.say(title), self._does(Do.FILE, file_format))
                for file_format, title in FORMATS.items()
            ]
        return _action_set(buttons)

    def _does(self, do: Do, text: str) -> CardAction:
        return CardAction(do, self._question.reference, text, self._number)


def needs_width(result: QueryAnswer) -> bool:
    """Whether the table has more columns than fit beside a chat's margins."""
    table = result.table
    return table is not None and len(table.columns) > COLUMNS_OF_A_CHAT and len(table.rows) > 1


def kind_of(charts: Charts, view: ResultView) -> Kind:
    """How a result is shown: as the person has chosen, if that makes sense, or as it fits best."""
    return view.kind if view.kind in charts.kinds else charts.kinds[0]


def _title(title: str) -> list[Element]:
    title = plain(shortened(one_line(title), MAX_TITLE_CHARS))
    return [heading(title, size="Medium", spacing="Medium")] if title else []


def _strips(table: Table, rows: Rows, reader: Reader, room: Room) -> list[Strip]:
    columns = enumerate(table.columns[: room.columns])
    return [_strip(column, [row[at] for row in rows.shown], reader, room) for at, column in columns]


def _strip(column: Column, cells: Sequence[Cell], reader: Reader, room: Room) -> Strip:
    shown = column_texts(column, cells, reader)
    return Strip(
        _header(column, cells, reader),
        [plain(shortened(text, room.cell_chars)) for text in shown],
        is_amount=is_an_amount(column),
    )


def _header(column: Column, cells: Sequence[Cell], reader: Reader) -> str:
    # A name as in SQL may wrap where an underscore was.
    name = shortened(one_line(column.name.replace("_", " ")), MAX_HEADER_CHARS)
    name = name or NO_VALUE
    zone = zone_of(column, cells, reader)
    return plain(reader.say(texts.IN_ZONE, name=name, zone=zone) if zone else name)


def _toggle(title: str, target: str) -> Card:
    return {"type": "Action.ToggleVisibility", "title": title, "targetElements": [target]}


def _action_set(buttons: list[Card]) -> list[Element]:
    return [{"type": "ActionSet", "spacing": "Small", "actions": buttons}] if buttons else []
