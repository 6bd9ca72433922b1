"""What Genie's Markdown consists of."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

BOLD: Final = "**"
ITALIC: Final = "*"
STRUCK: Final = "~~"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one style.

    Args:
        marks: BOLD, ITALIC, STRUCK, or the web address to which the words link; the outermost
            first.
    """

    text: str
    marks: tuple[str, ...] = ()
    is_code: bool = False


Runs = tuple[Run, ...]
Cell = tuple[Runs, ...]  # its lines
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph or a list.

    Args:
        mark: of a list's item, such as "-" or "3."; "" in a paragraph and for the further lines of
            an item.
        indent: the number of spaces before the line, or before its mark.
    """

    runs: Runs
    mark: str = ""
    indent: int = 0

    @property
    def text(self) -> str:
        """The words without any style."""
        return text_of(self.runs)


class Start(StrEnum):
    """Where a block begins: on its own, or as a further part of the block before."""

    NEW = "new"
    LINE = "line"  # with a new line, or a new row
    WORD = "word"  # within the last line


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph, a heading, or a list."""

    lines: tuple[Line, ...]
    start: Start = Start.NEW


@dataclass(frozen=True, slots=True)
class Code:
    """Lines that are shown literally."""

    text: str
    start: Start = Start.NEW


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table. Every row is as long as the header.

    Args:
        right: the indices of the columns that are aligned right.
    """

    header: Row
    rows: tuple[Row, ...]
    right: frozenset[int] = frozenset()
    start: Start = Start.NEW


Block = Prose | Code | Grid


def text_of(runs: Sequence[Run]) -> str:
    """Return the words without any style."""
    return "".join(run.text for run in runs)
