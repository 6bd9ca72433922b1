"""Splitting large blocks, so that a part fits into the smallest card, and joining the parts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from cards.prose.blocks import BOLD, Block, Code, Grid, Line, Prose, Row, Run, Start, text_of

MAX_BLOCK_CHARS: Final = 1_500
MAX_CODE_LINES: Final = 20
MAX_GRID_ROWS: Final = 10
MAX_GRID_CELLS: Final = 100  # without the header
MAX_GRID_COLUMNS: Final = 20
# The rest of a line moves to the next block after a space if one is that near.
_LONGEST_WORD: Final = 100

_T = TypeVar("_T")
_Part = tuple[Start, _T]


def small_blocks(block: Block) -> Iterator[Block]:
    """Split a block where it exceeds a limit."""
    match block:
        case Prose(lines):
            parts = (part for line in lines for part in _short_lines(line))
            for start, some in _groups(parts, MAX_BLOCK_CHARS, lambda line: len(line.text)):
                yield Prose(tuple(some), start)
        case Code(text):
            pieces = (piece for line in text.split("\n") for piece in _pieces(line))
            for start, code in _groups(pieces, MAX_BLOCK_CHARS, len, most=MAX_CODE_LINES):
                yield Code("\n".join(code), start)
        case _:
            yield from _small_grids(block.header, block.rows)


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
    parts: Iterable[_Part[_T]], limit: int, size: Callable[[_T], int], *, most: int | None = None
) -> Iterator[_Part[list[_T]]]:
    """Group consecutive parts up to a total size and number; each group has at least one."""
    group: list[_T] = []
    total, start = 0, Start.NEW
    for begins, part in parts:
        if group and (begins is Start.WORD or total + size(part) > limit or len(group) == most):
            yield start, group
            group, total, start = [], 0, begins
        group.append(part)
        total += size(part)
    if group:
        yield start, group


def _small_grids(header: Row, rows: Sequence[Row]) -> Iterator[Block]:
    most_chars = max(map(_row_chars, [header, *rows]))
    if most_chars > MAX_BLOCK_CHARS // 2 or len(header) > MAX_GRID_COLUMNS:
        yield from _as_prose(header, rows)
        return
    most = min(MAX_GRID_ROWS, MAX_GRID_CELLS // len(header))
    parts = ((Start.LINE, row) for row in rows)
    room = MAX_BLOCK_CHARS - _row_chars(header)
    for start, some in _groups(parts, room, _row_chars, most=most):
        yield Grid(header, tuple(some), start)
    if not rows:
        yield Grid(header, ())


def _row_chars(row: Row) -> int:
    return sum(len(text_of(cell)) for cell in row)


def _as_prose(header: Row, rows: Sequence[Row]) -> Iterator[Block]:
    """Write a table with long cells or many columns as lines: each cell after its column's name."""
    for row in rows or (((),) * len(header),):
        lines = (_cell_line(name, cell) for name, cell in zip(header, row, strict=True))
        yield from small_blocks(Prose(tuple(lines)))


def _cell_line(name: tuple[Run, ...], cell: tuple[Run, ...]) -> Line:
    return Line((Run(f"{text_of(name)}: ", (BOLD,)), *cell))


def _short_lines(line: Line) -> Iterator[_Part[Line]]:
    """Split a line that is longer than a block."""
    if len(line.text) <= MAX_BLOCK_CHARS:
        yield Start.LINE, line
        return
    pieces = (
        (Start.LINE, replace(run, text=text)) for run in line.runs for _, text in _pieces(run.text)
    )
    start, mark = Start.LINE, line.mark
    for _, runs in _groups(pieces, MAX_BLOCK_CHARS, lambda run: len(run.text)):
        yield start, Line(tuple(runs), mark, line.indent)
        start, mark = Start.WORD, ""


def _pieces(text: str) -> Iterator[_Part[str]]:
    """Split a text at its spaces if possible."""
    start = Start.LINE
    while len(text) > MAX_BLOCK_CHARS:
        space = text.rfind(" ", MAX_BLOCK_CHARS - _LONGEST_WORD, MAX_BLOCK_CHARS)
        end = MAX_BLOCK_CHARS if space < 0 else space + 1
        yield start, text[:end]
        text, start = text[end:], Start.WORD
    yield start, text
