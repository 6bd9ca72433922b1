"""The numbers of a chart: exact until they are drawn."""

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, localcontext
from typing import Final

from genie.tables import Cell, CellKind, Column

Number = int | float | Decimal
Numbers = Sequence[Number | None]

# Larger numbers are not drawn, so that a sum of thousands of them is still valid in JSON.
_MOST_DIGITS: Final = 300
_LARGEST: Final = 10**_MOST_DIGITS
_LARGEST_FLOAT: Final = float(_LARGEST)
# Exact for sums of Databricks' longest DECIMAL, which has 38 digits.
_EXACT: Final = Context(prec=60)
# The precision that is visible; at least two decimals, so that amounts of money are unchanged.
_SIGNIFICANT_DIGITS: Final = 6
_FEWEST_PLACES: Final = 2


def numbers_of(column: Column, cells: Iterable[Cell]) -> list[Number | None]:
    """Return a column's numbers; None for missing, infinite or extremely large ones."""
    match column.kind:
        case CellKind.INTEGER:
            return [c if type(c) is int and -_LARGEST < c < _LARGEST else None for c in cells]
        case CellKind.FLOAT:
            limit = _LARGEST_FLOAT
            return [c if type(c) is float and -limit < c < limit else None for c in cells]
        case _:
            return [
                c if type(c) is Decimal and c.is_finite() and c.adjusted() < _MOST_DIGITS else None
                for c in cells
            ]


def known_of(numbers: Numbers) -> list[Number]:
    """Return the numbers that are not None."""
    # Comparing, as count(None) does, is ten times as expensive for a Decimal.
    return [number for number in numbers if number is not None]


def total(numbers: Iterable[Number | None]) -> Number | None:
    """Add up the numbers of a column; None if there are none."""
    known = [number for number in numbers if number is not None]
    with localcontext(_EXACT):
        return sum(known) if known else None


def last_place(numbers: Numbers) -> float:
    """Return the value of one unit in the last decimal place: 0.01 for "12.50"."""
    places = (_places(number) for number in numbers if number is not None)
    return float(Decimal(1).scaleb(-max(places, default=0)))


def _places(number: Number) -> int:
    exponent = Decimal(repr(number) if isinstance(number, float) else number).normalize()
    return max(0, -int(exponent.as_tuple().exponent))


def floats(numbers: Numbers) -> list[float]:
    """Convert numbers for comparison; missing ones are 0."""
    return [0.0 if number is None else float(number) for number in numbers]


def drawn(number: Number | None) -> float | None:
    """Round a number to the precision that is visible."""
    if number is None:
        return None
    value = float(number)
    if not value or value.is_integer():
        return value + 0.0  # avoids minus zero
    magnitude = Decimal(value).adjusted()
    return round(value, max(_FEWEST_PLACES, _SIGNIFICANT_DIGITS - 1 - magnitude)) + 0.0
