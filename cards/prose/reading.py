"""Reading texts of Genie's: most thoughts are simple, and are read more than once."""

import re
from functools import lru_cache
from typing import Final

from cards.markdown import clean
from cards.prose.blocks import Block, Line, Prose, Run
from cards.prose.parsing import parsed
from cards.prose.splitting import small_blocks

# Words on one line. They begin with a letter or a quotation mark, so that they are no list, heading
# and the like, and have none of the characters by which Markdown marks something within a line.
_WORDS: Final = r"""(?:(?=[^\W\d_]|["'“‘「(])[^\\`*_~\[\]<&\t\n]*(?<=\S))"""
_PARAGRAPH: Final = re.compile(_WORDS)
_LIST: Final = re.compile(rf"- {_WORDS}(?:\n- {_WORDS})*")
# Thoughts are read for the progress, and again for the answer.
KEPT_CHARS: Final = 1_000
_KEPT_TEXTS: Final = 256


def blocks(markdown: str) -> list[Block]:
    """Read Markdown as blocks, each small enough for the smallest card."""
    source = clean(markdown)
    if not source:
        return []
    if prose := simple_prose(source):
        return [*small_blocks(prose)]
    return [*_kept(source)] if len(source) <= KEPT_CHARS else parsed(source)


def simple_prose(source: str) -> Prose | None:
    """Read one paragraph or list of words alone, which needs no parser; None if it is more."""
    if _PARAGRAPH.fullmatch(source):
        return Prose((Line((Run(source),)),))
    if _LIST.fullmatch(source):
        return Prose(tuple(Line((Run(item[2:]),), "-") for item in source.split("\n")))
    return None


@lru_cache(maxsize=_KEPT_TEXTS)
def _kept(source: str) -> tuple[Block, ...]:
    return tuple(parsed(source))
