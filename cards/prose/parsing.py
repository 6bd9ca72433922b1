"""Reading Genie's Markdown: CommonMark with tables and strikethrough.

It differs from CommonMark in two ways, because Genie's texts do. A line ends where it ends in the
source. Emphasis works beside Chinese, Japanese and Korean characters without spaces.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import Final
from unicodedata import category, east_asian_width

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from cards.markdown import clean
from cards.prose.blocks import BOLD, ITALIC, STRUCK, Block, Code, Grid, Line, Prose, Run
from cards.prose.splitting import small_blocks

_BREAK: Final = re.compile(r"<br\s?/?>", re.IGNORECASE)
_WEB: Final = ("http://", "https://")
_MARKS: Final = {"strong": BOLD, "em": ITALIC, "s": STRUCK}
# Lists and quotations within each other, far beyond what is readable.
_MAX_NESTING: Final = 100
# The parser looks for the end of a link from each bracket on, in time that grows with the square.
_MAX_BRACKETS: Final = 1_000


def blocks(markdown: str) -> list[Block]:
    """Read Markdown as blocks, each small enough for the smallest card."""
    has_links = markdown.count("[") <= _MAX_BRACKETS
    tokens = _parser(has_links=has_links).parse(clean(markdown))
    return [small for block in _Reader(tokens).blocks() for small in small_blocks(block)]


@cache
def _parser(*, has_links: bool) -> MarkdownIt:
    options = {"html": False, "maxNesting": _MAX_NESTING}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    # Links are judged where they are read: a link that is left out keeps its words.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.inline.ruler.at("emphasis", _emphasis)
    if not has_links:
        parser.disable(["link", "image"])
    return parser


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
        can_open, can_close = not after.isspace(), not before.isspace()
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

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks; consecutive lines of a list are one."""
        for token in self._tokens:
            if (block := self._block(token)) is not None:
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

    def _prose(self) -> Iterator[Prose]:
        lines, self._lines = tuple(self._lines), []
        if any(line.mark or line.text.strip() for line in lines):
            yield Prose(lines)

    def _add(self, lines: list[tuple[Run, ...]]) -> None:
        for runs in lines:
            indent = sum(each.width for each in self._lists)
            if self._mark:
                indent -= self._lists[-1].width
            self._lines.append(Line(runs, self._mark, indent))
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
    rows: list[list[tuple[Run, ...]]] = []
    for token in takewhile(lambda token: token.type != "table_close", tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_one_line(_lines(token)))
    header, *others = (tuple(row) for row in rows)
    return Grid(header, tuple(others))


def _one_line(lines: list[tuple[Run, ...]]) -> tuple[Run, ...]:
    """Join lines, since a cell of a table has only one."""
    return tuple(run for line in lines for run in (Run(" "), *line))[1:]


def _bold(lines: list[tuple[Run, ...]]) -> list[tuple[Run, ...]]:
    """Make a heading bold, which cards and messages draw."""
    return [_tidy([_in_bold(run) for run in line]) for line in lines]


def _in_bold(run: Run) -> Run:
    others = (mark for mark in run.marks if mark != BOLD)
    return Run(run.text, (BOLD, *others), run.is_code)


def _lines(token: Token) -> list[tuple[Run, ...]]:
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
    return href if is_first and href.lower().startswith(_WEB) else ""


def _tidy(line: Sequence[Run]) -> tuple[Run, ...]:
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
