"""Splitting large blocks, so that a part fits into the smallest card, and joining the parts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from cards.prose.blocks import BOLD, Block, Cell, Code, Grid, Line, Prose, Row, Run, Start, text_of
from cards.prose.sizes import code_size, is_rich, line_size, row_size, runs_size

MAX_SIZE: Final = 3_000  # of a block, in characters of JSON
MAX_GRID_COLUMNS: Final = 10
_MAX_CHARS: Final = 1_400  # of words without a line break
# The rest of a line moves to the next block after a space if one is that near.
_LONGEST_WORD: Final = 100

_T = TypeVar("_T")
_Part = tuple[Start, _T]


def small_blocks(block: Block) -> Iterator[Block]:
    """Split a block where it exceeds a limit."""
    match block:
        case Prose(lines):
            parts = (part for line in lines for part in _short_lines(line))
            for start, some in _groups(parts, MAX_SIZE, line_size):
                yield Prose(tuple(some), start)
        case Code(text):
            pieces = (piece for line in text.split("\n") for piece in _pieces(line))
            for start, code in _groups(pieces, MAX_SIZE, code_size):
                yield Code("\n".join(code), start)
        case _:
            yield from _small_grids(block)


def joined(blocks: Iterable[Block]) -> list[Block]:
    """Join the parts of blocks that were split."""
    whole: list[Block] = []
    for block in blocks:
        if block.start is not Start.NEW and whole:
            whole[-1] = _joined(whole[-1], block)
        else:
            whole.append(block)
    return whole


def _joined(before: Block, after: Block) -> Block:
    match before, after:
        case Prose(), Prose(lines, Start.LINE):
            return replace(before, lines=before.lines + lines)
        case Prose(), Prose((first, *others)):
            last = replace(before.lines[-1], runs=before.lines[-1].runs + first.runs)
            return replace(before, lines=(*before.lines[:-1], last, *others))
        case Code(), Code(text, start):
            return replace(before, text=before.text + "\n" * (start is Start.LINE) + text)
        case Grid(), Grid():
            return replace(before, rows=before.rows + after.rows)
    raise ValueError("a block continues one of another kind")


def _groups(
    parts: Iterable[_Part[_T]], limit: int, size: Callable[[_T], int]
) -> Iterator[_Part[list[_T]]]:
    """Group consecutive parts up to a total size; each group has at least one."""
    group: list[_T] = []
    total, start = 0, Start.NEW
    for begins, part in parts:
        if group and (begins is Start.WORD or total + size(part) > limit):
            yield start, group
            group, total, start = [], 0, begins
        group.append(part)
        total += size(part)
    if group:
        yield start, group


def _small_grids(grid: Grid) -> Iterator[Block]:
    header, rows = grid.header, grid.rows
    room = MAX_SIZE - row_size(header)
    if len(header) > MAX_GRID_COLUMNS or max(map(row_size, rows), default=0) > room:
        yield from _as_prose(header, rows)
        return
    for start, some in _groups(((Start.LINE, row) for row in rows), room, row_size):
        yield replace(grid, rows=tuple(some), start=start)
    if not rows:
        yield grid


def _as_prose(header: Row, rows: Sequence[Row]) -> Iterator[Block]:
    """Write a table with long cells or many columns as lines: each cell after its column's name."""
    for row in rows or (((),) * len(header),):
        cells = zip(header, row, strict=True)
        lines = (line for name, cell in cells for line in _cell_lines(name, cell))
        yield from small_blocks(Prose(tuple(lines)))


def _cell_lines(name: Cell, cell: Cell) -> Iterator[Line]:
    title = Run(f"{' '.join(map(text_of, name))}: ", (BOLD,))
    first, *others = cell or ((),)
    yield Line((title, *first))
    yield from map(Line, others)


def _short_lines(line: Line) -> Iterator[_Part[Line]]:
    """Split a line that is longer than a block."""
    if line_size(line) <= MAX_SIZE:
        yield Start.LINE, line
        return
    pieces = (
        (Start.LINE, replace(run, text=text)) for run in line.runs for _, text in _pieces(run.text)
    )
    start, mark = Start.LINE, line.mark
    # Each run of a line with code is an element of its own.
    is_element = is_rich(line.runs)
    for _, runs in _groups(
        pieces, MAX_SIZE, lambda run: runs_size([replace(run, is_code=is_element)])
    ):
        yield start, Line(tuple(runs), mark, line.indent)
        start, mark = Start.WORD, ""


def _pieces(text: str) -> Iterator[_Part[str]]:
    """Split a text at its spaces if possible."""
    start = Start.LINE
    while len(text) > _MAX_CHARS:
        space = text.rfind(" ", _MAX_CHARS - _LONGEST_WORD, _MAX_CHARS)
        end = _MAX_CHARS if space < 0 else space + 1
        yield start, text[:end]
        text, start = text[end:], Start.WORD
    yield start, text
