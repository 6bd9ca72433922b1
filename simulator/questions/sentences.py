"""The answer as text; every number in it comes from the rows."""

import re
from decimal import Decimal

from simulator.engine import ResultTable
from simulator.questions.facts import Form, aliases
from simulator.questions.language import Both, Language, joined, spaced
from simulator.questions.listings import Listing
from simulator.questions.request import Request
from simulator.questions.saying import bound, cell, label, number, plain, when
from simulator.questions.sql import GROWTH, SHARE
from simulator.questions.titles import notes_of

Row = dict[str, object]

_NOTHING = Both("No rows match {when}.", "{when}沒有符合條件的資料。")
_DATA = Both(
    " The data runs from January 2024 to October 2026.", "資料涵蓋 2024 年 1 月至 2026 年 10 月。"
)
_TOTAL = Both("{noun} {when}: **{value}**. ", "{when}的{noun}：**{value}**。")
_TOTAL_ALWAYS = Both("{noun}: **{value}**. ", "{noun}：**{value}**。")
_LEADS = Both(
    "**{name}** has the {most} {noun} {when}: **{value}**{share}.",
    "{when}{noun}{most}的是**{name}**：**{value}**{share}。",
)
_FOLLOWS = Both(" Next is {name} with {value}.", "其次是{name}：{value}。")
_OTHER_END = Both(" {name} has the {most}: {value}.", "{most}的是{name}：{value}。")
_MOST = Both("highest", "最高"), Both("lowest", "最低")
_MOST_OF_COUNTS = Both("most", "最多"), Both("fewest", "最少")
_SHARE_OF = Both(", {share}% of the total of {total}", "，占合計{total}的{share}%")
_SHARE = Both(", {share}% of the total", "，占合計的{share}%")
_SHARE_WITHIN = Both(", {share}% of that {noun}", "，占當{noun}的{share}%")
_CUT = Both("{noun} {when}: {count} rows.", "{when}的{noun}：{count} 列。")
_MORE_THAN = Both("more than {count:,}", "超過 {count:,}")
_PART = Both(
    "{part}: **{value}** of {whole} {when}, a share of **{share}%**.",
    "{when}{part}：{whole}中的**{value}**，占比 **{share}%**。",
)
_COMPARED = Both(
    "{noun} {when}: **{later}**, against {earlier} {before}: **{growth}**.",
    "{when}{noun}為**{later}**，{before}為{earlier}，變化 **{growth}**。",
)
_COMPARED_BY = Both(
    "**{name}** has the best change of {noun} {when}: **{growth}**; {later}, against {earlier} "
    "{before}. {worst} has the worst: {worst_growth}. {grown} of {count} grew.",
    "{when}{noun}變化最佳的是**{name}**：**{growth}**，由{before}的{earlier}變為{later}。"
    "最差的是{worst}：{worst_growth}。{count} 項中有 {grown} 項成長。",
)
_NOT_KNOWN = Both("not known", "無法計算")


def facts_of(request: Request, result: ResultTable, language: Language) -> str:
    """Return the text on the rows."""
    names = [column.name for column in result.columns]
    rows = [dict(zip(names, row, strict=True)) for row in result.rows]
    if not rows or (not request.dimensions and not request.listing and _is_empty(rows[0])):
        return _tidy(_nothing(request, language), language)
    is_cut = result.is_truncated
    text = _told(request, rows, language, is_cut=is_cut)
    return _tidy(text, language) + notes_of(request, language)


def _told(request: Request, rows: list[Row], language: Language, *, is_cut: bool) -> str:
    count = f"{len(rows):,}"
    if is_cut:
        count = _MORE_THAN.said_in(language).format(count=len(rows))
    if request.listing:
        return _list(request, request.listing, rows[0], count, language)
    if is_cut:  # the highest may be among the missing rows
        return _CUT.said_in(language).format(
            noun=request.measure.noun.said_in(language), when=when(request, language), count=count
        )
    if request.earlier:
        return _comparison(request, rows, language)
    if request.is_share and not request.dimensions:
        return _part(request, rows[0], language)
    if not request.dimensions:
        return _totals(request, rows[0], language)
    return _extremes(request, rows, language)


def _tidy(text: str, language: Language) -> str:
    """Normalise spaces, and capitalise the first letter."""
    text = re.sub(r" +(?=[:.,;])", "", " ".join(text.split()))
    text = spaced(text) if language == "zh" else text
    return text[:1].upper() + text[1:]


def _is_empty(row: Row) -> bool:
    return all(value is None or value == 0 for value in row.values())


def _nothing(request: Request, language: Language) -> str:
    is_outside = request.period is not None and request.period.is_empty
    data = _DATA.said_in(language) if is_outside else ""
    return _NOTHING.said_in(language).format(when=when(request, language)) + data


def _list(request: Request, listing: Listing, row: Row, count: str, language: Language) -> str:
    first = {name: cell(name, value, language) for name, value in row.items()}
    rest = {"rows": count, "when": when(request, language)}
    return listing.sentence.said_in(language).format(
        **first, **rest, bound=bound(request, language)
    )


def _totals(request: Request, row: Row, language: Language) -> str:
    time = when(request, language)
    template = (_TOTAL if time else _TOTAL_ALWAYS).said_in(language)
    return "".join(
        template.format(
            noun=measure.total.said_in(language),
            when=time,
            value=number(row[measure.column], measure, language),
        )
        for measure in request.measures
    )


def _part(request: Request, row: Row, language: Language) -> str:
    measure = request.measure
    names = [value.said.said_in(language) for value in request.values]
    return _PART.said_in(language).format(
        part=joined(names, language),
        value=number(row[measure.column], measure, language),
        whole=number(row[f"all_{measure.column}"], measure, language),
        share=plain(row[SHARE]),
        when=when(request, language),
    )


def _comparison(request: Request, rows: list[Row], language: Language) -> str:
    ranked = sorted(rows, key=lambda row: _decimal(row[GROWTH]), reverse=True)
    best, worst = ranked[0], ranked[-1]
    said = {
        **_spans(request, best, language),
        "noun": request.measure.noun.said_in(language),
        "when": when(request, language),
        "before": request.spans[-1].said_in(language),
        "growth": _change(best[GROWTH], language),
    }
    if not request.dimensions:
        return _COMPARED.said_in(language).format(**said)
    return _COMPARED_BY.said_in(language).format(
        **said,
        name=_name(request, best, language),
        worst=_name(request, worst, language),
        worst_growth=_change(worst[GROWTH], language),
        grown=sum(_decimal(row[GROWTH]) > 0 for row in rows),
        count=len(rows),
    )


def _spans(request: Request, row: Row, language: Language) -> dict[str, str]:
    first = request.measure.column
    later, earlier = (row[f"{first}_{period.slug}"] for period in request.spans)
    return {
        "later": number(later, request.measure, language),
        "earlier": number(earlier, request.measure, language),
    }


def _change(value: object, language: Language) -> str:
    return _NOT_KNOWN.said_in(language) if value is None else f"{_decimal(value):+,}%"


def _decimal(value: object) -> Decimal:
    return Decimal(str(value)) if value is not None else Decimal("-Infinity")


def _extremes(request: Request, rows: list[Row], language: Language) -> str:
    """Name the first row by the measure, and the last one, or the next one of a ranking."""
    measure, column = request.measure, request.measure.column
    known = [row for row in rows if row[column] is not None]
    if not known:
        return _nothing(request, language)
    is_low = bool(request.rank and not request.rank.is_highest)
    ranked = sorted(known, key=lambda row: _decimal(row[column]), reverse=not is_low)
    ends = _MOST_OF_COUNTS if measure.form is Form.COUNT else _MOST
    first = ranked[0]
    text = _LEADS.said_in(language).format(
        name=_name(request, first, language),
        most=ends[is_low].said_in(language),
        noun=measure.noun.said_in(language),
        when=when(request, language),
        value=number(first[column], measure, language),
        share=_share(request, first, rows, language),
    )
    if len(ranked) == 1:
        return text
    is_cut = bool(request.rank and request.rank.count)
    other, template = (ranked[1], _FOLLOWS) if is_cut else (ranked[-1], _OTHER_END)
    return text + template.said_in(language).format(
        name=_name(request, other, language),
        most=ends[not is_low].said_in(language),
        value=number(other[column], measure, language),
    )


def _share(request: Request, row: Row, rows: list[Row], language: Language) -> str:
    """Name the share of the total, if the rows are complete and add up to it."""
    measure = request.measure
    if request.is_share:
        is_within = bool(request.times and request.others)
        noun = request.times[0].noun.said_in(language) if is_within else ""
        template = _SHARE_WITHIN if is_within else _SHARE
        return template.said_in(language).format(share=plain(row[SHARE]), noun=noun)
    tables = aliases(*(sql for d in request.dimensions for sql in d.sql()))
    is_cut = bool(request.rank and request.rank.count)
    is_number = measure.form in (Form.MONEY, Form.COUNT)
    if is_cut or not is_number or not measure.adds_up_over or not tables <= measure.adds_up_over:
        return ""
    total = sum((_decimal(r[measure.column] or 0) for r in rows), Decimal(0))
    share = f"{100 * _decimal(row[measure.column]) / (total or Decimal(1)):.0f}"
    return _SHARE_OF.said_in(language).format(share=share, total=number(total, measure, language))


def _name(request: Request, row: Row, language: Language) -> str:
    parts = [label(d, row, language) for d in (*request.others, *request.times)]
    return (", " if language == "en" else "、").join(parts)
