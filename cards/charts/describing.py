"""A chart in words, for who does not see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cards.charts import texts
from cards.charts.arranging import Figure
from cards.charts.data import Data, Track
from cards.charts.model import Kind
from cards.charts.writing import amount, count, percent
from cards.messages import shortened
from cards.reader import Counted, Reader

MAX_DESCRIPTION_CHARS: Final = 500


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on a chart: what is measured, by what; the categories, and the series' names."""

    what: str
    by: str
    categories: Sequence[str]
    names: Sequence[str]


def description_of(kind: Kind, data: Data, figure: Figure, words: Words, reader: Reader) -> str:
    """Say what a chart shows, what stands out in it, and what is not shown."""
    shape = _parts(figure, words, reader) if kind is Kind.SHARE else None
    said = [
        shape or _span(kind, data, figure, words, reader),
        *_about_series(data, words, reader),
        *_about_rest(figure, words, reader),
    ]
    return shortened(" ".join(said), MAX_DESCRIPTION_CHARS)


def _parts(figure: Figure, words: Words, reader: Reader) -> str:
    """Say how large each part of a whole is."""
    values = [float(value or 0) for value in figure.tracks[0].values]
    whole = sum(values) or 1.0
    parts = [
        reader.say(texts.CHART_PART, name=name, percent=percent(value, whole, reader))
        for name, value in zip(words.categories, values, strict=True)
    ]
    return reader.say(
        texts.CHART_SHARE_IN_WORDS,
        what=words.what,
        by=words.by,
        points=_counted(texts.CHART_PARTS, len(parts), reader),
        parts=reader.say(texts.CHART_AND).join(parts),
    )


def _span(kind: Kind, data: Data, figure: Figure, words: Words, reader: Reader) -> str:
    """Say from where to where a chart goes, and how high and low."""
    is_time, shown = data.axes.axis.is_time, len(figure.keys)
    in_time = texts.CHART_LINE_IN_WORDS if kind is Kind.LINE else texts.CHART_BARS_IN_TIME_IN_WORDS
    points = texts.CHART_POINTS if is_time else texts.CHART_BARS
    (low, low_at), (high, high_at) = _extremes(figure, words, reader)
    return reader.say(
        in_time if is_time else texts.CHART_BARS_IN_WORDS,
        what=words.what,
        by=words.by,
        points=_counted(points, figure.points or shown, reader),
        first=words.categories[0],
        last=words.categories[shown - 1],
        high=high,
        high_at=high_at,
        low=low,
        low_at=low_at,
    )


def _extremes(figure: Figure, words: Words, reader: Reader) -> list[tuple[str, str]]:
    """Write the lowest and the highest number, and where they stand.

    Sums of others do not count, unless there is nothing else.
    """
    tracks = [track for track in figure.tracks if not track.is_others]
    found = _numbers(tracks, len(figure.keys)) or _numbers(figure.tracks, len(figure.keys))
    return [_stands(pick(found), figure, words, reader) for pick in (min, max)]


def _numbers(tracks: Sequence[Track], count_of_keys: int) -> list[tuple[float, int, int]]:
    return [
        (float(value), -at, -track_at)  # of equal ones, the first is named as the highest
        for track_at, track in enumerate(tracks)
        for at, value in enumerate(track.values[:count_of_keys])
        if value is not None
    ]


def _stands(
    found: tuple[float, int, int], figure: Figure, words: Words, reader: Reader
) -> tuple[str, str]:
    at, track_at = -found[1], -found[2]
    track, category = figure.tracks[track_at], words.categories[at]
    number = amount(track.column, track.values[at] or 0, reader)
    if len(words.names) == 1:
        return number, category
    return number, reader.say(texts.CHART_AT, series=words.names[track_at], category=category)


def _about_series(data: Data, words: Words, reader: Reader) -> Iterator[str]:
    if len(words.names) > 1:
        names = reader.say(texts.CHART_AND).join(words.names)
        yield reader.say(texts.CHART_SERIES, count=count(len(words.names), reader), names=names)
    if data.has_others:
        more, others = count(data.more_series, reader), words.names[-1]
        yield reader.say(texts.CHART_SERIES_ADDED, count=more, others=others)
    elif data.more_series:
        yield _counted(texts.CHART_SERIES_LEFT_OUT, data.more_series, reader)


def _about_rest(figure: Figure, words: Words, reader: Reader) -> Iterator[str]:
    shown = count(len(figure.keys), reader)
    if figure.others:
        more, others = count(figure.others, reader), words.categories[-1]
        yield reader.say(texts.CHART_OTHERS_ADDED, shown=shown, count=more, others=others)
    elif figure.left_out:
        said = texts.CHART_LEFT_OUT if figure.has_largest else texts.CHART_FIRST_SHOWN
        yield _counted(said, figure.left_out, reader, shown=shown)
    elif figure.points > len(figure.keys):
        yield reader.say(texts.CHART_THINNED, count=count(figure.points, reader))


def _counted(said: Counted, number: int, reader: Reader, **values: str) -> str:
    return reader.say_many(said, number, count=count(number, reader), **values)
