"""True statements about a result, for the sentence that sums it up."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from simulator.engine import ResultTable


class _Absent:
    """Stands for NULL, or for a row that is not there, in any format."""

    def __format__(self, spec: str) -> str:
        return "n/a"

    def __getattr__(self, name: str) -> "_Absent":
        return self


def facts_of(result: ResultTable, measure: str) -> dict[str, object]:
    """What a summary may say: rows by place or by measure, totals, average, count.

    first, second, last: rows by place. high, low: the rows with the highest and lowest measure.
    total: the sum of every numeric column. average: of the measure. high_share: percent of the
    total. Their columns are attributes: {high.region}, {total.net_revenue:,.0f}.
    """
    names = [column.name for column in result.columns]
    rows = [
        SimpleNamespace(**dict(zip(names, map(_shown, row), strict=True))) for row in result.rows
    ]
    ranked = [row for row in rows if _is_number(getattr(row, measure, None))]
    ranked.sort(key=lambda row: getattr(row, measure))
    total = {name: _sum(result.rows, position) for position, name in enumerate(names)}
    high = ranked[-1] if ranked else _Absent()
    return {
        "first": rows[0] if rows else _Absent(),
        "second": rows[1] if len(rows) > 1 else _Absent(),
        "last": rows[-1] if rows else _Absent(),
        "high": high,
        "low": ranked[0] if ranked else _Absent(),
        "total": SimpleNamespace(**total),
        "count": len(rows),
        "average": total[measure] / len(ranked) if ranked else _Absent(),
        "high_share": _share(high, total, measure) if ranked else _Absent(),
    }


def value_text(value: object) -> str:
    """A value in a sentence that was not written for it."""
    if isinstance(value, Decimal | float):
        return f"{value:,.2f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(_shown(value))


def _shown(value: object) -> object:
    return _Absent() if value is None else value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _sum(rows: Sequence[tuple[object, ...]], position: int) -> Decimal:
    cells = (row[position] for row in rows)
    return sum((Decimal(str(cell)) for cell in cells if _is_number(cell)), Decimal(0))


def _share(high: object, total: dict[str, Decimal], measure: str) -> Decimal:
    return 100 * Decimal(str(getattr(high, measure))) / (total[measure] or Decimal(1))
