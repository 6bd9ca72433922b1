"""A line of fewer points that looks the same."""

from collections.abc import Sequence
from math import ceil, inf

from cards.charts.amounts import Numbers


def thinned(series: Sequence[Numbers], limit: int) -> Sequence[int]:
    """Return some limit places, in order: the ends, each series' peaks, and highs and lows between.

    Every seventh point alone would show nothing but the Mondays of daily numbers.
    """
    count = len(series[0])
    if count <= limit:
        return range(count)
    drawn = [[None if number is None else float(number) for number in one] for one in series]
    kept = {0, count - 1}
    for numbers in drawn:
        kept |= _peaks(numbers, count)
    spans = max(1, (limit - len(kept)) // 2)
    return sorted(kept | _peaks(drawn[0], ceil(count / spans)))


def _peaks(numbers: Sequence[float | None], width: int) -> set[int]:
    """Return where the lowest and the highest number of each span are; its start if it has none."""
    lows = [inf if number is None else number for number in numbers]
    highs = [-inf if number is None else number for number in numbers]
    spans = [range(start, min(start + width, len(lows))) for start in range(0, len(lows), width)]
    found = {min(span, key=lows.__getitem__) for span in spans}
    return found | {max(span, key=highs.__getitem__) for span in spans}
