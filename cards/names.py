"""The words of a column's name, however it is written."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_READ_CHARS: Final = 200
_LATIN_ENDS: Final = "\u0250"  # the first letter that is none of Latin's
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGNS: Final = str.maketrans({"%": " pct ", "％": " pct ", "#": " no ", "ß": "ss"})
# Runs of ASCII, and of any other script: "客戶ID" is two words.
_WORD: Final = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")


@lru_cache(maxsize=1024)
def words(name: str, *, max_chars: int = _READ_CHARS) -> tuple[str, ...]:
    """Return a name's words in lower case, without accents: "客戶ID" is "客戶" and "id"."""
    text = unicodedata.normalize("NFKC", name[:max_chars]).translate(_SIGNS)
    plain = "".join(
        unicodedata.normalize("NFKD", char)[0] if char < _LATIN_ENDS else char for char in text
    )
    return tuple(_WORD.findall(_CAMEL.sub("_", plain).lower()))


def some(*names: str) -> frozenset[str]:
    """Return words that are written one after the other, parted by blanks."""
    return frozenset(" ".join(names).split())
