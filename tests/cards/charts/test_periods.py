"""Which columns are times, and which only look like times."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from cards.charts.grains import Grain, Period
from cards.charts.periods import periods
from genie.tables import Cell, CellKind, Column

EAST = timezone(timedelta(hours=14))

TEXTS: list[tuple[str, Grain, Period]] = [
    ("2025-01-03", Grain.DAY, date(2025, 1, 3)),
    ("2025/1/3", Grain.DAY, date(2025, 1, 3)),
    ("2025.01.03", Grain.DAY, date(2025, 1, 3)),
    ("2025年1月3日", Grain.DAY, date(2025, 1, 3)),
    ("2025-01-03T00:00:00", Grain.DAY, date(2025, 1, 3)),
    ("2025-01-03 10:15", Grain.MOMENT, datetime(2025, 1, 3, 10, 15)),  # noqa: DTZ001 - UTC
    ("2025-01-03T10:15:00.5+08:00", Grain.MOMENT,
     datetime(2025, 1, 3, 2, 15, 0, 500_000)),  # noqa: DTZ001 - UTC
    ("2025-01", Grain.MONTH, date(2025, 1, 1)),
    ("2025/1", Grain.MONTH, date(2025, 1, 1)),
    ("2025年1月", Grain.MONTH, date(2025, 1, 1)),
    ("2025年10月份", Grain.MONTH, date(2025, 10, 1)),
    ("Jan 2025", Grain.MONTH, date(2025, 1, 1)),
    ("September, 2025", Grain.MONTH, date(2025, 9, 1)),
    ("2025-Sep", Grain.MONTH, date(2025, 9, 1)),
    ("2025-Q3", Grain.QUARTER, date(2025, 7, 1)),
    ("2025Q3", Grain.QUARTER, date(2025, 7, 1)),
    ("Q3 2025", Grain.QUARTER, date(2025, 7, 1)),
    ("2025年第三季", Grain.QUARTER, date(2025, 7, 1)),
    ("2025-W01", Grain.WEEK, date(2024, 12, 30)),
    ("FY2025", Grain.YEAR, 2025),
    ("2025年", Grain.YEAR, 2025),
    ("2025年度", Grain.YEAR, 2025),
]  # fmt: skip
PARTS: list[tuple[str, str, Grain, int]] = [
    ("month", "january", Grain.MONTH_OF_YEAR, 1),
    ("order_month_name", "SEPT", Grain.MONTH_OF_YEAR, 9),
    ("月份", "12月", Grain.MONTH_OF_YEAR, 12),
    ("訂單月", "十一月", Grain.MONTH_OF_YEAR, 11),
    ("Quarter", "Q4", Grain.QUARTER_OF_YEAR, 4),
    ("季度", "第四季", Grain.QUARTER_OF_YEAR, 4),
    ("fiscal_quarter", "Q4", Grain.QUARTER_OF_YEAR, 4),
    ("day_of_week", "Thurs", Grain.WEEKDAY, 3),
    ("weekday", "Sunday", Grain.WEEKDAY, 6),
    ("星期", "星期日", Grain.WEEKDAY, 6),
    ("週", "週天", Grain.WEEKDAY, 6),
    ("period", "周一", Grain.WEEKDAY, 0),
]
NAMES_OF_OTHERS = [
    ("customer", ["May", "April", "June"]),
    ("brand", ["Sun", "Mon"]),
    ("model", ["Q2", "Q3", "Q4"]),
    ("question", ["Q1", "Q2"]),
    ("合約期間月", ["3月", "6月"]),
    ("loan_term_month", ["Mar", "Jun"]),
    ("fiscal_month", ["Mar", "Jun"]),
    ("fiscal_month", ["2024-11", "2024-12"]),
    ("fiscal_quarter", ["2024-Q3", "2024-Q4"]),
    ("會計月份", ["2024年11月", "2024年12月"]),
]
NO_TIMES = (
    "", "Lunar New Year", "Mayor", "Sunday lunch", "2025-13", "2025-00", "13月", "2025-02-30", "Q5",
    "2025-W60", "2025-01-03T25:00", "2025-01-03 junk", "1.5", "12345", "3025-01", "20",
    "x" * 100_000,
)  # fmt: skip

NUMBERS: list[tuple[str, Any, Grain | None, Any]] = [
    ("year", 2025, Grain.YEAR, 2025),
    ("order_year", 2025, Grain.YEAR, 2025),
    ("fiscalYear", Decimal(2025), Grain.YEAR, 2025),
    ("year", 2025.0, Grain.YEAR, 2025),
    ("年度", 114, Grain.YEAR, 114),
    ("year", 12, None, None),
    ("year", 2025.5, None, None),
    ("month", 12, Grain.MONTH_OF_YEAR, 12),
    ("month_number", 12, Grain.MONTH_OF_YEAR, 12),
    ("月份", 12, Grain.MONTH_OF_YEAR, 12),
    ("month", 13, None, None),
    ("month", 202512, Grain.MONTH, date(2025, 12, 1)),
    ("yyyymm", 202512, Grain.MONTH, date(2025, 12, 1)),
    ("yyyymm", 202513, None, None),
    ("年月", 202512, Grain.MONTH, date(2025, 12, 1)),
    ("date_key", 20251231, Grain.DAY, date(2025, 12, 31)),
    ("date_key", 20251232, None, None),
    ("quarter", 4, Grain.QUARTER_OF_YEAR, 4),
    ("year_week", 202553, None, None),
    ("year_week", 202552, Grain.WEEK, date(2025, 12, 22)),
    ("week", 53, Grain.WEEK_OF_YEAR, 53),
    ("dow", 7, Grain.WEEKDAY_NUMBER, 7),
    ("day", 31, Grain.DAY_OF_MONTH, 31),
    ("order_hour", 0, Grain.HOUR, 0),
    ("hour", -1, None, None),
    ("month", 10**400, None, None),
    ("months", 12, None, None),
    ("hours", 12, None, None),
    ("revenue_per_month", 12, None, None),
    ("orders_this_month", 12, None, None),
    ("avg_day", 12, None, None),
    ("去年", 2000, None, None),
    ("revenue", 2025, None, None),
    ("loan_term_month", 12, None, None),
    ("合約期間月", 12, None, None),
    ("期数月", 12, None, None),
    ("所需工時", 8, None, None),
    ("耗時", 8, None, None),
    ("處理日", 8, None, None),
    ("平均住院日", 8, None, None),
    ("delivery_day", 8, None, None),
    ("mon", 8, None, None),
    ("時段", 8, Grain.HOUR, 8),
]


@pytest.mark.parametrize(("text", "grain", "period"), TEXTS)
def test_texts_that_are_times(text: str, grain: Grain, period: Period) -> None:
    """The name of the column does not matter; a total in the last row is no time."""
    column = Column("x", "STRING", CellKind.TEXT)

    assert periods(column, [text, None, "", "Total"]) == (grain, {text: period})
    assert periods(column, [text, "Lunar New Year"]) is None


@pytest.mark.parametrize(("name", "text", "grain", "number"), PARTS)
def test_names_of_months_and_days_need_a_matching_column_name(
    name: str, text: str, grain: Grain, number: int
) -> None:
    """May is also a customer's name."""
    assert periods(Column(name, "STRING", CellKind.TEXT), [text]) == (grain, {text: number})
    assert periods(Column("customer", "STRING", CellKind.TEXT), [text]) is None


@pytest.mark.parametrize(("name", "texts"), NAMES_OF_OTHERS)
def test_texts_that_look_like_parts_but_are_other_names(name: str, texts: list[str]) -> None:
    """Months of a fiscal year differ from company to company."""
    assert periods(Column(name, "STRING", CellKind.TEXT), texts) is None


@pytest.mark.parametrize("text", NO_TIMES)
@pytest.mark.parametrize("name", ["date", "month", "holiday_name"])
def test_texts_that_are_not_times(text: str, name: str) -> None:
    """No name of a column makes them times."""
    assert periods(Column(name, "STRING", CellKind.TEXT), [text]) is None


def test_texts_of_digits_need_a_matching_column_name() -> None:
    """2024 may be a product."""
    year, product = (Column(name, "STRING", CellKind.TEXT) for name in ("year", "product"))

    assert periods(year, ["2024", "2025"]) == (Grain.YEAR, {"2024": 2024, "2025": 2025})
    assert periods(product, ["2024", "2025"]) is None
    assert periods(year, ["2024", "unknown"]) is None
    assert periods(year, ["２０２４"]) is None
    assert periods(year, ["9" * 100_000]) is None


@pytest.mark.parametrize(("name", "number", "grain", "period"), NUMBERS)
def test_numbers_need_a_matching_name_and_a_valid_value(
    name: str, number: Any, grain: Grain | None, period: Any
) -> None:
    """A column named "month" that holds a 13 holds something else."""
    found = periods(Column(name, "", CellKind.DECIMAL), [number, None])

    assert found == (grain and (grain, {number: period}))


def test_empty_and_invalid_cells_are_not_times() -> None:
    """This holds for each type of column."""
    for kind in CellKind:
        assert periods(Column("year", "", kind), [None]) is None
    assert periods(Column("day", "DATE", CellKind.DATE), ["not a day", None]) is None
    assert periods(Column("day", "BOOLEAN", CellKind.BOOLEAN), [True, "yes"]) is None


def test_moments_outside_the_calendar_are_kept() -> None:
    """In UTC, the first day of year 1 begins before the first year."""
    first = datetime(1, 1, 1, 6, tzinfo=EAST)
    column = Column("at", "TIMESTAMP", CellKind.TIMESTAMP)

    assert periods(column, [first]) == (Grain.MOMENT, {first: first.replace(tzinfo=None)})


def test_midnight_is_that_of_the_written_offset() -> None:
    """A day in Taipei begins in the afternoon of London."""
    midnight = datetime(2025, 1, 5, tzinfo=EAST)
    column = Column("at", "TIMESTAMP", CellKind.TIMESTAMP)

    assert periods(column, [midnight]) == (Grain.DAY, {midnight: date(2025, 1, 5)})


def in_days(*days: date) -> list[Cell]:
    """Return the days of these that an axis shows."""
    found = periods(Column("day", "DATE", CellKind.DATE), days)
    return sorted(found[1]) if found else []  # type: ignore[type-var]


REAL = (date(2025, 1, 3), date(2025, 1, 5), date(2025, 2, 7))
PLACEHOLDERS = (
    *(date(9999, 12, 31), date(9999, 1, 1), date(1, 1, 1), date(1900, 1, 1), date(1753, 1, 1)),
    *(date(2999, 12, 31), date(3000, 1, 1), date(1970, 1, 1), date(2099, 12, 31)),
    *(date(1899, 12, 30), date(2199, 12, 31), date(2100, 1, 1), date(2100, 12, 31)),
    *(date(1800, 1, 1), date(1601, 1, 1), date(1899, 12, 31), date(1969, 12, 31)),
)


@pytest.mark.parametrize("day", PLACEHOLDERS)
def test_placeholder_dates_do_not_stretch_an_axis(day: date) -> None:
    """They mean "always" or "unknown"; close to the other dates they count as real."""
    moment = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    column = Column("at", "TIMESTAMP", CellKind.TIMESTAMP)
    times = [datetime.combine(real, datetime.min.time(), tzinfo=UTC) for real in REAL]
    found = periods(column, [*times, moment])

    assert in_days(*REAL, day) == [*REAL]
    assert found is not None
    assert moment not in found[1]


@pytest.mark.parametrize(
    ("column", "cells", "grain"),
    [
        (Column("date_key", "BIGINT", CellKind.INTEGER), [20250105, 99991231], Grain.DAY),
        (Column("yyyymm", "BIGINT", CellKind.INTEGER), [202501, 999912], Grain.MONTH),
        (Column("year", "BIGINT", CellKind.INTEGER), [2025, 9999], Grain.YEAR),
        (Column("end", "STRING", CellKind.TEXT), ["2025-01-05", "9999-12-31"], Grain.DAY),
        (Column("end", "STRING", CellKind.TEXT), ["2025/1/5", "9999/12/31"], Grain.DAY),
        (Column("end", "STRING", CellKind.TEXT), ["2025-01-05", "0000-00-00"], Grain.DAY),
        (Column("end", "STRING", CellKind.TEXT),
         ["2025-01-05 10:00", "0000-00-00 00:00:00"], Grain.MOMENT),
        (Column("month", "STRING", CellKind.TEXT), ["2025-01", "9999-12"], Grain.MONTH),
    ],
)  # fmt: skip
def test_placeholders_are_recognised_in_every_format(
    column: Column, cells: list[Cell], grain: Grain
) -> None:
    """The order of the rows does not matter."""
    for some in (cells, cells[::-1]):
        found = periods(column, some)

        assert found is not None
        assert (found[0], [*found[1]]) == (grain, cells[:1])


def test_dates_that_may_be_real_are_kept() -> None:
    """An old register, far dates that are no placeholders, and placeholders alone are real."""
    assert len(in_days(date(1900, 1, 1), date(1905, 3, 4), date(1910, 5, 6))) == 3
    assert len(in_days(date(1987, 6, 5), *REAL)) == 4
    assert len(in_days(date(9999, 12, 31), date(1, 1, 1))) == 2
    assert len(in_days(*(date(year, 5, 6) for year in range(1840, 2025, 10)))) == 19


@pytest.mark.parametrize(
    ("name", "cells", "grain"),
    [
        ("fiscal_quarter", [date(2026, 4, 1), date(2026, 7, 1)], Grain.DAY),
        ("fiscal_year", [date(2025, 1, 1), date(2026, 1, 1)], Grain.DAY),
        ("會計季度", [date(2026, 4, 1), date(2026, 7, 1)], Grain.DAY),
        ("quarter", [date(2026, 4, 1), date(2026, 7, 1)], Grain.QUARTER),
    ],
)
def test_fiscal_dates_are_days(name: str, cells: list[Cell], grain: Grain) -> None:
    """The name of the period that a date begins differs from company to company."""
    found = periods(Column(name, "DATE", CellKind.DATE), cells)

    assert found is not None
    assert found[0] is grain


@pytest.mark.parametrize(
    ("name", "grain"),
    [
        ("fiscal_month", Grain.NUMBER),
        ("fiscal_week", Grain.NUMBER),
        ("會計月份", Grain.NUMBER),
        ("fiscal_quarter", Grain.QUARTER_OF_YEAR),
        ("month", Grain.MONTH_OF_YEAR),
    ],
)
def test_numbers_of_fiscal_months_are_numbers(name: str, grain: Grain) -> None:
    """The first fiscal month is seldom January."""
    found = periods(Column(name, "BIGINT", CellKind.INTEGER), [1, 2, 3])

    assert found == (grain, {1: 1, 2: 2, 3: 3})
