"""The columns that identify the rows of a result: times and categories."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from cards.charts.amounts import numbers_of
from cards.charts.context import Context
from cards.charts.grains import OF_A_YEAR, Grain, period
from cards.charts.meaning import is_category, is_mixture, is_moment_of_a_thing
from cards.charts.periods import may_be_time, periods
from cards.columns import Cells, is_fiscal, is_identifier
from genie.tables import Cell, CellKind, Column, Table

# Only so many columns of a wide result are examined; the first ones say what it is about.
_READ_COLUMNS: Final = 8
# If most of the first cells are longer, the column is prose.
_LONGEST_LABEL: Final = 120
_READ_CELLS: Final = 100
_COHORT: Final = re.compile(r"cohort|世代|同期群|群組月", re.IGNORECASE)
# How parts of a year are written together with it; a fiscal month or week is a period.
_LETTERS: Final[dict[Grain | None, str]] = {
    Grain.MONTH_OF_YEAR: "M",
    Grain.QUARTER_OF_YEAR: "Q",
    Grain.WEEK_OF_YEAR: "W",
    Grain.NUMBER: "P",
}
_TIMES: Final = frozenset({CellKind.DATE, CellKind.TIMESTAMP})


@dataclass(frozen=True, slots=True, eq=False)
class Dimension:
    """A column that identifies rows, with a key for each row.

    Args:
        at: the column's index.
        keys: sortable times if grain is given, with None for a row without one; otherwise the
            cells of a category, including empty ones.
        values: the distinct keys; of times, without None.
        is_unique: no two rows have the same key.
        is_identifier: it is a category of ids or codes.
        is_ordered: the keys of a category have an order, like the classes of a histogram.
    """

    at: int
    column: Column
    keys: Sequence[Cell]
    values: frozenset[Cell]
    is_unique: bool
    grain: Grain | None = None
    is_identifier: bool = False
    is_ordered: bool = False

    @property
    def distinct(self) -> int:
        """The number of distinct keys."""
        return len(self.values)

    @property
    def is_time(self) -> bool:
        """Whether it is a time axis."""
        return self.grain is not None

    @property
    def describes(self) -> bool:
        """Whether it is a time that is a property of another column's things."""
        return self.is_time and is_moment_of_a_thing(self.column.name)

    @property
    def is_mixture(self) -> bool:
        """Whether its values are not parts of a sum, such as plan and actual."""
        return not self.is_time and is_mixture(self.column, self.values)


def dimensions(table: Table, context: Context) -> tuple[list[Dimension], set[int]]:
    """Return the dimensions, and the indices of all columns that do not hold amounts."""
    columns = enumerate(table.columns)
    named = [(at, column) for at, column in columns if _is_candidate(at, column, table, context)]
    read = [_dimension(table, at, column, context) for at, column in named[:_READ_COLUMNS]]
    found = [dimension for dimension in read if dimension]
    return (
        [dimension for dimension in _dated(found) if dimension.distinct > 1],
        {dimension.at for dimension in found},
    )


def _is_candidate(at: int, column: Column, table: Table, context: Context) -> bool:
    if keys := context.facts.keys:
        return at in keys
    if not column.is_number:
        return column.kind in _TIMES or is_category(column)
    return may_be_time(column) or is_identifier(column, Cells(table.rows, at))


def _dimension(table: Table, at: int, column: Column, context: Context) -> Dimension | None:
    cells: Sequence[Cell] = [row[at] for row in table.rows]
    is_named = is_identifier(column, cells)
    keys = numbers_of(column, cells) if column.is_number else cells
    distinct = dict.fromkeys(keys)
    if reading := periods(column, distinct):
        grain, by_cell = reading
        return _time(at, column, [by_cell.get(key) for key in keys], _own_grain(grain, table))
    is_key = column.is_number and (is_named or at in context.facts.keys)
    if not (is_key or is_category(column)) or _is_prose(distinct):
        return None
    is_unique = len(distinct) == len(keys)
    is_ordered = (is_key and not is_named) or is_fiscal(column.name)
    values = frozenset(distinct)
    return Dimension(
        at, column, keys, values, is_unique, is_identifier=is_named, is_ordered=is_ordered
    )


def _own_grain(grain: Grain, table: Table) -> Grain:
    """Treat the first month of a cohort as a number: it is seldom January."""
    is_counted = grain in OF_A_YEAR and any(_COHORT.search(c.name) for c in table.columns)
    return Grain.NUMBER if is_counted else grain


def _is_prose(cells: Iterable[Cell]) -> bool:
    texts = [cell for cell in islice(cells, _READ_CELLS) if isinstance(cell, str)]
    return sum(len(text) > _LONGEST_LABEL for text in texts) * 2 > len(texts)


def _time(at: int, column: Column, keys: Sequence[Cell], grain: Grain) -> Dimension:
    values = frozenset(keys) - {None}
    is_unique = len(values) == len(keys) - keys.count(None)
    return Dimension(at, column, keys, values, is_unique, grain)


def _dated(found: list[Dimension]) -> list[Dimension]:
    """Combine a column of years with one of months, quarters or weeks."""
    years = [dimension for dimension in found if dimension.grain is Grain.YEAR]
    parts = [(part, grain) for grain in _LETTERS for part in found if part.grain is grain]
    if not years or not parts:
        return found
    year, (part, grain) = years[0], parts[0]
    if is_fiscal(year.column.name) or is_fiscal(part.column.name):
        dated = _fiscal(year, part)
    elif grain in OF_A_YEAR:
        pairs = zip(year.keys, part.keys, strict=True)
        keys = [_beginning(OF_A_YEAR[grain], *pair) for pair in pairs]
        dated = _time(min(year.at, part.at), part.column, keys, OF_A_YEAR[grain])
    else:
        return found
    used = [year, *(part for part, _ in parts)]
    return [dated, *(dimension for dimension in found if dimension not in used)]


def _beginning(grain: Grain, year: Cell, part: Cell) -> Cell:
    if not isinstance(year, int) or not isinstance(part, int):
        return None
    return period(grain, year, part)


def _fiscal(year: Dimension, part: Dimension) -> Dimension:
    """Name the parts of a fiscal year in the data's order: when they begin is not known."""
    prefix = "FY" if is_fiscal(year.column.name) else ""
    letter = _LETTERS[part.grain]
    pairs = zip(year.keys, part.keys, strict=True)
    keys = [None if None in pair else f"{prefix}{pair[0]!s} {letter}{pair[1]!s}" for pair in pairs]
    values = frozenset(keys)
    is_unique = len(values) == len(keys)
    at = min(year.at, part.at)
    return Dimension(at, part.column, keys, values, is_unique, is_ordered=True)
