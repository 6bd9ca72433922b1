"""Scales for large numbers on an axis: thousands and millions, or 萬 and 億."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from cards.charts.amounts import Number, known_of
from cards.reader import Reader
from cards.texts import chart_texts

# Above, renderers write "k" themselves, in any language.
_LARGEST_UNSCALED: Final = 1_000


class Scale(NamedTuple):
    """A divisor and its name; 1 and "" if the numbers are unchanged."""

    divisor: int = 1
    word: str = ""


def scale_of(numbers: Iterable[Number | None], reader: Reader) -> Scale:
    """Choose the largest unit that the largest of the numbers reaches."""
    highest = max((abs(float(number)) for number in known_of([*numbers])), default=0.0)
    if highest < _LARGEST_UNSCALED:
        return Scale()
    known = _scales(reader.say(chart_texts.CHART_SCALES))
    return max((scale for scale in known if highest >= scale.divisor), default=Scale())


@lru_cache(maxsize=16)
def _scales(said: str) -> tuple[Scale, ...]:
    pairs = (step.split("=", 1) for step in said.split())
    return tuple(Scale(int(divisor), word) for divisor, word in pairs)
