"""Reading Genie's Markdown: CommonMark with tables and strikethrough.

It differs from CommonMark where CommonMark would change or hide what Genie wrote:

- A line ends where it ends in the source.
- Emphasis works beside Chinese, Japanese and Korean characters without spaces.
- A quotation keeps its ">", which may mean "greater than".
- A line such as "[Note]: without tax" is text, and no address of a link.
- A table has as many columns as its longest row.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import Final
from unicodedata import category, east_asian_width

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from cards.prose.blocks import BOLD, ITALIC, STRUCK, Block, Cell, Code, Grid, Line, Prose, Run, Runs
from cards.prose.cells import with_all_cells
from cards.prose.splitting import small_blocks

_ADDRESS_LINE: Final = re.compile(r"\[[^\]]+\]:\s*<?https?://", re.IGNORECASE)
_BREAK: Final = re.compile(r"<br\s?/?>", re.IGNORECASE)
_WEB: Final = ("http://", "https://")
_MARKS: Final = {"strong": BOLD, "em": ITALIC, "s": STRUCK}
# Longer addresses would fill a card; their words stay.
_MAX_ADDRESS: Final = 1_000
# Lists and quotations within each other. The parser leaves out what is deeper.
_MAX_NESTING: Final = 100
_DEEPEST: Final = _MAX_NESTING - 5  # a level of the text takes up to three of the parser's
# The parser's time grows with the square of these; no text that is written for people has as many.
_MAX_BRACKETS: Final = 1_000
_MAX_MARKS: Final = 5_000
_MAX_COLUMNS: Final = 200


def parsed(source: str) -> list[Block]:
    """Read clean Markdown as blocks, each small enough for the smallest card."""
    parser = _parser(
        has_links=source.count("[") <= _MAX_BRACKETS,
        has_emphasis=sum(map(source.count, "*_~")) <= _MAX_MARKS,
        has_tables=all(line.count("|") <= _MAX_COLUMNS for line in source.split("\n")),
    )
    tokens = parser.parse(source)
    if (wider := with_all_cells(source, tokens)) != source:
        tokens = parser.parse(wider)
    if any(token.level >= _DEEPEST for token in tokens):
        return list(small_blocks(_as_typed(source)))
    return [small for block in _Reader(tokens).blocks() for small in small_blocks(block)]


def _as_typed(source: str) -> Prose:
    lines = (line.strip() for line in source.split("\n"))
    return Prose(tuple(Line((Run(line),)) for line in lines if line))


@cache
def _parser(*, has_links: bool, has_emphasis: bool, has_tables: bool) -> MarkdownIt:
    options = {"html": False, "maxNesting": _MAX_NESTING}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    # Links are judged where they are read: a link that is left out keeps its words.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.block.ruler.at("reference", _reference)
    links, emphasis = ["link", "image"], ["emphasis", "strikethrough"]
    parser.disable([*links * (not has_links), *emphasis * (not has_emphasis)])
    parser.disable(["table"] * (not has_tables))
    return parser


def _reference(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001, N803 - the parser's interface
    """Read the address of a link that is written elsewhere.

    Of a line such as "[Note]: without tax", CommonMark would show nothing.
    """
    line = state.src[state.bMarks[startLine] + state.tShift[startLine] : state.eMarks[startLine]]
    return bool(_ADDRESS_LINE.match(line)) and reference(state, startLine, endLine, silent)


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's interface
    """Read a row of * or _.

    CommonMark takes "これは**「重要」**です" for literal asterisks, because it expects a space
    between a letter and a punctuation mark.
    Source: https://github.com/commonmark/commonmark-spec/issues/650
    """
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    before = state.src[state.pos - 1 : state.pos] or " "
    after = state.src[state.pos + scanned.length :][:1] or " "
    can_open, can_close = scanned.can_open, scanned.can_close
    if marker == "*" and (_is_east_asian(before) or _is_east_asian(after)):
        # What ends a phrase does not begin bold words, and a bracket that opens does not end them.
        can_open |= not after.isspace() and category(after) not in {"Pe", "Pf", "Po"}
        can_close |= not before.isspace() and category(before) not in {"Ps", "Pi"}
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        at = len(state.tokens) - 1
        state.delimiters.append(
            Delimiter(ord(marker), scanned.length, at, end=-1, open=can_open, close=can_close)
        )
    state.pos += scanned.length
    return True


def _is_east_asian(char: str) -> bool:
    """Whether it is a wide letter or punctuation mark; emoji are wide symbols."""
    return east_asian_width(char) in "WFH" and category(char) != "So"


class _Reader:
    """Turns the parser's tokens into blocks."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = iter(tokens)
        self._lines: list[Line] = []
        self._lists: list[_List] = []
        self._mark = ""  # of an item that has no line yet
        self._quotes = 0  # within each other

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks; consecutive lines of a list are one."""
        for token in self._tokens:
            if (block := self._block(token)) is not None:
                self._add_empty_item()
                yield from self._prose()
                yield block
            else:
                self._read(token)
            if not self._lists:
                yield from self._prose()
        yield from self._prose()

    def _block(self, token: Token) -> Block | None:
        match token.type:
            case "fence" | "code_block":
                return Code(token.content.removesuffix("\n"))
            case "table_open":
                return _grid(self._tokens)
        return None

    def _read(self, token: Token) -> None:
        """Add to the lines of the paragraph or list that is being read."""
        match token.type:
            case "inline":
                self._add(_lines(token))
            case "heading_open":
                self._add(_bold(_lines(next(self._tokens))))
            case "bullet_list_open" | "ordered_list_open":
                self._add_empty_item()  # the item in which this list is
                self._lists.append(_List(token))
            case "list_item_open":
                self._mark = self._lists[-1].next_mark()
            case "list_item_close":
                self._add_empty_item()
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "blockquote_open":
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1

    def _prose(self) -> Iterator[Prose]:
        lines, self._lines = tuple(self._lines), []
        if any(line.mark or line.text.strip() for line in lines):
            yield Prose(lines)

    def _add(self, lines: list[Runs]) -> None:
        quotes = (Run("> " * self._quotes),) if self._quotes else ()
        for runs in lines:
            indent = sum(each.width for each in self._lists)
            if self._mark:
                indent -= self._lists[-1].width
            self._lines.append(Line(_tidy([*quotes, *runs]), self._mark, indent))
            self._mark = ""

    def _add_empty_item(self) -> None:
        if self._mark:
            self._add([()])


class _List:
    """A list that is being read."""

    def __init__(self, opening: Token) -> None:
        is_numbered = opening.type == "ordered_list_open"
        self._number = int(opening.attrs.get("start", 1)) if is_numbered else None
        self._markup = opening.markup
        self.width = 0  # of its latest mark and the space after it

    def next_mark(self) -> str:
        mark = "-"
        if self._number is not None:
            mark = f"{self._number}{self._markup}"
            self._number += 1
        self.width = len(mark) + 1
        return mark


def _grid(tokens: Iterator[Token]) -> Grid:
    """Read a table up to its end."""
    rows: list[list[Cell]] = []
    right: set[int] = set()
    for token in takewhile(lambda token: token.type != "table_close", tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(tuple(_lines(token)))
        elif "right" in str(token.attrs.get("style")):
            right.add(len(rows[-1]))
    header, *others = (tuple(row) for row in rows)
    return Grid(header, tuple(others), frozenset(right))


def _bold(lines: list[Runs]) -> list[Runs]:
    """Make a heading bold, which cards and messages draw."""
    return [_tidy([_in_bold(run) for run in line]) for line in lines]


def _in_bold(run: Run) -> Run:
    others = (mark for mark in run.marks if mark != BOLD)
    return Run(run.text, (BOLD, *others), run.is_code)


def _lines(token: Token) -> list[Runs]:
    """Read inline Markdown as lines."""
    lines: list[list[Run]] = [[]]
    marks: list[str] = []
    for child in token.children or ():
        match child.type:
            case "softbreak" | "hardbreak":
                lines.append([])
            case "code_inline":
                lines[-1].append(Run(child.content, _worn(marks), is_code=True))
            case "image":
                lines[-1].append(Run(_words(child), _worn(marks)))
            case "link_open":
                marks.append(_address(str(child.attrs.get("href", "")), marks))
            case "strong_open" | "em_open" | "s_open":
                mark = _MARKS[child.tag]
                marks.append("" if mark in marks else mark)
            case "strong_close" | "em_close" | "s_close" | "link_close":
                marks.pop()
            case _:
                first, *others = _BREAK.split(child.content)
                lines[-1].append(Run(first, _worn(marks)))
                lines.extend([Run(other, _worn(marks))] for other in others)
    return [tidy for line in lines if (tidy := _tidy(line))]


def _words(image: Token) -> str:
    return "".join(child.content for child in image.children or ())


def _worn(marks: list[str]) -> tuple[str, ...]:
    return tuple(filter(None, marks))


def _address(href: str, marks: list[str]) -> str:
    """Return the address of a link to a web page; "" for any other, and within another link."""
    is_first = not any(mark.startswith(_WEB) for mark in marks)
    is_web = href.lower().startswith(_WEB) and len(href) <= _MAX_ADDRESS
    return href if is_first and is_web else ""


def _tidy(line: Sequence[Run]) -> Runs:
    """Join words of one style, and remove the spaces around the line."""
    runs: list[Run] = []
    for run in line:
        if runs and not run.is_code and not runs[-1].is_code and runs[-1].marks == run.marks:
            runs[-1] = Run(runs[-1].text + run.text, run.marks)
        elif run.text:
            runs.append(run)
    for at, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while runs and not runs[at].is_code:
            text = strip(runs[at].text, " \t")
            if text:
                runs[at] = Run(text, runs[at].marks)
                break
            del runs[at]
    return tuple(runs)
