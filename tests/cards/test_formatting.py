"""Cells as text for people."""

import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.formatting import ColumnFormat, column_texts, seconds
from cards.reader import AMERICAN, Reader
from genie.tables import Cell, CellKind, Column

KINDS = {
    int: CellKind.INTEGER,
    Decimal: CellKind.DECIMAL,
    float: CellKind.FLOAT,
    bool: CellKind.BOOLEAN,
    date: CellKind.DATE,
    datetime: CellKind.TIMESTAMP,
    bytes: CellKind.BINARY,
}
TAIPEI = timezone(timedelta(hours=8))


def shown(*cells: Cell, locale: str = "en-US", name: str = "value", scale: int = 0) -> list[str]:
    """Write a column of cells of one type."""
    column = Column(name, "", KINDS.get(type(cells[0]), CellKind.TEXT), scale)
    return column_texts(column, cells, Reader(locale_tag=locale))


@pytest.mark.parametrize(
    ("cell", "locale", "text"),
    [
        (None, "en-US", "–"),
        ("any\n text\x00", "en-US", "any text"),
        (1234567, "en-US", "1,234,567"),
        (-5, "en-US", "-5"),
        (10**30, "en-US", "1" + ",000" * 10),
        (10**70, "en-US", "1" + "0" * 70),
        (1234567, "de-DE", "1.234.567"),
        (1234567, "hi-IN", "12,34,567"),
        (Decimal("1234567.80"), "en-US", "1,234,567.80"),
        (Decimal("1234567.80"), "de-DE", "1.234.567,80"),
        (Decimal("0.10"), "zh-TW", "0.10"),
        (Decimal("1106055.00"), "en-US", "1,106,055"),
        (Decimal("5"), "en-US", "5"),
        (Decimal("5E+3"), "en-US", "5,000"),
        (Decimal("-0.00"), "en-US", "0"),
        (Decimal("12345678901234567890123456789012.345678"), "en-US",
         "12,345,678,901,234,567,890,123,456,789,012.345678"),
        (Decimal("1E+999999"), "en-US", "1E+999999"),
        (Decimal("1E-999999"), "en-US", "1E-999999"),
        (Decimal("NaN"), "en-US", "NaN"),
        (Decimal("sNaN"), "en-US", "NaN"),
        (Decimal("-Infinity"), "en-US", "-∞"),
        (0.4211, "en-US", "0.421"),
        (0.1 + 0.2, "en-US", "0.3"),
        (1234.5678, "en-US", "1,234.57"),
        (3.336e8, "en-US", "333,600,000"),
        (0.00012345, "en-US", "0.000123"),
        (0.0, "en-US", "0"),
        (-0.0, "en-US", "0"),
        (1.234e-9, "en-US", "1.23E-09"),
        (1e300, "en-US", "1.00E+300"),
        (math.nan, "en-US", "NaN"),
        (math.inf, "en-US", "∞"),
        (-math.inf, "en-US", "-∞"),
        (True, "en-US", "yes"),
        (False, "en-US", "no"),
        (date(2026, 7, 1), "en-US", "Jul 1, 2026"),
        (date(2026, 7, 1), "zh-TW", "2026年7月1日"),
        (date(1, 1, 1), "en-US", "Jan 1, 1"),
        (b"\x00\x01", "en-US", "0x0001 (2 bytes)"),
        (b"\xff" * 1000, "en-US", "0xffffffffffffffff… (1,000 bytes)"),
    ],
)  # fmt: skip
def test_a_cell_by_type_and_locale(cell: Cell, locale: str, text: str) -> None:
    """A DECIMAL is never converted to a float, and keeps all digits."""
    assert shown(cell, locale=locale) == [text]


def test_a_decimal_column_keeps_its_scale() -> None:
    """The decimal points are aligned, and nothing is rounded."""
    cells = Decimal("5"), Decimal("1.5"), Decimal("0.125"), None

    assert shown(*cells, scale=2) == ["5.00", "1.50", "0.125", "–"]


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("revenue", ["1,106,055", "20", "–", "NaN"]),
        ("revenue_twd", ["1,106,055", "20", "–", "NaN"]),
        ("revenue_jpy", ["1,106,055", "20", "–", "NaN"]),
        ("amount_usd", ["1,106,055.00", "20.00", "–", "NaN"]),
        ("revenue_eur", ["1,106,055.00", "20.00", "–", "NaN"]),
        ("orders_over_100_usd", ["1,106,055", "20", "–", "NaN"]),
    ],
)
def test_zero_decimals_are_omitted(name: str, texts: list[str]) -> None:
    """Currencies with cents keep them."""
    cells = Decimal("1106055.00"), Decimal("20.0"), None, Decimal("NaN")

    assert shown(*cells, scale=2, name=name) == texts


@pytest.mark.parametrize(("size", "five"), [("1E+999999", "5"), ("1E-999999", "5.00")])
def test_a_number_with_a_huge_exponent_is_unchanged(size: str, five: str) -> None:
    """Writing a million zeros would take too long."""
    assert shown(Decimal("5.00"), Decimal(size), scale=2) == [five, size]


@pytest.mark.parametrize(
    ("locale", "texts"),
    [
        ("en-US", ["44.1%", "-3.0%", "–"]),
        ("zh-TW", ["44.1%", "-3.0%", "–"]),
        ("de-DE", ["44,1\xa0%", "-3,0\xa0%", "–"]),
    ],
)
def test_percentages_have_their_sign(locale: str, texts: list[str]) -> None:
    """In a table the header, which names the unit, may be cut."""
    assert shown(44.1, -3.0, None, name="share_percent", locale=locale) == texts


def test_fractions_are_not_shown_as_percentages() -> None:
    """It is not known whether they are percentages."""
    assert shown(0.441, 0.5, name="share_percent") == ["0.441", "0.500"]
    assert shown(10**70, name="share_percent") == ["1" + "0" * 70 + "%"]


def test_a_page_is_written_like_the_whole_column() -> None:
    """Decimals, seconds, months and the zone are determined from all cells, not from the page."""
    floats = ColumnFormat(Column("x", "DOUBLE", CellKind.FLOAT), [1.0, 2.25], AMERICAN)
    moments = [datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 1, 13, 5, 9, tzinfo=UTC)]
    times = ColumnFormat(Column("at", "TIMESTAMP", CellKind.TIMESTAMP), moments, AMERICAN)
    days = [date(2026, 7, 1), date(2026, 7, 2)]
    months = ColumnFormat(Column("month", "DATE", CellKind.DATE), days, AMERICAN)
    ids = ColumnFormat(Column("x", "BIGINT", CellKind.INTEGER), [20260001, 20260002], AMERICAN)
    money = ColumnFormat(
        Column("x", "", CellKind.DECIMAL, 2), [Decimal(1), Decimal("1.5")], AMERICAN
    )

    assert floats.texts([1.0]) == ["1.00"]
    assert (times.texts(moments[:1]), times.zone) == (["Jul 1, 2026, 12:00:00 AM"], "UTC")
    assert months.texts(days[:1]) == ["Jul 1, 2026"]
    assert ids.texts([20260001]) == ["20260001"]
    assert money.texts([Decimal(1)]) == ["1.00"]


@pytest.mark.parametrize(
    ("name", "days", "texts"),
    [
        ("quarter", [date(2026, 4, 1), date(2026, 7, 1)], ["Q2 2026", "Q3 2026"]),
        ("fiscal_quarter", [date(2026, 4, 1), date(2026, 7, 1)], ["Apr 1, 2026", "Jul 1, 2026"]),
        ("財季", [date(2026, 4, 1)], ["Q2 2026"]),
        ("會計季度", [date(2026, 4, 1)], ["Apr 1, 2026"]),
        ("fy_month", [date(2026, 4, 1)], ["Apr 1, 2026"]),
        ("month", [date(2026, 4, 1), None], ["Apr 2026", "–"]),
        ("year", [date(2026, 1, 1)], ["2026"]),
        ("month", [date(2026, 4, 2)], ["Apr 2, 2026"]),
        ("quarter", [date(2026, 5, 1)], ["May 1, 2026"]),
        ("month_start", [date(2026, 4, 1)], ["Apr 2026"]),
        ("Jahr", [date(2026, 1, 1)], ["2026"]),
        ("生年月日", [date(1990, 1, 1)], ["Jan 1, 1990"]),
        ("月結日", [date(2024, 1, 1)], ["Jan 1, 2024"]),
        ("monthly_payment_due", [date(2024, 1, 1)], ["Jan 1, 2024"]),
        ("yearly_review_date", [date(2024, 1, 1)], ["Jan 1, 2024"]),
        ("last_quarter_end", [date(2024, 1, 1)], ["Jan 1, 2024"]),
        ("month", [datetime(2025, 1, 1, tzinfo=TAIPEI)], ["Jan 2025"]),
    ],
)
def test_days_that_begin_a_period_are_written_as_the_period(
    name: str, days: list[Cell], texts: list[str]
) -> None:
    """Fiscal periods stay days, since a fiscal quarter may begin in any month."""
    assert shown(*days, name=name) == texts


def test_a_float_column_has_as_many_decimals_as_it_needs() -> None:
    """All cells have the same number, and none if all are whole; outliers do not count."""
    assert shown(1234.5, 0.25, None, math.nan) == ["1,234.50", "0.25", "–", "NaN"]
    assert shown(1200.0, 3.0) == ["1,200", "3"]
    assert shown(1.5, 1e-9) == ["1.5", "1.00E-09"]
    assert shown(0.5, 0.01, 0.0123, 2.25) == ["0.5000", "0.0100", "0.0123", "2.2500"]


def test_moments_without_a_time_of_day_are_days() -> None:
    """date_trunc returns months as moments, which should not read "12:00 AM"."""
    months = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC), None

    assert shown(*months) == ["Jul 1, 2026", "Aug 1, 2026", "–"]


@pytest.mark.parametrize(
    ("moment", "locale", "text"),
    [
        (datetime(2026, 7, 1, 13, 5, tzinfo=UTC), "en-US", "Jul 1, 2026, 1:05 PM"),
        (datetime(2026, 7, 1, 13, 5, 9, tzinfo=UTC), "en-US", "Jul 1, 2026, 1:05:09 PM"),
        (datetime(2026, 7, 1, 6, 5, tzinfo=TAIPEI), "en-US", "Jun 30, 2026, 10:05 PM"),
        (datetime(2026, 7, 1, 13, 5), "zh-TW", "2026年7月1日 下午1:05"),  # noqa: DTZ001 - NTZ
        (datetime(1, 1, 1, 6, tzinfo=TAIPEI), "en-US", "Jan 1, 1"),
        (datetime(2025, 1, 1, tzinfo=TAIPEI), "en-US", "Jan 1, 2025"),
    ],
)
def test_moments_are_written_in_one_zone(moment: datetime, locale: str, text: str) -> None:
    """It is UTC whatever their offset; outside the calendar only the day is known."""
    assert shown(moment, locale=locale) == [text]


def test_a_moment_outside_the_readers_calendar_has_no_hour() -> None:
    """An hour in another zone would be read as one of the reader's zone."""
    column = Column("ends_at", "TIMESTAMP", CellKind.TIMESTAMP)
    last = datetime(9999, 12, 31, 16, tzinfo=UTC)

    assert column_texts(column, [last], Reader("en", "en-US", "Asia/Taipei")) == ["Dec 31, 9999"]


def test_the_zone_is_named_only_for_moments_with_a_zone() -> None:
    """Days and local times have none."""
    column = Column("at", "TIMESTAMP", CellKind.TIMESTAMP)
    moment = datetime(2026, 7, 1, 13, 5)  # noqa: DTZ001 - NTZ

    def zone(*cells: Cell) -> str:
        return ColumnFormat(column, cells, AMERICAN).zone

    assert zone(moment.replace(tzinfo=UTC), None) == "UTC"
    assert zone(datetime(2026, 7, 1, tzinfo=UTC)) == ""
    assert zone(moment) == ""
    assert zone("not a moment") == ""


def test_a_cell_of_the_wrong_type_is_text() -> None:
    """The client returns such a cell as the original string."""
    for kind in CellKind:
        column = Column("value", "", kind)
        assert column_texts(column, ["odd"], AMERICAN) == ["odd"]


@pytest.mark.parametrize("name", ["year", "customer_id", "年度", "客戶編號", "店舗ID", "코드"])
def test_years_and_ids_have_no_separators(name: str) -> None:
    """2,026 does not read as a year."""
    assert shown(2026, name=name) == ["2026"]
    assert shown(Decimal(2026), name=name) == ["2026"]
    assert not ColumnFormat(Column(name, "", CellKind.INTEGER), [2026], AMERICAN).is_amount


def test_numbers_in_group_by_have_no_separators() -> None:
    """A key in GROUP BY is a name, whatever the column is called."""
    column = Column("store", "", CellKind.INTEGER)
    key = ColumnFormat(column, [1001], AMERICAN, is_key=True)

    assert (key.texts([1001]), key.is_amount) == (["1001"], False)
    assert ColumnFormat(column, [1001], AMERICAN).texts([1001]) == ["1,001"]


@pytest.mark.parametrize("name", ["orders", "去年", "number_of_orders", "年營收"])
def test_all_other_numbers_are_amounts(name: str) -> None:
    """Their names only resemble those of ids and years."""
    assert shown(2026, name=name) == ["2,026"]
    assert ColumnFormat(Column(name, "", CellKind.INTEGER), [2026], AMERICAN).is_amount


@given(
    st.sampled_from(["客戶ID", "customer_id", "統編", "PLZ", "社員番号", "고객번호", "x"]),
    st.integers(20_000_000, 99_000_000),
    st.lists(st.integers(1, 99), min_size=2, max_size=20),
    st.sampled_from(["en-US", "zh-TW", "de-DE", "hi-IN", "ja-JP", "fr-FR"]),
)
def test_ids_keep_their_digits(name: str, first: int, steps: list[int], locale: str) -> None:
    """They are recognised by name, or as large numbers close together."""
    ids = [sum(steps[:n], first) for n in range(len(steps))]

    assert [int(text) for text in shown(*ids, name=name, locale=locale)] == ids


@pytest.mark.parametrize(
    "tag",
    ["", "nonsense", "x-klingon", "en-XX", "zh_TW", "zh-Hant-TW", "12", "-", "en-US-x-private",
     "../../etc/passwd", "\ud800", "en" * 1000],
)  # fmt: skip
def test_any_language_tag_gives_a_locale(tag: str) -> None:
    """The locale comes from the client and may be anything."""
    assert shown(1234, locale=tag) == ["1,234"]


def test_a_private_tag_keeps_its_language() -> None:
    """Only the unknown part is dropped."""
    assert shown(1234, locale="de-DE-x-private") == ["1.234"]


@pytest.mark.parametrize(
    ("wait_s", "text"),
    [(0, "1"), (12.3, "13"), (3600, "3,600"), (-1, "60"), (math.nan, "60"), (math.inf, "60")],
)
def test_waits_are_whole_seconds(wait_s: float, text: str) -> None:
    """They are rounded up, so that no one retries too early; invalid values become a minute."""
    assert seconds(wait_s, AMERICAN) == text
