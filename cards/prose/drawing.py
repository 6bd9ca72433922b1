"""Drawing blocks as elements of a card.

A TextBlock draws bold, italic, lists and links. Words with code or strikethrough are drawn as a
RichTextBlock, which is not Markdown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from cards.grid import NO_BREAK_SPACE, Strip, code_lines, fitting, table_element
from cards.markdown import in_run
from cards.messages import Element, text_block
from cards.prose.blocks import BOLD, ITALIC, STRUCK, Block, Cell, Code, Grid, Line, Prose, Run
from cards.prose.sizes import is_rich
from cards.prose.splitting import joined
from cards.prose.writing import cell_markdown, prose_markdown

_BULLET: Final = "•"
_OF_CELLS: Final = ("size", "weight", "horizontalAlignment")


def block_elements(blocks: Sequence[Block], **properties: Any) -> list[Element]:
    """Draw blocks. properties: of the TextBlocks and RichTextBlocks."""
    return [element for block in joined(blocks) for element in _elements(block, properties)]


def _elements(block: Block, properties: dict[str, Any]) -> Iterator[Element]:
    match block:
        case Prose(lines) if any(is_rich(line.runs) for line in lines):
            yield from _rich_lines(lines, properties)
        case Prose():
            yield text_block(prose_markdown([block]), **properties)
        case Code(text):
            yield code_lines(text)
        case _:
            yield from _tables(block)


def _rich_lines(lines: Sequence[Line], properties: dict[str, Any]) -> Iterator[Element]:
    """Draw each line; a RichTextBlock has no lists and no line breaks."""
    outermost = min(line.indent for line in lines)
    for at, line in enumerate(lines):
        spacing = {"spacing": "None"} if at else {}
        mark = _BULLET if line.mark == "-" else line.mark
        before = NO_BREAK_SPACE * (line.indent - outermost)
        before += f"{mark}{NO_BREAK_SPACE}" if mark else ""
        runs = [Run(before), *line.runs] if before else line.runs
        yield _rich(runs, **(properties | spacing))


def _rich(runs: Sequence[Run], **properties: Any) -> Element:
    """Make a RichTextBlock; the size of its text is a property of each run."""
    of_runs = {name: properties.pop(name) for name in ("size", "weight") if name in properties}
    inlines = [of_runs | _text_run(run) for run in runs]
    return {"type": "RichTextBlock", "inlines": inlines} | properties


def _text_run(run: Run) -> Element:
    styles: Element = {
        **({"weight": "Bolder"} if BOLD in run.marks else {}),
        **({"italic": True} if ITALIC in run.marks else {}),
        **({"strikethrough": True} if STRUCK in run.marks else {}),
        **({"fontType": "Monospace"} if run.is_code else {}),
    }
    for address in set(run.marks) - {BOLD, ITALIC, STRUCK}:
        styles["selectAction"] = {"type": "Action.OpenUrl", "url": address}
    return {"type": "TextRun", "text": in_run(run.text)} | styles


def _tables(grid: Grid) -> Iterator[Element]:
    """Draw a table; one that is too wide for a chat in parts, each with its first column."""
    key, *others = enumerate(zip(grid.header, *grid.rows, strict=True))
    while True:
        strips = [_strip(cells, is_right=at in grid.right) for at, cells in [key, *others]]
        end = fitting(strips)
        shown = [cells for _, cells in [key, *others][:end]]
        yield _with_code(table_element(strips[:end]), shown)
        others = others[end - 1 :]
        if not others:
            return


def _strip(column: Sequence[Cell], *, is_right: bool) -> Strip:
    plain = ([tuple(map(_plain, runs)) for runs in cell] for cell in column)
    header, *cells = map(cell_markdown, plain)
    return Strip(header, cells, is_amount=is_right)


def _plain(run: Run) -> Run:
    marks = tuple(mark for mark in run.marks if mark != STRUCK)
    return replace(run, marks=marks, is_code=False)


def _with_code(table: Element, columns: Sequence[Sequence[Cell]]) -> Element:
    """Draw the cells with code or strikethrough as such."""
    for row, cells in zip(table["rows"], zip(*columns, strict=True), strict=True):
        for element, cell in zip(row["cells"], cells, strict=True):
            if any(map(is_rich, cell)):
                text = element["items"][0]
                kept = {name: text[name] for name in _OF_CELLS if name in text}
                element["items"] = [_rich(runs, **kept) for runs in cell]
    return table
