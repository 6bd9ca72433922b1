"""The chart of a result."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from cards.charts import texts
from cards.charts.amounts import drawn
from cards.charts.arranging import Figure, figure_of
from cards.charts.choice import choice_of
from cards.charts.data import Data
from cards.charts.describing import Words, description_of
from cards.charts.grains import DATED
from cards.charts.model import Chart, Kind, Series
from cards.charts.writing import MAX_TITLE_CHARS, apart, count, labels, title_of
from cards.markdown import one_line
from cards.messages import digits_wide, shortened
from cards.reader import Reader
from genie.tables import Table

# Beside each other, labels have the width of a chat: 46 digits.
_CHAT_DIGITS: Final = 46
_MAX_UPRIGHT_BARS: Final = 8


class Charts:
    """The charts of one result. What its columns mean is found out once."""

    def __init__(self, table: Table) -> None:
        self._choice = choice_of(table)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Name the ways in which the result can sensibly be shown, the best first.

        Kind.TABLE is always among them: alone where no chart makes sense, and first where each row
        is a thing of its own, such as an order, so that the list itself is the answer.
        """
        return self._choice.kinds if self._choice else (Kind.TABLE,)

    def chart(self, kind: Kind, reader: Reader, *, title: str = "") -> Chart | None:
        """Make the chart of that kind; None for a table, and where the kind does not fit."""
        choice = self._choice
        if not choice or kind not in choice.kinds or kind is Kind.TABLE:
            return None
        return _drawn(choice.data[kind], kind, reader, title)


def kinds(table: Table) -> tuple[Kind, ...]:
    """Name the ways in which a result can sensibly be shown; see Charts.kinds."""
    return Charts(table).kinds


def chart(table: Table, kind: Kind, reader: Reader, *, title: str = "") -> Chart | None:
    """Make a chart of a result; see Charts.chart."""
    return Charts(table).chart(kind, reader, title=title)


def _drawn(data: Data, kind: Kind, reader: Reader, title: str) -> Chart:
    figure = figure_of(kind, data)
    words = _words(data, figure, reader)
    is_stacked = kind is Kind.BAR and data.is_stackable and len(words.names) > 1
    is_one_row = is_stacked or len(words.names) == 1
    return Chart(
        kind,
        shortened(one_line(title), MAX_TITLE_CHARS),
        tuple(words.categories),
        _series(figure, words),
        category_title=_category_title(figure, words, reader),
        value_title=words.what,
        days=_days(data, figure),
        is_horizontal=kind is Kind.BAR and is_one_row and _is_long(data, words.categories),
        is_stacked=is_stacked,
        description=description_of(kind, data, figure, words, reader),
    )


def _words(data: Data, figure: Figure, reader: Reader) -> Words:
    categories = labels(data.axes.axis, figure.keys, reader)
    if figure.others:
        categories.append(_others(figure.others, reader))
    columns = [
        title_of(column, reader) for column in dict.fromkeys(t.column for t in figure.tracks)
    ]
    return Words(
        what=shortened(reader.say(texts.CHART_AND).join(columns), MAX_TITLE_CHARS),
        by=title_of(data.axes.axis.column, reader),
        categories=apart(categories),
        names=apart(_names(data, figure, reader)),
    )


def _names(data: Data, figure: Figure, reader: Reader) -> list[str]:
    """Name the series: by what parts them, or by what is measured."""
    if not data.axes.split:
        return [title_of(track.column, reader) for track in figure.tracks]
    own = [track.key for track in figure.tracks if not track.is_others]
    others = [_others(data.more_series, reader)] if data.has_others else []
    return [*labels(data.axes.split, own, reader), *others]


def _others(number: int, reader: Reader) -> str:
    return reader.say(texts.CHART_OTHERS, count=count(number, reader))


def _series(figure: Figure, words: Words) -> tuple[Series, ...]:
    pairs = zip(words.names, figure.tracks, strict=True)
    return tuple(Series(name, tuple(map(drawn, track.values))) for name, track in pairs)


def _category_title(figure: Figure, words: Words, reader: Reader) -> str:
    """Name the axis, and say on it how much of it is left out."""
    if not figure.left_out:
        return words.by
    shown = len(figure.keys)
    counts = {"shown": count(shown, reader), "count": count(shown + figure.left_out, reader)}
    return reader.say(texts.CHART_SOME, name=words.by, **counts)


def _days(data: Data, figure: Figure) -> tuple[date, ...]:
    if data.axes.axis.grain not in DATED:
        return ()
    return tuple(key for key in figure.keys if isinstance(key, date))


def _is_long(data: Data, categories: Sequence[str]) -> bool:
    """Whether labels have no room beside each other. Time goes from left to right all the same."""
    if data.axes.axis.is_time:
        return False
    is_wide = sum(map(digits_wide, categories)) > _CHAT_DIGITS
    return is_wide or (len(categories) > _MAX_UPRIGHT_BARS and not data.axes.axis.is_ordered)
