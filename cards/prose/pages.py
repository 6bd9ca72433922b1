"""A long text in pages: as many blocks as there is room for, from one of them on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cards.prose.blocks import Block, Code, Prose, text_of

# The JSON around a TextBlock, a line of code, and a cell of a table, in characters.
_BLOCK_CHARS: Final = 60
_CODE_LINE_CHARS: Final = 140
_CELL_CHARS: Final = 110


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks that are shown.

    Args:
        first, end: the index of the first, and the index after the last.
        chars: their size in a card, in characters of JSON.
    """

    blocks: tuple[Block, ...]
    first: int
    end: int
    chars: int


def page_of(blocks: Sequence[Block], first: int, room: int) -> Page:
    """Choose the blocks of a page: at least one, and as many as take up to room characters."""
    end = first = min(first, max(0, len(blocks) - 1))
    used = 0
    for block in blocks[first:]:
        chars = _chars(block)
        if used + chars > room and end > first:
            break
        used += chars
        end += 1
    return Page(tuple(blocks[first:end]), first, end, used)


def _chars(block: Block) -> int:
    """Estimate the size of a block in a card, in characters of JSON."""
    match block:
        case Prose(lines):
            return _BLOCK_CHARS + sum(len(line.text) for line in lines)
        case Code(text):
            return len(text) + _CODE_LINE_CHARS * (text.count("\n") + 1)
        case _:
            cells = [text_of(cell) for row in (block.header, *block.rows) for cell in row]
            return _CELL_CHARS * len(cells) + sum(map(len, cells))
