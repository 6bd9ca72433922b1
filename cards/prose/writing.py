"""Writing prose as the Markdown that messages and TextBlocks draw, and as plain text.

They draw bold, italic, lists and links; messages also code and strikethrough within a line.
Every other character is escaped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Final
from unicodedata import category

from cards.markdown import WORD_JOINER, disarmed, literal, safe_start
from cards.prose.blocks import BOLD, ITALIC, STRUCK, Block, Line, Prose, Run
from cards.prose.splitting import joined

_STYLES: Final = frozenset({BOLD, ITALIC, STRUCK})
_TICKS: Final = re.compile("`+")
_HARD_BREAK: Final = "  \n"


def message_text(blocks: Sequence[Block]) -> str | None:
    """Write blocks as the text of a message; None if it cannot draw them all."""
    whole = joined(blocks)
    prose = [block for block in whole if isinstance(block, Prose)]
    return prose_markdown(prose) if len(prose) == len(whole) else None


def spoken_text(blocks: Iterable[Block]) -> str:
    """Write the prose as plain text on one line, for a notification."""
    lines = [line.text for block in blocks if isinstance(block, Prose) for line in block.lines]
    said = [" ".join(line.split()) for line in lines if line.strip()]
    ends = (" " if category(line[-1]).startswith("P") else " · " for line in said)
    return "".join(part for pair in zip(said, ends, strict=True) for part in pair).rstrip(" ·")


def prose_markdown(prose: Sequence[Prose]) -> str:
    """Write paragraphs and lists as Markdown."""
    return disarmed("\n\n".join(_markdown(block.lines) for block in prose))


def inline_markdown(runs: Sequence[Run]) -> str:
    """Write words on one line as Markdown."""
    return disarmed(safe_start(_inline(runs)))


def _markdown(lines: Sequence[Line]) -> str:
    # What is before a line would be code if the line were further in than its list.
    room, written = 0, []
    for line in lines:
        indent = min(line.indent, room)
        words = safe_start(_inline(line.runs))
        written.append(" " * indent + f"{line.mark} {words}".strip(" "))
        if line.mark:
            room = indent + len(line.mark) + 1
    ends = ["\n" if after.mark else _HARD_BREAK for _, after in pairwise(lines)]
    return "".join(map("".join, zip(written, [*ends, ""], strict=True)))


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
