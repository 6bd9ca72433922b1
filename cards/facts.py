"""One row: a single large number, or a list of facts."""

from collections.abc import Sequence
from typing import Final

from cards.columns import is_amount
from cards.formatting import NO_VALUE, ColumnFormat
from cards.markdown import plain
from cards.messages import Element, note, shortened, text_block
from cards.reader import Reader
from cards.size import SizeBudget
from cards.texts import answer_texts
from cards.units import UnitKind
from genie.tables import Cell, Table

# Units that are words in the reader's language.
_WORDS: Final = {
    "days": answer_texts.DAYS,
    "hours": answer_texts.HOURS,
    "minutes": answer_texts.MINUTES,
}


def is_a_number(table: Table) -> bool:
    """Whether the whole result is one number that counts or measures something."""
    if len(table.rows) != 1 or len(table.columns) != 1:
        return False
    cell = table.rows[0][0]
    return cell is not None and is_amount(table.columns[0], [cell])


def number_elements(table: Table, reader: Reader, header: str) -> list[Element]:
    """Draw one large number with its name and unit."""
    cell = table.rows[0][0]
    value = _measured(ColumnFormat(table.columns[0], [cell], reader), cell, reader)
    return [
        note(header, spacing="Medium"),
        text_block(
            plain(value), size="ExtraLarge", weight="Bolder", color="Accent", spacing="None"
        ),
    ]


def _measured(form: ColumnFormat, cell: Cell, reader: Reader) -> str:
    """Write a single value of a column with its unit."""
    value, unit = form.texts([cell])[0], form.unit
    if unit is None or unit.kind is UnitKind.PERCENT or cell is None:
        return value
    if unit.kind is UnitKind.TIME:
        whole = 1 if cell == 1 else 2  # fractions take the plural
        number = cell if isinstance(cell, int) else whole
        return reader.say_many(_WORDS[unit.name], number, count=value)
    return f"{value} {unit.name}"


def fact_elements(
    cells: Sequence[Cell],
    headers: Sequence[str],
    forms: Sequence[ColumnFormat],
    reader: Reader,
    room: SizeBudget,
) -> list[Element]:
    """Draw cells of the single row as a list of the columns' names and values."""
    pairs = zip(forms, cells, strict=True)
    values = [_measured(form, cell, reader) for form, cell in pairs]
    facts = [
        {"title": header, "value": plain(shortened(value, room.fact_chars)) or NO_VALUE}
        for header, value in zip(headers, values, strict=True)
    ]
    return [{"type": "FactSet", "spacing": "Small", "facts": facts}]
