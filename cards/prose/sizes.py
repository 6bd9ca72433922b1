"""How much room blocks take in a card, in characters of JSON."""

from collections.abc import Sequence
from typing import Final

from cards.prose.blocks import STRUCK, Block, Cell, Code, Line, Prose, Row, Run

_ELEMENT: Final = 80
_RUN: Final = 110
_CODE_LINE: Final = 140
_CELL: Final = 110
_CHARACTER: Final = 2  # escaped in Markdown, or in JSON


def is_rich(runs: Sequence[Run]) -> bool:
    """Whether a TextBlock does not draw it, so that each run is an element of its own."""
    return any(run.is_code or STRUCK in run.marks for run in runs)


def runs_size(runs: Sequence[Run]) -> int:
    """Return the size of words on one line."""
    words = sum(_CHARACTER * len(run.text) + sum(map(len, run.marks)) for run in runs)
    return words + (_ELEMENT + _RUN * len(runs) if is_rich(runs) else 0)


def line_size(line: Line) -> int:
    """Return the size of a line of prose."""
    return runs_size(line.runs)


def code_size(line: str) -> int:
    """Return the size of a line of code."""
    return _CODE_LINE + _CHARACTER * len(line)


def row_size(row: Row) -> int:
    """Return the size of a row of a table."""
    return sum(_CELL + _cell_size(cell) for cell in row)


def block_size(block: Block) -> int:
    """Return the size of a block."""
    match block:
        case Prose(lines):
            return _ELEMENT + sum(map(line_size, lines))
        case Code(text):
            return sum(map(code_size, text.split("\n")))
        case _:
            return sum(map(row_size, [block.header, *block.rows]))


def _cell_size(cell: Cell) -> int:
    return sum(map(runs_size, cell))
