"""Genie's Markdown, split into blocks that a card can draw.

TextBlocks draw bold, italic, lists and links. Headings become bold lines; tables and code become
separate blocks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cards.markdown import clean, inline, spoken

_FENCE: Final = re.compile(r"^\s*(```+|~~~+)")
_DELIMITER: Final = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_CELL_END: Final = re.compile(r"(?<!\\)\|")
_HEADING: Final = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)[\s#]*$")
_RULE: Final = re.compile(r"^\s*(?:=+|-+|(?:\*\s*){3,}|(?:_\s*){3,}|(?:-\s+){2,}-)\s*$")
_LIST_ITEM: Final = re.compile(r"^(\s*)([-*+•]|\d{1,9}[.)])\s+(.*)$")
_QUOTE: Final = re.compile(r"^\s*(?:>\s?)+")
_MAX_INDENT: Final = 6


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown that a TextBlock draws."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Lines that are shown literally."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table; its cells are inline Markdown. Every row is as long as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Prose | Code | Grid


def blocks(markdown: str) -> list[Block]:
    """Split Markdown into blocks without empty ones."""
    lines = _Lines(clean(markdown).split("\n"))
    return list(_joined(_uncut(lines)))


def spoken_text(markdown: str) -> str:
    """Convert Markdown to plain text on one line: its prose, or else its tables."""
    found = blocks(markdown)
    prose = " ".join(block.text for block in found if isinstance(block, Prose))
    lines = (_LIST_ITEM.sub(r"\3", line) for line in prose.split("\n"))
    return spoken(" ".join(lines))


class _Lines:
    """The lines that have not been read yet."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._at = 0

    def has_more(self) -> bool:
        return self._at < len(self._lines)

    def take(self) -> str:
        self._at += 1
        return self._lines[self._at - 1]

    def peek(self) -> str:
        return self._lines[self._at] if self.has_more() else ""


def _uncut(lines: _Lines) -> Iterator[Block]:
    while lines.has_more():
        yield _block(lines)


def _block(lines: _Lines) -> Block:
    line = lines.take()
    if fence := _FENCE.match(line):
        return _code(lines, fence[1])
    if "|" in line and "|" in lines.peek() and _DELIMITER.match(lines.peek()):
        return _grid(lines, line)
    return Prose(_prose_line(line))


def _code(lines: _Lines, fence: str) -> Code:
    found = []
    while lines.has_more():
        line = lines.take()
        if line.strip().startswith(fence):
            break
        found.append(line)
    return Code("\n".join(found))


def _grid(lines: _Lines, first: str) -> Grid:
    header = _cells(first)
    lines.take()  # the separator line
    rows = []
    while "|" in lines.peek():
        cells = _cells(lines.take())[: len(header)]
        rows.append((*cells, *("",) * (len(header) - len(cells))))
    return Grid(header, tuple(rows))


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return tuple(inline(cell.strip()) for cell in _CELL_END.split(inner))


def _prose_line(line: str) -> str:
    """Return the line as a TextBlock draws it; "" for a rule and an empty line."""
    line = _QUOTE.sub("", line)
    if _RULE.match(line):
        return ""
    if heading := _HEADING.match(line):
        title = inline(heading[1].replace("**", "").strip("*_ "))
        return f"\n**{title}**\n" if title else ""
    if item := _LIST_ITEM.match(line):
        mark = item[2] if item[2][0].isdigit() else "-"
        return f"{' ' * min(len(item[1]), _MAX_INDENT)}{mark} {inline(item[3])}"
    return inline(line.strip())


def _joined(found: Iterator[Block]) -> Iterator[Block]:
    """Join consecutive lines of prose."""
    prose: list[str] = []
    for block in found:
        if isinstance(block, Prose):
            prose.append(block.text)
        else:
            yield from _paragraphs(prose)
            prose = []
            if block != Code(""):
                yield block
    yield from _paragraphs(prose)


def _paragraphs(lines: list[str]) -> Iterator[Prose]:
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    if text.strip():
        yield Prose(text)
