"""Tables and code, which must keep their lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, Final

from cards.markdown import clean, in_run
from cards.messages import Element, digits_wide, text_block

# A card is some 320 pixels wide inside on a phone of 360, and 370 beside an open meeting. That many
# digits of default and of small size fit side by side into the narrower of them.
_CHAT_DIGITS: Final = 40
_CHAT_SMALL_DIGITS: Final = 48
_PADDING: Final = 2  # of a cell, in digits
_LONGEST_WORD: Final = 12
_LONGEST_TEXT: Final = 30
_FEWEST_COLUMNS: Final = 3
_SPACES: Final = re.compile(r" {2,}|^ ")
NO_BREAK_SPACE: Final = "\u00a0"


@dataclass(frozen=True)
class Strip:
    """A column to be drawn, as inline Markdown. An amount is aligned right, and must not wrap."""

    header: str
    cells: Sequence[str]
    is_amount: bool = False

    @cached_property
    def needs(self) -> int:
        """The minimum width, in which no word or number is broken."""
        words = [word for text in (self.header, *self.cells) for word in text.split()]
        word = min(max(map(digits_wide, words), default=1), _LONGEST_WORD)
        return _PADDING + max([word, *map(digits_wide, self.cells)] if self.is_amount else [word])

    @property
    def wants(self) -> int:
        """The width in which everything fits on one line, up to a maximum."""
        widest = max(map(digits_wide, (self.header, *self.cells)))
        return max(self.needs, _PADDING + min(widest, _LONGEST_TEXT))


def fitting(strips: Sequence[Strip]) -> int:
    """Count the leading columns that fit into a chat; the first few are always shown."""
    needed = accumulate(strip.needs for strip in strips)
    fitting_count = sum(width <= _CHAT_SMALL_DIGITS for width in needed)
    return max(fitting_count, min(_FEWEST_COLUMNS, len(strips)))


def table_element(strips: Sequence[Strip]) -> Element:
    """Draw a table with a header row."""
    is_wide = sum(strip.needs for strip in strips) > _CHAT_DIGITS
    size = {"size": "Small"} if is_wide else {}
    rows = zip(*(strip.cells for strip in strips), strict=True)
    sides = ["Right" if strip.is_amount else "Left" for strip in strips]
    header = [strip.header for strip in strips]
    return {
        "type": "Table",
        "firstRowAsHeaders": True,
        "showGridLines": True,
        "spacing": "Small",
        "columns": [{"width": width} for width in _widths(strips)],
        "rows": [
            _row(header, sides, weight="Bolder", **size),
            *(_row(row, sides, **size) for row in rows),
        ],
    }


def _row(texts: Sequence[str], sides: Sequence[str], **properties: Any) -> Element:
    cells = [
        text_block(text or NO_BREAK_SPACE, horizontalAlignment=side, **properties)
        for text, side in zip(texts, sides, strict=True)
    ]
    return {
        "type": "TableRow",
        "cells": [{"type": "TableCell", "items": [cell]} for cell in cells],
    }


def _widths(strips: Sequence[Strip]) -> list[int]:
    """Give each column its minimum width, and share the rest in proportion to what they lack."""
    needs = [strip.needs for strip in strips]
    more = [strip.wants - need for strip, need in zip(strips, needs, strict=True)]
    spare = max(0, _CHAT_DIGITS - sum(needs))
    share = min(1.0, spare / max(1, sum(more)))
    return [need + round(share * extra) for need, extra in zip(needs, more, strict=True)]


def code_lines(code: str) -> Element:
    """Show code without a CodeBlock: as monospace text, line by line."""
    return {
        "type": "Container",
        "style": "emphasis",
        "items": [_code_line(line) for line in clean(code).expandtabs(4).split("\n")],
    }


def _code_line(line: str) -> Element:
    # Renderers drop leading and repeated spaces.
    text = in_run(_SPACES.sub(lambda match: NO_BREAK_SPACE * len(match[0]), line))
    run = {"type": "TextRun", "text": text or " ", "fontType": "Monospace", "size": "Small"}
    return {"type": "RichTextBlock", "spacing": "None", "inlines": [run]}
