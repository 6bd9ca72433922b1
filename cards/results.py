"""One query of an answer: its title, its table, and the SQL behind a button."""

from collections.abc import Sequence
from typing import Final

from babel import Locale
from babel.numbers import format_decimal

from cards import texts
from cards.formatting import cell_text, is_a_name, locale_of
from cards.markdown import plain
from cards.messages import Element, shortened, text_block
from genie.events import QueryAnswer
from genie.models import QueryAttachment
from genie.tables import Column, Row, Table

MAX_ROWS: Final = 10
# More do not fit a chat's width; a phone shows three or four.
MAX_COLUMNS: Final = 6
COLUMNS_OF_A_CHAT: Final = 3
MAX_CELL_CHARS: Final = 60
MAX_SQL_CHARS: Final = 4_000
MAX_SQL_LINES: Final = 60
MAX_TITLE_CHARS: Final = 150
MAX_DESCRIPTION_CHARS: Final = 500
MAX_PARAMETERS: Final = 10
_NARROWEST: Final = 5
_WIDEST: Final = 24


def result_elements(result: QueryAnswer, *, number: int, locale: str) -> list[Element]:
    """Draw a query and what came of it. number tells several of one card apart."""
    query, table = result.query, result.table
    title = plain(shortened(query.title, MAX_TITLE_CHARS))
    elements = (
        [text_block(title, weight="Bolder", size="Medium", spacing="Medium")] if title else []
    )
    if table is None:
        elements.append(text_block(texts.RESULT_UNREADABLE, color="Warning"))
    elif not table.rows:
        elements.append(text_block(texts.NO_ROWS))
    else:
        elements += _table_elements(table, locale_of(locale))
    return elements + _sql_elements(query, number)


def needs_width(result: QueryAnswer) -> bool:
    """Whether the table has more columns than fit beside a chat's margins."""
    return result.table is not None and len(result.table.columns) > COLUMNS_OF_A_CHAT


def _table_elements(table: Table, locale: Locale) -> list[Element]:
    columns = table.columns[:MAX_COLUMNS]
    # Names as in SQL, but they may wrap where an underscore was.
    header = [shortened(column.name.replace("_", " "), MAX_CELL_CHARS) for column in columns]
    rows = [_texts(row, columns, locale) for row in table.rows[:MAX_ROWS]]
    widths = [_width(column) for column in zip(header, *rows, strict=True)]
    element = {
        "type": "Table",
        "firstRowAsHeaders": True,
        "showGridLines": True,
        "columns": [{"width": width} for width in widths],
        "rows": [_row_element(header, columns, weight="Bolder")]
        + [_row_element(row, columns) for row in rows],
        "spacing": "Small",
    }
    notes = [
        text_block(note, isSubtle=True, size="Small", spacing="Small")
        for note in _notes(table, locale)
    ]
    return [element, *notes]


def _texts(row: Row, columns: Sequence[Column], locale: Locale) -> list[str]:
    pairs = zip(row[: len(columns)], columns, strict=True)
    return [shortened(cell_text(cell, column, locale), MAX_CELL_CHARS) for cell, column in pairs]


def _width(column: Sequence[str]) -> int:
    """Weigh a column by the longest word of its header or the longest text below it."""
    header, *texts_below = column
    longest = max(len(text) for text in [*header.split(), *texts_below, ""])
    return min(max(longest, _NARROWEST), _WIDEST)


def _row_element(
    row: Sequence[str], columns: Sequence[Column], *, weight: str = "Default"
) -> Element:
    pairs = zip(row, columns, strict=True)
    cells = [_cell_element(text, column, weight=weight) for text, column in pairs]
    return {"type": "TableRow", "cells": cells}


def _cell_element(text: str, column: Column, *, weight: str) -> Element:
    is_right = column.is_number and not is_a_name(column)
    side = "Right" if is_right else "Left"
    block = text_block(plain(text) or " ", weight=weight, horizontalAlignment=side)
    return {"type": "TableCell", "items": [block]}


def _notes(table: Table, locale: Locale) -> list[str]:
    total = format_decimal(table.total_row_count, locale=locale)
    shown = min(len(table.rows), MAX_ROWS)
    notes = []
    if table.total_row_count > shown:
        notes.append(texts.ROWS_SHOWN.format(shown=shown, total=total))
    else:
        notes.append(texts.ONE_ROW if shown == 1 else texts.ROWS_ALL.format(total=total))
    if table.is_truncated:
        notes.append(texts.TRUNCATED)
    if len(table.columns) > MAX_COLUMNS:
        notes.append(texts.COLUMNS_HIDDEN.format(count=len(table.columns) - MAX_COLUMNS))
    return notes


def _sql_elements(query: QueryAttachment, number: int) -> list[Element]:
    """The SQL, hidden, and the button that shows it and then changes into one that hides it."""
    if not query.sql:
        return []
    show, hide, sql = (f"{name}-{number}" for name in ("show-sql", "hide-sql", "sql"))
    toggle = [show, hide, sql]
    return [
        _toggle(show, texts.SHOW_SQL, toggle, is_visible=True),
        _toggle(hide, texts.HIDE_SQL, toggle, is_visible=False),
        {"type": "Container", "id": sql, "isVisible": False, "items": _explanation(query)},
    ]


def _toggle(element_id: str, title: str, targets: list[str], *, is_visible: bool) -> Element:
    action = {"type": "Action.ToggleVisibility", "title": title, "targetElements": targets}
    return {"type": "ActionSet", "id": element_id, "isVisible": is_visible, "actions": [action]}


def _explanation(query: QueryAttachment) -> list[Element]:
    items = []
    if query.description:
        items.append(text_block(plain(shortened(query.description, MAX_DESCRIPTION_CHARS))))
    lines = query.sql.splitlines()
    sql = shortened("\n".join(lines[:MAX_SQL_LINES]), MAX_SQL_CHARS)
    items.append(_code(sql))
    if len(query.sql) > MAX_SQL_CHARS or len(lines) > MAX_SQL_LINES:
        items.append(text_block(texts.SQL_CUT, isSubtle=True, size="Small"))
    for parameter in query.parameters[:MAX_PARAMETERS]:
        name, value = (plain(shortened(t, 100)) for t in (parameter.keyword, parameter.value))
        said = texts.PARAMETER.format(name=f":{name}", value=value)
        items.append(text_block(said, isSubtle=True, size="Small", spacing="Small"))
    return items


def _code(sql: str) -> Element:
    """A code block; where there is none, one line of plain monospace text per line of SQL."""
    lines = [
        {
            "type": "RichTextBlock",
            "spacing": "None",
            "inlines": [
                {"type": "TextRun", "text": line or " ", "fontType": "Monospace", "size": "Small"}
            ],
        }
        for line in _indented(sql)
    ]
    return {
        "type": "CodeBlock",
        "codeSnippet": sql,
        "language": "Sql",
        "fallback": {"type": "Container", "style": "emphasis", "items": lines},
    }


def _indented(sql: str) -> list[str]:
    """Split into lines whose indentation survives: renderers drop leading spaces."""
    lines = sql.replace("\t", "    ").splitlines()
    return ["\u00a0" * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in lines]
