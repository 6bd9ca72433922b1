"""Thinning of a line to fewer points that look the same."""

from collections.abc import Sequence
from math import ceil, inf

from cards.charts.amounts import Numbers


def thinned(series: Sequence[Numbers], limit: int) -> Sequence[int]:
    """Return up to limit sorted indices: the ends, each series' peaks, and local extremes between.

    Every seventh point alone would show only the Mondays of daily numbers.
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
    """Return the index of the lowest and highest number of each span; its start if empty."""
    lows = [inf if number is None else number for number in numbers]
    highs = [-inf if number is None else number for number in numbers]
    spans = [range(start, min(start + width, len(lows))) for start in range(0, len(lows), width)]
    found = {min(span, key=lows.__getitem__) for span in spans}
    return found | {max(span, key=highs.__getitem__) for span in spans}
