"""Writing prose as the Markdown that messages and TextBlocks draw, and as plain text.

They draw bold, italic, lists and links; messages also code and strikethrough within a line.
Every other character is escaped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Final
from unicodedata import category

from cards.markdown import WORD_JOINER, disarmed, literal, safe_start
from cards.prose.blocks import BOLD, ITALIC, STRUCK, Block, Code, Line, Prose, Run, Runs, text_of
from cards.prose.splitting import joined

_STYLES: Final = frozenset({BOLD, ITALIC, STRUCK})
_TICKS: Final = re.compile("`+")
_HARD_BREAK: Final = "  \n"


@dataclass(frozen=True, slots=True)
class _Place:
    """An item of a list: its indent in the source, and where it and its words are written."""

    indent: int
    at: int
    inner: int


def message_text(blocks: Sequence[Block]) -> str | None:
    """Write blocks as the text of a message; None if it cannot draw them all."""
    whole = joined(blocks)
    prose = [block for block in whole if isinstance(block, Prose)]
    return prose_markdown(prose) if len(prose) == len(whole) else None


def spoken_text(blocks: Iterable[Block]) -> str:
    """Write the prose as plain text on one line, for a notification."""
    return _on_one_line(
        _spoken(line) for block in blocks if isinstance(block, Prose) for line in block.lines
    )


def whole_text(blocks: Iterable[Block]) -> str:
    """Write everything as plain text on one line."""
    return _on_one_line(line for block in joined(blocks) for line in _texts(block))


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Prose(lines):
            yield from map(_spoken, lines)
        case Code(text):
            yield from text.split("\n")
        case _:
            for row in (block.header, *block.rows):
                yield " | ".join(" ".join(map(text_of, cell)) for cell in row)


def _spoken(line: Line) -> str:
    return line.text if line.mark in {"", "-"} else f"{line.mark} {line.text}"


def _on_one_line(lines: Iterable[str]) -> str:
    said = [" ".join(line.split()) for line in lines if line.strip()]
    ends = (" " if category(line[-1]).startswith("P") else " · " for line in said)
    return "".join(part for pair in zip(said, ends, strict=True) for part in pair).rstrip(" ·")


def prose_markdown(prose: Sequence[Prose]) -> str:
    """Write paragraphs and lists as Markdown."""
    return disarmed("\n\n".join(_markdown(block.lines) for block in prose))


def cell_markdown(lines: Sequence[Runs]) -> str:
    """Write the lines of a cell as Markdown."""
    return disarmed(_HARD_BREAK.join(safe_start(_inline(runs)) for runs in lines))


def _markdown(lines: Sequence[Line]) -> str:
    """Write lines so that each belongs to the same item of a list as before."""
    places: list[_Place] = []
    written = ""
    for line in lines:
        is_outer = bool(places) and line.indent <= places[-1].indent
        while places and line.indent < places[-1].indent + (not line.mark):
            places.pop()
        if line.mark and places and places[-1].indent == line.indent:
            at = places.pop().at
        else:
            at = places[-1].inner if places else 0
        if line.mark:
            places.append(_Place(line.indent, at, at + len(line.mark) + 1))
        words = safe_start(_inline(line.runs))
        # A further line of an outer item would belong to the inner one without an empty line.
        end = "\n" if line.mark else "\n\n" if is_outer else _HARD_BREAK
        written += end * bool(written) + " " * at + f"{line.mark} {words}".strip(" ")
    return written


def _inline(runs: Sequence[Run]) -> str:
    """Write words with their styles.

    Where CommonMark would not take a mark for one, a word joiner, which is invisible, is put
    between it and the words: beside punctuation within a word, and between two marks.
    """
    written = ""
    for (kind, text), (next_kind, following) in pairwise([*_pieces(runs), ("end", " ")]):
        before = written[-1:] or " "
        is_last = next_kind not in {"open", "close"}
        after = following[0] if is_last else WORD_JOINER
        match kind:
            case "open":
                hides = not is_last or _is_hidden(outside=before, inside=after)
                written += text + WORD_JOINER * hides
            case "close":
                hides = _is_hidden(outside=after, inside=before)
                written += WORD_JOINER * hides + text + WORD_JOINER * (not is_last)
            case "link":
                written += WORD_JOINER * (before == "!") + text
            case "code":
                written += WORD_JOINER * (before == "`") + text
            case _:
                written += text
    return written


def _pieces(runs: Sequence[Run]) -> Iterator[tuple[str, str]]:
    """Yield marks that open and close, and what is between them."""
    worn: tuple[str, ...] = ()
    for run in (*runs, Run("")):
        same = takewhile(lambda pair: pair[0] == pair[1], zip(worn, run.marks, strict=False))
        kept = len(list(same))
        yield from map(_closed, reversed(worn[kept:]))
        yield from map(_opened, run.marks[kept:])
        worn = run.marks
        if run.text:
            yield ("code", _code(run.text)) if run.is_code else ("text", literal(run.text))


def _opened(mark: str) -> tuple[str, str]:
    return ("open", mark) if mark in _STYLES else ("link", "[")


def _closed(mark: str) -> tuple[str, str]:
    if mark in _STYLES:
        return "close", mark
    address = re.sub(r"[()<>\\\s]", lambda match: f"%{ord(match[0]):02X}", mark)
    return "link", f"]({address})"


def _code(text: str) -> str:
    """Write code; a client that does not draw code could take a part of it for a link."""
    text = text.replace("](", f"]{WORD_JOINER}(")
    longest = max(map(len, _TICKS.findall(text)), default=0)
    ticks = "`" * (longest + 1)
    is_padded = text.startswith(("`", " ")) or text.endswith(("`", " "))
    space = " " * (is_padded and not text.isspace())
    return f"{ticks}{space}{text}{space}{ticks}"


def _is_hidden(*, outside: str, inside: str) -> bool:
    """Whether CommonMark does not take a mark between these characters for one."""
    if inside.isspace():
        return True
    return _is_punctuation(inside) and not (outside.isspace() or _is_punctuation(outside))


def _is_punctuation(char: str) -> bool:
    return category(char)[0] in "PS"
