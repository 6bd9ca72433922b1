"""A chart in words, for screen readers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cards.charts.arranging import Figure
from cards.charts.data import Data, Track
from cards.charts.model import Kind
from cards.charts.writing import amount, count, labels, percent
from cards.formatting import ColumnFormat
from cards.messages import shortened
from cards.reader import Counted, Reader
from cards.texts import chart_texts

MAX_DESCRIPTION_CHARS: Final = 500


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of a chart: measure, axis, categories and names of series.

    form_of returns the full format of the numbers of a series, by its index.
    """

    what: str
    by: str
    categories: Sequence[str]
    names: Sequence[str]
    form_of: Callable[[int], ColumnFormat]


def description_of(kind: Kind, data: Data, figure: Figure, words: Words, reader: Reader) -> str:
    """Describe what a chart shows, with its extremes; what it leaves out is in the notes."""
    shape = _parts(figure, words, reader) if kind is Kind.SHARE else None
    said = [
        shape or _span(kind, data, figure, words, reader),
        *_about_series(words, reader),
    ]
    return shortened(" ".join(said), MAX_DESCRIPTION_CHARS)


def notes_of(data: Data, figure: Figure, reader: Reader) -> Iterator[str]:
    """Say what of the result a chart leaves out."""
    shown = len(figure.keys)
    if figure.left_out:
        notice = chart_texts.CHART_LARGEST if figure.has_largest else chart_texts.CHART_FIRST
        whole = count(shown + figure.left_out, reader)
        yield reader.say(notice, shown=count(shown, reader), count=whole)
    elif figure.points > shown:
        yield reader.say(chart_texts.CHART_THINNED, count=count(figure.points, reader))
    if data.more_series:
        yield _counted(chart_texts.CHART_SERIES_LEFT_OUT, data.more_series, reader)
    for dimension, key in data.totals:
        yield reader.say(chart_texts.CHART_TOTAL, name=labels(dimension, [key], reader)[0])
    if data.unplaced:
        yield _counted(chart_texts.CHART_UNPLACED, data.unplaced, reader)


def parts_of(
    figure: Figure, categories: Sequence[str], reader: Reader, whole: float | None
) -> list[str]:
    """Write each part of a whole with its share. whole: 1 or 100; None: the sum of the parts."""
    values = [float(value or 0) for value in figure.tracks[0].values]
    whole = whole or sum(values) or 1.0
    return [
        reader.say(chart_texts.CHART_PART, name=name, percent=percent(value, whole, reader))
        for name, value in zip(categories, values, strict=True)
    ]


def _parts(figure: Figure, words: Words, reader: Reader) -> str:
    """Say what the parts are of; their sizes are in a note below the chart."""
    return reader.say(
        chart_texts.CHART_SHARE_IN_WORDS,
        what=words.what,
        by=words.by,
        points=_counted(chart_texts.CHART_PARTS, len(words.categories), reader),
    )


def _span(kind: Kind, data: Data, figure: Figure, words: Words, reader: Reader) -> str:
    """Say the range of the axis, and the lowest and highest value."""
    is_time, shown = data.axes.axis.is_time, len(figure.keys)
    in_time = (
        chart_texts.CHART_LINE_IN_WORDS
        if kind is Kind.LINE
        else chart_texts.CHART_BARS_IN_TIME_IN_WORDS
    )
    points = chart_texts.CHART_POINTS if is_time else chart_texts.CHART_BARS
    (low, low_at), (high, high_at) = _extremes(figure, words, reader)
    return reader.say(
        in_time if is_time else chart_texts.CHART_BARS_IN_WORDS,
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
    """Write the lowest and the highest number with their positions."""
    found = _numbers(figure.tracks, len(figure.keys))
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
    number = amount(words.form_of(track_at), track.values[at] or 0)
    if len(words.names) == 1:
        return number, category
    return number, reader.say(chart_texts.CHART_AT, series=words.names[track_at], category=category)


def _about_series(words: Words, reader: Reader) -> Iterator[str]:
    if len(words.names) > 1:
        names = reader.say(chart_texts.CHART_AND).join(words.names)
        yield reader.say(
            chart_texts.CHART_SERIES, count=count(len(words.names), reader), names=names
        )


def _counted(counted: Counted, number: int, reader: Reader, **values: str) -> str:
    return reader.say_many(counted, number, count=count(number, reader), **values)
