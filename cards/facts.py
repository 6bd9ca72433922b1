"""One row: a single number stands large, several values are a list of facts."""

import re
from typing import Final

from cards import texts
from cards.formatting import NO_VALUE, column_texts, is_an_amount
from cards.markdown import plain
from cards.messages import Element, note, shortened, text_block
from cards.reader import Reader
from cards.size import Room
from genie.tables import Cell, Column, Table

# Units that a column's last word names, as people write them behind a number.
_UNITS: Final = {
    "pct": "%",
    "percent": "%",
    "percentage": "%",
    "百分比": "%",
    **{unit: unit for unit in ("ms", "kg", "km", "kwh", "gb", "mb")},
    **{code.lower(): code for code in ("USD", "EUR", "GBP", "JPY", "CNY", "TWD", "HKD", "KRW")},
}
# Those that are words, in the reader's language.
_WORDS: Final = {"days": texts.DAYS, "hours": texts.HOURS, "minutes": texts.MINUTES}
_LAST_WORD: Final = re.compile(r"(?:百分比|[a-z]+)$", re.IGNORECASE)


def is_a_number(table: Table) -> bool:
    """Whether the whole result is one number that counts or measures something."""
    has_one_cell = len(table.rows) == 1 and len(table.columns) == 1
    return has_one_cell and is_an_amount(table.columns[0]) and table.rows[0][0] is not None


def number_elements(table: Table, reader: Reader, header: str) -> list[Element]:
    """Draw one number so that it is seen first, with what it is and in which unit."""
    column, cell = table.columns[0], table.rows[0][0]
    value = plain(column_texts(column, [cell], reader)[0])
    return [
        note(header, spacing="Medium"),
        text_block(
            _measured(value, cell, column, reader),
            size="ExtraLarge",
            weight="Bolder",
            color="Accent",
            spacing="None",
        ),
    ]


def _measured(value: str, cell: Cell, column: Column, reader: Reader) -> str:
    """Write a value with its unit."""
    word = _LAST_WORD.search(column.name.strip())
    unit = word[0].lower() if word else ""
    if unit in _WORDS:
        whole = 1 if cell == 1 else 2  # fractions are counted like several
        number = cell if isinstance(cell, int) else whole
        return reader.say_many(_WORDS[unit], number, count=value)
    symbol = _UNITS.get(unit, "")
    return f"{value} {symbol}" if symbol and not value.endswith(symbol) else value


def fact_elements(table: Table, headers: list[str], reader: Reader, room: Room) -> list[Element]:
    """Draw the one row as a list: each column's name beside its value."""
    values = [
        column_texts(column, [cell], reader)[0]
        for column, cell in zip(table.columns, table.rows[0], strict=True)
    ]
    facts = [
        {"title": header, "value": plain(shortened(value, 2 * room.cell_chars)) or NO_VALUE}
        for header, value in zip(headers, values[: room.facts], strict=False)
    ]
    return [{"type": "FactSet", "spacing": "Small", "facts": facts}]
