"""A result: its title, its table, what is not shown of it, and the SQL behind it."""

from collections.abc import Sequence
from typing import Final

from babel import Locale

from cards import texts
from cards.formatting import column_texts, count, is_an_amount, locale_of, zone_of
from cards.grid import Strip, fitting, table_element
from cards.markdown import one_line, plain
from cards.messages import Element, heading, note, shortened, text_block
from cards.problem import advice_on
from cards.size import Room
from cards.sql import sql_elements
from genie.events import QueryAnswer
from genie.tables import Cell, Column, Table

MAX_TITLE_CHARS: Final = 150
MAX_HEADER_CHARS: Final = 40
COLUMNS_OF_A_CHAT: Final = 3


def result_elements(result: QueryAnswer, *, number: int, locale: str, room: Room) -> list[Element]:
    """Draw a query and what came of it. number tells several of one card apart."""
    return [
        *_title(result.query.title),
        *_outcome(result, locale_of(locale), room),
        *sql_elements(result.query, number, max_chars=room.sql_chars),
    ]


def needs_width(result: QueryAnswer) -> bool:
    """Whether the table has more columns than fit beside a chat's margins."""
    return result.table is not None and len(result.table.columns) > COLUMNS_OF_A_CHAT


def _title(title: str) -> list[Element]:
    title = plain(shortened(one_line(title), MAX_TITLE_CHARS))
    return [heading(title, size="Medium", spacing="Medium")] if title else []


def _outcome(result: QueryAnswer, locale: Locale, room: Room) -> list[Element]:
    table = result.table
    if table is None:
        advice = advice_on(result.error, str(locale)) if result.error else texts.ASK_LATER
        return [text_block(texts.RESULT_UNREADABLE.format(advice=advice), color="Warning")]
    if not table.rows or not table.columns:
        return [text_block(texts.NO_ROWS)]
    strips = _strips(table, locale, room)
    shown = strips[: fitting(strips)]
    notes = _row_notes(table, locale, room)
    if table.is_truncated or result.query.is_truncated:
        notes.append(texts.TRUNCATED.format(count=count(len(table.rows), locale)))
    if hidden := len(table.columns) - len(shown):
        text = texts.ONE_COLUMN_HIDDEN if hidden == 1 else texts.COLUMNS_HIDDEN
        notes.append(text.format(count=count(hidden, locale)))
    return [table_element(shown), *(note(text) for text in notes)]


def _strips(table: Table, locale: Locale, room: Room) -> list[Strip]:
    rows = table.rows[: room.rows]
    columns = enumerate(table.columns[: room.columns])
    return [_strip(column, [row[at] for row in rows], locale, room) for at, column in columns]


def _strip(column: Column, cells: Sequence[Cell], locale: Locale, room: Room) -> Strip:
    shown = column_texts(column, cells, locale)
    return Strip(
        _header(column, cells),
        [plain(shortened(text, room.cell_chars)) for text in shown],
        is_amount=is_an_amount(column),
    )


def _header(column: Column, cells: Sequence[Cell]) -> str:
    # A name as in SQL may wrap where an underscore was.
    name = shortened(one_line(column.name.replace("_", " ")), MAX_HEADER_CHARS)
    zone = zone_of(column, cells)
    return plain(texts.IN_ZONE.format(name=name, zone=zone) if zone else name)


def _row_notes(table: Table, locale: Locale, room: Room) -> list[str]:
    shown, total = min(len(table.rows), room.rows), table.total_row_count
    if total > shown:
        counts = {"shown": count(shown, locale), "total": count(total, locale)}
        return [texts.ROWS_SHOWN.format(**counts)]
    return [texts.ONE_ROW if shown == 1 else texts.ROWS_ALL.format(total=shown)]
