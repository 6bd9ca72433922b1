"""A long text in pages: as many blocks as there is room for, from one of them on."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.prose.blocks import Block
from cards.prose.sizes import block_size


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks that are shown.

    Args:
        first, end: the index of the first, and the index after the last.
        size: their size in a card, in characters of JSON.
    """

    blocks: tuple[Block, ...]
    first: int
    end: int
    size: int


def page_of(blocks: Sequence[Block], first: int, room: int) -> Page:
    """Choose the blocks of a page: at least one, and as many as take room characters of JSON."""
    end = first = min(first, max(0, len(blocks) - 1))
    used = 0
    for block in blocks[first:]:
        size = block_size(block)
        if used + size > room and end > first:
            break
        used += size
        end += 1
    return Page(tuple(blocks[first:end]), first, end, used)
