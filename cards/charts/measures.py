"""The columns of amounts in a result, and which of them belong into one chart."""

from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import islice, pairwise
from math import isclose
from typing import Final

from cards.charts.amounts import Numbers, floats, known_of, numbers_of, total
from cards.charts.meaning import Unit, is_additive, is_measure, stem_of, unit_of
from genie.tables import Column, Table

_READ_COLUMNS: Final = 24
# Of very long results fewer columns are put together, so that a chart costs milliseconds.
_READ_CELLS: Final = 10_000
_PAIR: Final = 2
# Bars a twentieth as long as the longest ones cannot be told from each other.
_WIDEST_SCALE: Final = 20
# Shares that are rounded to whole percents do not quite make up a hundred.
_ROUNDING: Final = 0.015
_FEWEST_IN_ORDER: Final = 3
_FIRST_ROWS: Final = 20
_EXACT: Final = 1e-6


class Measure:
    """A column of amounts, which is read when it is needed: most of a wide result's are not."""

    def __init__(self, table: Table, at: int) -> None:
        self.at = at
        self.column: Column = table.columns[at]
        self.is_additive = is_additive(self.column)
        self._rows = table.rows

    @cached_property
    def numbers(self) -> Numbers:
        """A number for each row; None where there is none."""
        return numbers_of(self.column, [row[self.at] for row in self._rows])

    @property
    def has_numbers(self) -> bool:
        """Whether there is any."""
        filled = ([row[self.at]] for row in self._rows if row[self.at] is not None)
        return any(numbers_of(self.column, cell) != [None] for cell in filled)

    @property
    def is_falling(self) -> bool:
        """Whether the result is in its order, the highest first."""
        first = numbers_of(self.column, [row[self.at] for row in self._rows[:_FIRST_ROWS]])
        return is_rising(first[::-1]) and is_rising(self.numbers[::-1])


def measures_of(table: Table, taken: Collection[int]) -> list[Measure]:
    """Return the first columns of amounts; taken are the places of dimensions."""
    places = (
        at for at, column in enumerate(table.columns) if at not in taken and is_measure(column)
    )
    measures = [Measure(table, at) for at in islice(places, _READ_COLUMNS)]
    return [measure for measure in measures if measure.has_numbers]


def alike(main: Measure, measures: Sequence[Measure]) -> list[Measure]:
    """Return what can stand on one axis with the main measure: of its unit, and near its size."""
    limit = max(_PAIR, _READ_CELLS // len(main.numbers))
    candidates = [measure for measure in measures if _is_alike(main, measure)]
    kept = {main, *_next_to(main, candidates)[:limit]}
    return [m for m in measures if m in kept and (m is main or near(main.numbers, m.numbers))]


def sum_of_others(measures: Sequence[Measure]) -> Measure | None:
    """Return the measure that is the sum of all others, which then are the parts of a whole."""
    if len(measures) <= _PAIR or not measures[0].is_additive:
        return None
    sizes = [floats(measure.numbers) for measure in measures]
    rows = [sum(row) for row in zip(*sizes, strict=True)]
    is_sum = (
        all(isclose(2 * one, all_, rel_tol=_EXACT) for one, all_ in zip(size, rows, strict=True))
        for size in sizes
    )
    return next((measure for measure, is_one in zip(measures, is_sum, strict=True) if is_one), None)


def _next_to(main: Measure, measures: Sequence[Measure]) -> list[Measure]:
    """Return the measures in the columns around the main one, and those named like it.

    In a wide result, what stands apart has little to do with each other.
    """
    runs = [measure.at - at for at, measure in enumerate(measures)]
    run, stem = runs[measures.index(main)], stem_of(main.column)
    pairs = zip(measures, runs, strict=True)
    return [measure for measure, own in pairs if own == run or stem_of(measure.column) == stem]


def near(one: Numbers, other: Numbers) -> bool:
    """Whether numbers are of a size, so that both can be read off one axis."""
    low, high = sorted((_peak(one), _peak(other)))
    return high <= low * _WIDEST_SCALE


def is_whole(numbers: Numbers) -> bool:
    """Whether numbers are the shares of all there is: as fractions, or of a hundred."""
    whole = float(total(numbers) or 0)
    return any(abs(whole / of - 1) <= _ROUNDING for of in (1, 100))


def is_rising(numbers: Numbers) -> bool:
    """Whether numbers are in order, the lowest first; too few are in no order."""
    known = known_of(numbers)
    if len(known) < len(numbers) or len(known) < _FEWEST_IN_ORDER:
        return False
    return known[0] != known[-1] and all(one <= other for one, other in pairwise(known))


def _is_alike(one: Measure, other: Measure) -> bool:
    units = {unit_of(one.column), unit_of(other.column)}
    is_one_type = one.column.kind is other.column.kind
    is_one_unit = len(units) == 1 or (Unit.UNKNOWN in units and is_one_type)
    return is_one_unit and one.is_additive is other.is_additive


def _peak(numbers: Numbers) -> float:
    known = known_of(numbers)
    return max(abs(float(max(known))), abs(float(min(known)))) if known else 0.0
