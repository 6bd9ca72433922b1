"""The texts of a chart in the reader's locale: plain, one line, of limited length."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from babel.numbers import format_percent

from cards import formatting
from cards.charts.amounts import Number
from cards.charts.dimensions import Dimension
from cards.charts.grains import Grain
from cards.markdown import one_line
from cards.messages import shortened
from cards.reader import Reader
from cards.texts import chart_texts
from genie.tables import Cell, CellKind, Column

MAX_LABEL_CHARS: Final = 40
MAX_TITLE_CHARS: Final = 100
_READ_CHARS: Final = 1_000
_DAY: Final = Column("", "DATE", CellKind.DATE)
_MOMENT: Final = Column("", "TIMESTAMP", CellKind.TIMESTAMP)
_WITHOUT_ZONE: Final = "TIMESTAMP_NTZ"
_PERCENT_PLACES: Final = 3


def label(text: str) -> str:
    """Convert any text to a label of a chart."""
    return shortened(one_line(text[:_READ_CHARS]), MAX_LABEL_CHARS) or formatting.NO_VALUE


def title_of(column: Column, reader: Reader) -> str:
    """Write a column's name."""
    name = label(column.name.replace("_", " "))
    return reader.say(chart_texts.CHART_UNNAMED) if name == formatting.NO_VALUE else name


def labels(dimension: Dimension, keys: Sequence[Cell], reader: Reader) -> list[str]:
    """Write the keys of an axis, or the names of series, all distinct."""
    write = _PERIODS.get(dimension.grain) if dimension.grain else None
    if write:
        return apart([write(key, reader) for key in keys])
    if dimension.grain is Grain.MOMENT:
        moments = with_zones(dimension.column, keys)
        return apart([label(text) for text in formatting.column_texts(_MOMENT, moments, reader)])
    column = _DAY if dimension.is_time else dimension.column
    form = formatting.ColumnFormat(column, keys, reader, is_key=True)
    return apart([label(text) for text in form.texts(keys)])


def apart(names: Sequence[str]) -> list[str]:
    """Number equal names: things with one name would be drawn as one."""
    found: list[str] = []
    taken: set[str] = set()
    for name in names:
        number, own = 1, name
        while own in taken:
            number += 1
            own = f"{name} ({number})"
        found.append(own)
        taken.add(own)
    return found


def amount(measure: formatting.ColumnFormat, number: Number) -> str:
    """Write a number of a column in full."""
    return label(measure.texts([number])[0])


def count(number: int, reader: Reader) -> str:
    """Write an integer."""
    return formatting.count(number, reader)


def percent(part: float, whole: float, reader: Reader) -> str:
    """Write a part as a percentage of a whole, which is not 0."""
    share = round(part / whole, _PERCENT_PLACES)
    return str(format_percent(share, locale=reader.locale, decimal_quantization=False))


def with_zones(column: Column, keys: Sequence[Cell]) -> list[Cell]:
    """Restore the zone of moments."""
    is_aware = column.kind is CellKind.TIMESTAMP and column.type_text.upper() != _WITHOUT_ZONE
    zone = UTC if is_aware else None
    return [key.replace(tzinfo=zone) if isinstance(key, datetime) else key for key in keys]


def _pattern(name: str) -> Callable[[Any, Reader], str]:
    """Write a day by one of a locale's own patterns, such as "yMMM"."""
    return lambda day, reader: str(reader.locale.datetime_skeletons[name].apply(day, reader.locale))


def _name_of(kind: str) -> Callable[[Any, Reader], str]:
    """Write the locale's short name for a month, quarter or weekday number."""
    return lambda number, reader: str(
        getattr(reader.locale, kind)["stand-alone"]["abbreviated"][number]
    )


def _week(day: Any, reader: Reader) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _plain(number: Any, reader: Reader) -> str:
    return str(number)


_PERIODS: Final[dict[Grain, Callable[[Any, Reader], str]]] = {
    Grain.WEEK: _week,
    Grain.MONTH: _pattern("yMMM"),
    Grain.QUARTER: _pattern("yQQQ"),
    Grain.YEAR: _plain,
    Grain.MONTH_OF_YEAR: _name_of("months"),
    Grain.QUARTER_OF_YEAR: _name_of("quarters"),
    Grain.WEEKDAY: _name_of("days"),
    Grain.WEEK_OF_YEAR: _plain,
    Grain.DAY_OF_MONTH: _plain,
    Grain.WEEKDAY_NUMBER: _plain,
    Grain.NUMBER: _plain,
    Grain.HOUR: lambda hour, _: f"{hour}:00",
}
