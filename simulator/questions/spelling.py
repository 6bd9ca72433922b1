"""Normalising a question for parsing, with the position of each character in the typed text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_SIMPLIFIED = str.maketrans(
    "营业额销总产类别门区单趋势数归户问题么东华价较长级优际览处个与对应满赚润货订报张间项样给"
    "请显据湾员会线专时结经过后还说这们谁净费电环开关务图",
    "營業額銷總產類別門區單趨勢數歸戶問題麼東華價較長級優際覽處個與對應滿賺潤貨訂報張間項樣給"
    "請顯據灣員會線專時結經過後還說這們誰淨費電環開關務圖",
)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A question with normalised width, case and script.

    Args:
        plain: the normalised text.
        typed: the typed text.
        origin: for each character of plain, its position in typed.
    """

    plain: str
    typed: str
    origin: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """Return a part of the question as typed."""
        return self.typed[self.origin[start] : self.origin[end - 1] + 1].strip()

    def replaced(self, start: int, end: int, word: str) -> "Spelled":
        """Replace a word; its quotation is still what was typed."""
        here = [self.origin[min(start + n, end - 1)] for n in range(len(word))]
        here[-1] = self.origin[end - 1]
        plain = f"{self.plain[:start]}{word}{self.plain[end:]}"
        return Spelled(plain, self.typed, (*self.origin[:start], *here, *self.origin[end:]))


def spell(text: str) -> Spelled:
    """Normalise full-width forms, capitals, and simplified characters."""
    typed = unicodedata.normalize("NFC", text)
    pairs = [
        (plain, position)
        for position, char in enumerate(typed)
        if unicodedata.category(char) != "Cf"  # such as zero-width spaces
        for plain in unicodedata.normalize("NFKC", char).casefold().translate(_SIMPLIFIED)
    ]
    return Spelled("".join(c for c, _ in pairs), typed, tuple(position for _, position in pairs))


# Words that are recognised despite a typing error. Short ones are excluded: they are too often
# other words.
_WORDS = frozenset(
    (
        *("revenue", "turnover", "orders", "profit", "margin", "average", "returns", "tickets"),
        *("resolution", "satisfaction", "region", "regions", "stores", "category", "categories"),
        *("product", "products", "customer", "customers", "segment", "segments", "channel"),
        *("channels", "priority", "priorities", "agents", "quarter", "quarters", "quarterly"),
        *("monthly", "months", "weekday", "weekdays", "coupons", "january", "february", "august"),
        *("september", "october", "november", "december", "percentage", "compare", "compared"),
        *("northern", "southern", "central", "singapore", "kitchenware", "highest", "lowest"),
    )
)
_SHORTEST = 6  # letters of a word with two swapped
_SHORTEST_WITH_GAP = 7  # letters of a word with one missing


def corrected(word: str) -> str | None:
    """Return the word of a typing error: two letters swapped, one missing or one doubled."""
    meant = _WORDS.intersection((*_swapped(word), *_completed(word), *_without_double(word)))
    return next(iter(meant)) if len(meant) == 1 else None


def _swapped(word: str) -> Iterator[str]:
    if len(word) >= _SHORTEST:
        for n in range(len(word) - 1):
            yield f"{word[:n]}{word[n + 1]}{word[n]}{word[n + 2 :]}"


def _completed(word: str) -> Iterator[str]:
    for known in _WORDS:
        if len(known) == len(word) + 1 >= _SHORTEST_WITH_GAP:
            yield from (known for n in range(len(known)) if known[:n] + known[n + 1 :] == word)


def _without_double(word: str) -> Iterator[str]:
    if len(word) > _SHORTEST:
        for match in re.finditer(r"(.)(?=\1)", word):
            yield word[: match.start()] + word[match.end() :]
