"""Reading texts of Genie's: most thoughts have no markup, and are read more than once."""

import re
from functools import lru_cache
from typing import Final

from cards.markdown import clean
from cards.prose.blocks import Block, Line, Prose, Run
from cards.prose.parsing import parsed
from cards.prose.splitting import small_blocks

_WORDS: Final = re.compile(r"""(?=[^\W\d_]|["'“‘「(])[^\\`*_~\[\]<&\t\n]*(?<=\S)""")
# Thoughts are read for the progress, and again for the answer.
KEPT_CHARS: Final = 1_000
_KEPT_TEXTS: Final = 256


def blocks(markdown: str) -> list[Block]:
    """Read Markdown as blocks, each small enough for the smallest card."""
    source = clean(markdown)
    if not source:
        return []
    if has_no_markup(source):
        return [*small_blocks(Prose((Line((Run(source),)),)))]
    return [*_kept(source)] if len(source) <= KEPT_CHARS else parsed(source)


def has_no_markup(text: str) -> bool:
    """Whether it is certain, without parsing, that a text is a paragraph of words alone.

    It is one line that begins with a letter or a quotation mark, so that it is no list, heading and
    the like, and has none of the characters by which Markdown marks something within a line.
    """
    return bool(_WORDS.fullmatch(text))


@lru_cache(maxsize=_KEPT_TEXTS)
def _kept(source: str) -> tuple[Block, ...]:
    return tuple(parsed(source))
