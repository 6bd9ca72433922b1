"""Numbers along an axis and beside bars: short, and of one unit."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from matplotlib.ticker import MaxNLocator

_NAMES: Final = {6: "M", 9: "B", 12: "T"}
# Up to here numbers are written out: 999,999, and 0.0001.
_LARGEST_EXPONENT, _SMALLEST_EXPONENT = 5, -4
_MOST_PLACES: Final = 6
_SIGNIFICANT_DIGITS: Final = 3
_STEPS: Final = (1, 2, 2.5, 5, 10)
# Lines begin at zero unless that would press them together in the upper half.
_FLAT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Unit:
    """What numbers are divided by before they are drawn and written: ten to this power."""

    exponent: int = 0

    @classmethod
    def of(cls, largest: float) -> "Unit":
        """Return the unit in which this number has at most three digits, if it needs one."""
        exponent = Decimal(largest).adjusted() if largest else 0
        if _SMALLEST_EXPONENT <= exponent <= _LARGEST_EXPONENT:
            return cls()
        return cls(exponent // 3 * 3)

    @property
    def suffix(self) -> str:
        """What stands behind the number."""
        return _NAMES.get(self.exponent, f"E{self.exponent:+d}" if self.exponent else "")

    def scale(self, number: float) -> float:
        """Return the number in this unit; any finite one, which a division might not survive."""
        return float(Decimal(number).scaleb(-self.exponent)) if self.exponent else float(number)

    def text(self, scaled: float, places: int) -> str:
        """Write a number that is in this unit already."""
        written = f"{scaled:,.{places}f}"
        return f"{written}{self.suffix}" if float(written.replace(",", "")) else "0"


def compact(numbers: Sequence[float]) -> list[str]:
    """Write each number in three digits, or all of them if it has more before the point.

    Those of one unit have as many places, if they have so many digits.
    """
    units = [Unit.of(abs(number)) for number in numbers]
    scaled = [unit.scale(number) for unit, number in zip(units, numbers, strict=True)]
    needed: dict[Unit, int] = {}
    for unit, number in zip(units, scaled, strict=True):
        needed[unit] = max(_needed(number), needed.get(unit, 0))
    return [
        unit.text(number, min(_places(number), needed[unit]))
        for unit, number in zip(units, scaled, strict=True)
    ]


def _places(number: float) -> int:
    digits = Decimal(number).adjusted() if number else 0
    return max(0, _SIGNIFICANT_DIGITS - 1 - digits)


def _needed(number: float) -> int:
    """Return with how few places the number is the same as with three digits."""
    places = _places(number)
    wanted = round(number, places)
    return next(fewer for fewer in range(places + 1) if round(number, fewer) == wanted)


def span(numbers: Iterable[float], *, is_from_zero: bool) -> tuple[float, float]:
    """Return the ends of the axis that shows the numbers; of none, 0 and 1."""
    known = list(numbers) or [0.0]
    low, high = min(known), max(known)
    is_flat = low > _FLAT * high > 0 or high < _FLAT * low < 0
    if is_from_zero or not is_flat or low == high:
        low, high = min(low, 0.0), max(high, 0.0)
    return (low, high) if low < high else (0.0, 1.0)


def ticks(low: float, high: float, *, most: int, is_whole: bool) -> list[float]:
    """Return round numbers, the first at most low and the last at least high."""
    locator = MaxNLocator(nbins=most, steps=_STEPS, integer=is_whole, min_n_ticks=2)
    return [float(number) for number in locator.tick_values(low, high)]


def tick_texts(numbers: Sequence[float], unit: Unit) -> list[str]:
    """Write the numbers with the same number of places, as few as tell them apart exactly."""
    step = abs(numbers[1] - numbers[0]) if len(numbers) > 1 else 1.0
    enough = (
        places
        for places in range(_MOST_PLACES)
        if all(math.isclose(round(n, places), n, abs_tol=step / 1000) for n in numbers)
    )
    places = next(enough, _MOST_PLACES)
    return [unit.text(number, places) for number in numbers]
