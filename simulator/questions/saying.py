"""Numbers, times and conditions as parts of a sentence."""

from datetime import date, datetime
from decimal import Decimal

from simulator.questions.facts import Dimension, Form, Measure, Value
from simulator.questions.language import Both, Language, joined
from simulator.questions.request import Request

_NO_DATA = Both("no data", "無資料")
_NONE = Both("no {noun}", "無{noun}")
_OPERATORS = {
    ">": Both("over NT${value:,}", "超過 {value:,} 元"),
    ">=": Both("of at least NT${value:,}", "至少 {value:,} 元"),
    "<": Both("under NT${value:,}", "低於 {value:,} 元"),
    "<=": Both("of at most NT${value:,}", "最多 {value:,} 元"),
}
_FORMS = {
    Form.PERCENT: Both("{value}%", "{value}%"),
    Form.HOURS: Both("{value} hours", "{value} 小時"),
    Form.MINUTES: Both("{value} minutes", "{value} 分鐘"),
    Form.RATING: Both("{value} of 5", "{value} 分"),
    Form.MONEY: Both("NT${value}", "新台幣 {value} 元"),
}


def plain(value: object) -> str:
    """Return a number of a row without trailing zeros."""
    if value is None:  # a share of nothing
        return "0"
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: object) -> str:
    """Return an amount with cents, or without them if they are zero."""
    return f"{Decimal(str(value)):,.2f}".removesuffix(".00")


def number(value: object, measure: Measure, language: Language) -> str:
    """Return a value of a measure, with its unit."""
    if value is None:
        return _NO_DATA.said_in(language)
    if measure.unit:
        unit = measure.unit.said_in(language)
        return f"{plain(value)} {unit.removesuffix('s') if value == 1 else unit}"
    text = money(value) if measure.form is Form.MONEY else plain(value)
    return _FORMS[measure.form].said_in(language).format(value=text)


def cell(name: str, value: object, language: Language) -> str:
    """Return a value of a list, by its column."""
    match value:
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return f"{value:%Y-%m-%d}"
        case Decimal() if name in ("net_revenue", "list_price"):
            return _FORMS[Form.MONEY].said_in(language).format(value=money(value))
        case int() if not name.endswith("_id"):
            return f"{value:,}"
    return str(value)


_LABELS = {
    "month": Both("{value:%B %Y}", "{value:%Y} 年 {value.month} 月"),
    "week": Both("Week of {value:%Y-%m-%d}", "{value:%Y-%m-%d} 當週"),
    "quarter": Both("Q{value} {year}", "{year} 年第 {value} 季"),
    "year": Both("{value}", "{value} 年"),
    "hour": Both("{value}:00", "{value} 時"),
}
_PLAIN = Both("{value}", "{value}")


def label(dimension: Dimension, values: dict[str, object], language: Language) -> str:
    """Return a value of a dimension: "North", "March 2026", "Q3 2026"."""
    name = dimension.columns[-1][0]
    if values[name] is None:
        return _NONE.said_in(language).format(noun=dimension.noun.said_in(language))
    template = _LABELS.get(name, _PLAIN).said_in(language)
    return template.format(value=values[name], year=values.get("year"))


def when(request: Request, language: Language) -> str:
    """Return the time and the conditions, as part of a sentence."""
    time = request.period.said_in(language) if request.period else ""
    is_part = request.is_share and not request.dimensions  # of the whole, not of the values
    return time if is_part else f"{time}{only(request.values, language, is_alone=not time)}"


def only(values: tuple[Value, ...], language: Language, *, is_alone: bool = False) -> str:
    """Return conditions in brackets: " (North only)"."""
    if not values:
        return ""
    names = [value.said.said_in(language) for value in values]
    if language == "zh":
        return f"（僅{'、'.join(names)}）"
    return f"{'' if is_alone else ' '}({', '.join(names)} only)"


def bound(request: Request, language: Language) -> str:
    """Return the bound on the orders of a list."""
    if not request.amount:
        return ""
    text = _OPERATORS[request.amount.operator].said_in(language)
    return text.format(value=request.amount.value)


def nouns(request: Request, language: Language) -> str:
    """Return the nouns of all measures."""
    return joined([measure.noun.said_in(language) for measure in request.measures], language)


def bare(text: str) -> str:
    """Return a time without its preposition."""
    return text.removeprefix("in ").removeprefix("on ").removeprefix("from ")
