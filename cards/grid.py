"""Tables and code: what must keep its lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from cards.markdown import clean
from cards.messages import Element, digits_wide, text_block

# A card is some 320 pixels wide inside on a phone of 360, and 370 beside an open meeting. That many
# digits of the usual and of the small size stand side by side in the narrower of them.
_CHAT_DIGITS: Final = 40
_CHAT_SMALL_DIGITS: Final = 48
_PADDING: Final = 2  # the space around a cell, in digits
_LONGEST_WORD: Final = 12
_LONGEST_TEXT: Final = 30
_FEWEST_COLUMNS: Final = 3
_SPACES: Final = re.compile(r" {2,}|^ ")
_NO_BREAK_SPACE: Final = "\u00a0"


@dataclass(frozen=True, slots=True)
class Strip:
    """A column to be drawn: inline Markdown. An amount stands right, and never breaks."""

    header: str
    cells: Sequence[str]
    is_amount: bool = False

    def needs(self) -> int:
        """Return the width without which words, or numbers, would break."""
        widest = max(digits_wide(text) for text in [*self.cells, ""])
        words = [word for text in (self.header, *self.cells) for word in text.split()]
        word = min(max(map(digits_wide, words), default=1), _LONGEST_WORD)
        return _PADDING + (max(word, widest) if self.is_amount else word)

    def wants(self) -> int:
        """Return the width in which everything stands on one line, within reason."""
        widest = max(digits_wide(text) for text in (self.header, *self.cells))
        return max(self.needs(), _PADDING + min(widest, _LONGEST_TEXT))


def fitting(strips: Sequence[Strip]) -> int:
    """Count the leading columns that a chat is wide enough for; a few are always shown."""
    needed = accumulate(strip.needs() for strip in strips)
    fitting_count = sum(width <= _CHAT_SMALL_DIGITS for width in needed)
    return max(fitting_count, min(_FEWEST_COLUMNS, len(strips)))


def table_element(strips: Sequence[Strip]) -> Element:
    """Draw a table with a header row."""
    is_wide = sum(strip.needs() for strip in strips) > _CHAT_DIGITS
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
        {"type": "TableCell", "items": [_cell(text, horizontalAlignment=side, **properties)]}
        for text, side in zip(texts, sides, strict=True)
    ]
    return {"type": "TableRow", "cells": cells}


def _cell(text: str, **properties: Any) -> Element:
    return text_block(text or _NO_BREAK_SPACE, **properties)


def _widths(strips: Sequence[Strip]) -> list[int]:
    """Give each column what it needs, and share out the rest by what more they want."""
    needs = [strip.needs() for strip in strips]
    more = [strip.wants() - need for strip, need in zip(strips, needs, strict=True)]
    spare = max(0, _CHAT_DIGITS - sum(needs))
    share = min(1.0, spare / max(1, sum(more)))
    return [need + round(share * extra) for need, extra in zip(needs, more, strict=True)]


def code_lines(code: str) -> Element:
    """Show code where there is no CodeBlock: plain monospace text, line by line."""
    return {
        "type": "Container",
        "style": "emphasis",
        "items": [_code_line(line) for line in clean(code).expandtabs(4).split("\n")],
    }


def _code_line(line: str) -> Element:
    # Renderers drop spaces at the start and runs of them.
    text = _SPACES.sub(lambda match: _NO_BREAK_SPACE * len(match[0]), line)
    run = {"type": "TextRun", "text": text or " ", "fontType": "Monospace", "size": "Small"}
    return {"type": "RichTextBlock", "spacing": "None", "inlines": [run]}
