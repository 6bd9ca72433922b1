"""The chart of a result."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from cards.charts.amounts import Number, drawn
from cards.charts.arranging import Figure, figure_of
from cards.charts.axis_labels import AxisLabels, as_numbers, axis_labels, days_of, stand_beside
from cards.charts.choice import Choice, choice_of
from cards.charts.context import UNKNOWN, Context
from cards.charts.describing import Words, description_of, notes_of, parts_of
from cards.charts.model import Chart, Kind, Series
from cards.charts.scales import Scale, scale_of
from cards.charts.writing import MAX_TITLE_CHARS, apart, count, labels, title_of
from cards.columns import Cells
from cards.formatting import ColumnFormat
from cards.markdown import one_line
from cards.messages import shortened
from cards.reader import Reader
from cards.texts import chart_texts
from genie.tables import Column, Table

_MAX_UPRIGHT_BARS: Final = 8


class Charts:
    """The charts of one result. The meaning of its columns is determined once.

    measure_at: the index of the column that a person chose; None: the one that was asked for.
    """

    def __init__(
        self, table: Table, context: Context = UNKNOWN, *, measure_at: int | None = None
    ) -> None:
        self.table = table
        self.context = context
        self._choice = choice_of(table, context, measure_at)
        self._formats: dict[tuple[int, Reader], ColumnFormat] = {}

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Return the kinds that make sense for the result, the best first.

        Kind.TABLE is always among them: alone if no chart makes sense, and first if each row is an
        item of its own, such as an order, so that the list is the answer.
        """
        return self._choice.kinds if self._choice else (Kind.TABLE,)

    @property
    def measures(self) -> tuple[int, ...]:
        """Return the indices of the columns that can be charted."""
        return self._choice.measures if self._choice else ()

    @property
    def columns(self) -> tuple[int, ...]:
        """Return the indices of the columns that the chart shows."""
        if not self._choice:
            return ()
        axes = self._choice.data[Kind.BAR].axes
        places = {axes.axis.at, *([axes.split.at] if axes.split else []), *self._choice.shown}
        return tuple(sorted(places))

    @property
    def axis(self) -> int | None:
        """Return the index of the axis' column, if there is a chart."""
        return self._choice.data[Kind.BAR].axes.axis.at if self._choice else None

    @property
    def shown(self) -> tuple[int, ...]:
        """Return the indices of the measures that the chart shows."""
        return self._choice.shown if self._choice else ()

    def chart(self, kind: Kind, reader: Reader, *, title: str = "") -> Chart | None:
        """Draw the chart of that kind; None for a table, and if the kind does not fit."""
        choice = self._choice
        if not choice or kind not in choice.kinds or kind is Kind.TABLE:
            return None
        return _Drawing(self, choice, kind, reader).chart(title)

    def format_of(self, at: int, reader: Reader) -> ColumnFormat:
        """Return the format of a column, which depends on all of its cells."""
        if (at, reader) not in self._formats:
            column, cells = self.table.columns[at], Cells(self.table.rows, at)
            is_key = at in self.context.facts.keys
            self._formats[at, reader] = ColumnFormat(column, cells, reader, is_key=is_key)
        return self._formats[at, reader]


class _Axis(NamedTuple):
    """The axis of a chart: labels and, if it has to be one of time or numbers, these.

    has_room: Teams cuts no label. On a time axis it writes its own labels, which it cuts.
    """

    labels: AxisLabels
    title: str
    has_room: bool
    days: tuple[date, ...] = ()
    numbers: tuple[int, ...] = ()


class _Drawing:
    """Draws one chart."""

    def __init__(self, charts: Charts, choice: Choice, kind: Kind, reader: Reader) -> None:
        self._charts = charts
        self._kind = kind
        self._reader = reader
        self._data = data = choice.data[kind]
        orders = charts.context.facts.orders
        is_ranked = bool(orders) and orders[0] in choice.shown and not data.axes.split
        self._figure = figure_of(kind, data, is_ranked=is_ranked)

    def chart(self, title: str) -> Chart:
        """Draw the chart."""
        data, figure, reader = self._data, self._figure, self._reader
        axis = self._axis()
        scale = Scale() if self._kind is Kind.SHARE else self._scale()
        words = self._words(axis)
        is_stacked = self._kind is Kind.BAR and data.is_stackable and len(words.names) > 1
        is_horizontal = self._is_horizontal(axis, len(words.names))
        return Chart(
            self._kind,
            shortened(one_line(title), MAX_TITLE_CHARS),
            tuple(axis.labels.texts),
            _series(figure, words.names, scale),
            category_title=axis.title,
            value_title=self._value_title(words.what, scale),
            days=axis.days,
            numbers=axis.numbers,
            is_horizontal=is_horizontal,
            has_room=axis.has_room or is_horizontal,
            is_stacked=is_stacked,
            notes=(*self._shares(words), *notes_of(data, figure, reader)),
            description=description_of(self._kind, data, figure, words, reader),
        )

    def _axis(self) -> _Axis:
        dimension, keys, reader = self._data.axes.axis, self._figure.keys, self._reader
        name = title_of(dimension.column, reader)
        if not dimension.is_time:
            categories = self._categories()
            has_room = self._kind is Kind.SHARE or stand_beside(categories)
            return _Axis(AxisLabels(categories), name, has_room)
        found = axis_labels(dimension, keys, reader)
        title = name
        if found.period:
            title = reader.say(chart_texts.CHART_OF_YEAR, name=name, period=found.period)
        is_line = self._kind is Kind.LINE
        days = days_of(dimension, keys, reader, has_room=found.has_room) if is_line else ()
        numbers = as_numbers(dimension, keys, reader) if is_line and not found.has_room else ()
        has_room = bool(numbers) or (found.has_room and not days)
        return _Axis(found, title, has_room, days, numbers)

    def _is_horizontal(self, axis: _Axis, count_of_series: int) -> bool:
        """Whether bars are horizontal, which grouped bars and bars over time cannot be."""
        dimension = self._data.axes.axis
        if self._kind is not Kind.BAR or count_of_series > 1 or dimension.is_time:
            return False
        has_many = len(axis.labels.texts) > _MAX_UPRIGHT_BARS and not dimension.is_ordered
        return has_many or not axis.has_room

    def _categories(self) -> list[str]:
        figure, reader = self._figure, self._reader
        found = labels(self._data.axes.axis, figure.keys, reader)
        if figure.others:
            found.append(reader.say(chart_texts.CHART_OTHERS, count=count(figure.others, reader)))
        if self._kind is Kind.SHARE:
            found = parts_of(figure, found, reader, self._data.whole)
        return apart(found)

    def _words(self, axis: _Axis) -> Words:
        data, figure, reader = self._data, self._figure, self._reader
        columns = dict.fromkeys(track.column for track in figure.tracks)
        titles = [title_of(column, reader) for column in columns]
        return Words(
            what=shortened(reader.say(chart_texts.CHART_AND).join(titles), MAX_TITLE_CHARS),
            by=title_of(data.axes.axis.column, reader),
            categories=axis.labels.long or axis.labels.texts,
            names=apart(self._names()),
            form_of=lambda at: self._format(figure.tracks[at].column),
        )

    def _format(self, column: Column) -> ColumnFormat:
        columns = self._charts.table.columns
        at = next(at for at, known in enumerate(columns) if known is column)
        return self._charts.format_of(at, self._reader)

    def _names(self) -> list[str]:
        """Name the series: by the split, or by their measures."""
        tracks, split = self._figure.tracks, self._data.axes.split
        if not split:
            return [title_of(track.column, self._reader) for track in tracks]
        return labels(split, [track.key for track in tracks], self._reader)

    def _scale(self) -> Scale:
        numbers: list[Number | None] = [n for track in self._figure.tracks for n in track.values]
        if self._kind is Kind.BAR and self._data.is_stackable:
            numbers = [*self._data.heights]
        return scale_of(numbers, self._reader)

    def _value_title(self, what: str, scale: Scale) -> str:
        if not scale.word:
            return what
        return self._reader.say(chart_texts.CHART_SCALED, name=what, scale=scale.word)

    def _shares(self, words: Words) -> list[str]:
        """Say what the shares are of, and how large: a legend may have no room for all of them."""
        if self._kind is not Kind.SHARE:
            return []
        parts = self._reader.say(chart_texts.CHART_PART_SEPARATOR).join(words.categories)
        return [self._reader.say(chart_texts.CHART_SHARES_OF, what=words.what, parts=parts)]


def _series(figure: Figure, names: Sequence[str], scale: Scale) -> tuple[Series, ...]:
    return tuple(
        Series(name, tuple(_scaled(number, scale) for number in track.values))
        for name, track in zip(names, figure.tracks, strict=True)
    )


def _scaled(number: Number | None, scale: Scale) -> float | None:
    return drawn(number if number is None or scale.divisor == 1 else number / scale.divisor)
