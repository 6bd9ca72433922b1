"""Colours that the colour-blind tell apart, and what else tells one series from another."""

from dataclasses import dataclass
from typing import Final, Literal

Dashes = Literal["-", "--", ":", "-."]

INK: Final = "#222222"
DIM: Final = "#595959"  # 7:1 on white
GRID: Final = "#dedede"
BASELINE: Final = "#8c8c8c"
REST: Final = "#bdbdbd"  # what is too small to get a colour of its own

# Okabe and Ito's colours, those that are seen best on white first.
# Source: https://jfly.uni-koeln.de/color/
COLOURS: Final = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#f0e442",
    "#7f7f7f",
)
_HATCHES: Final = ("", "//", "..", "\\\\", "xx", "--", "||", "oo")
_MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X", "*")
_DASHES: Final[tuple[Dashes, ...]] = ("-", "--", ":", "-.")


@dataclass(frozen=True, slots=True)
class Look:
    """How a series looks, in the picture and in its key: never known by its colour alone.

    Args:
        hatch: of its bars, "" for none.
        marker: on its line, "" for none.
        dashes: of its line, as matplotlib writes them.
    """

    colour: str
    hatch: str = ""
    marker: str = ""
    dashes: Dashes = "-"


def bar_looks(count: int) -> list[Look]:
    """Return the looks of so many series of bars; the first 64 differ."""
    rounds = ((n % 8, n // 8) for n in range(count))
    return [Look(COLOURS[n], hatch=_HATCHES[(n + turn) % 8]) for n, turn in rounds]


def line_looks(count: int) -> list[Look]:
    """Return the looks of so many lines; the first 32 differ."""
    rounds = ((n % 8, n // 8) for n in range(count))
    return [Look(COLOURS[n], marker=_MARKERS[n], dashes=_DASHES[turn % 4]) for n, turn in rounds]
