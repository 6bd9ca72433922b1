"""Splitting the name of a column into words, in any naming convention."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_READ_CHARS: Final = 200
_LATIN_ENDS: Final = "\u0250"  # the first letter that is not Latin
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGNS: Final = str.maketrans({"%": " pct ", "％": " pct ", "#": " no ", "ß": "ss"})
# Databricks' names of columns without an alias: only the part of the date matters.
_PART_OF_DATE: Final = re.compile(
    r"(year|quarter|month|week|weekofyear|weekday|dayofweek|day|dayofmonth|hour)\(.{2,}\)"
    r"|(?:extract|date_part|datepart|date_trunc)\(\s*'?([a-z]+)'?\s*(?:from\s|,).*\)",
    re.IGNORECASE,
)
# Sequences of ASCII, and of any other script: "客戶ID" is two words.
_WORD: Final = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")


@lru_cache(maxsize=1024)
def words(name: str, *, max_chars: int = _READ_CHARS) -> tuple[str, ...]:
    """Return a name's words in lower case, without accents: "客戶ID" is "客戶" and "id".

    The words of "year(order_date)" are "year".
    """
    name = name[:max_chars]
    if part := _PART_OF_DATE.fullmatch(name):
        name = part[1] or part[2]
    text = unicodedata.normalize("NFKC", name).translate(_SIGNS)
    plain = text if text.isascii() else "".join(map(_without_accent, text))
    return tuple(_WORD.findall(_CAMEL.sub("_", plain).lower()))


def _without_accent(char: str) -> str:
    return unicodedata.normalize("NFKD", char)[0] if char < _LATIN_ENDS else char


def some(*names: str) -> frozenset[str]:
    """Split words that are written in one text, separated by spaces."""
    return frozenset(" ".join(names).split())
