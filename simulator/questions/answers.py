"""From a question that was understood to its query, and from the rows to the words."""

import re
from dataclasses import dataclass

from simulator.engine import Parameter, ResultTable
from simulator.questions.facts import facts_of, value_text
from simulator.questions.general import UNKNOWN
from simulator.questions.pattern import AnyPattern, Both, Language, Pattern, TextPattern
from simulator.questions.periods import Period
from simulator.questions.slots import Slots
from simulator.questions.subjects import Subject
from simulator.questions.thoughts import Thought, thoughts_about
from simulator.questions.understanding import Understood
from simulator.questions.vocabulary import DIMENSION_NAMES, DIMENSIONS

_DEFAULT_AMOUNT = 100_000
_WEEKDAYS = Both(
    "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday",
    "星期一,星期二,星期三,星期四,星期五,星期六,星期日",
)


@dataclass(frozen=True, slots=True)
class Query:
    """A query as Genie shows and runs it."""

    sql: str
    parameters: tuple[Parameter, ...]
    title: str
    description: str
    thoughts: tuple[Thought, ...]


@dataclass(frozen=True, slots=True)
class TextReply:
    """An answer without a query."""

    text: str
    suggestions: tuple[str, ...]
    is_question_back: bool = False


def text_reply(understood: Understood, subject: Subject) -> TextReply:
    """Answer in words: about the space, a question back, or that the question is not understood."""
    pattern, language = understood.pattern, understood.language
    if isinstance(pattern, TextPattern):
        suggestions = suggested_questions(pattern, subject, language)
        text = pattern.text.said_in(language)
        return TextReply(text, suggestions, is_question_back=pattern.is_question_back)
    capabilities = subject.capabilities.said_in(language)
    suggestions = tuple(subject.named(name).ask.said_in(language) for name in subject.suggests)
    return TextReply(UNKNOWN.said_in(language).format(capabilities=capabilities), suggestions)


def suggested_questions(
    pattern: AnyPattern, subject: Subject, language: Language
) -> tuple[str, ...]:
    """What may be asked next."""
    return tuple(subject.named(name).ask.said_in(language) for name in pattern.suggests)


def query_for(pattern: Pattern, understood: Understood, subject: Subject) -> Query:
    """Fill a pattern's query and its texts with the particulars of a question."""
    language, slots = understood.language, understood.slots
    period = slots.period or pattern.period
    values = _values(pattern, slots, subject, language)
    sql = pattern.sql.strip().format(**values)
    if slots.top and "LIMIT" not in sql:
        sql = _highest_first(sql, pattern.measure, slots.top)
    when = when_text(pattern, slots, language) if ":from_date" in sql else ""
    title = pattern.title.said_in(language).format(**values)
    description = pattern.description.said_in(language).format(when=when, **values)
    return Query(
        sql=sql,
        parameters=_parameters(sql, period),
        title=_dated(title, when, language) if when else title,
        description=description,
        thoughts=thoughts_about(sql, description, when, language),
    )


def _dated(title: str, when: str, language: Language) -> str:
    if language == "zh":
        return f"{when.strip()}{title}"
    return f"{title}, {when.removeprefix('in ').removeprefix('from ')}"


def _highest_first(sql: str, measure: str, top: int) -> str:
    """For "top 3 of those", said of rows that had another order and no end."""
    rows, order, _ = sql.rpartition("\nORDER BY ")
    return f"{rows}{order}`{measure}` DESC\nLIMIT {top}" if order and measure else sql


def summary_of(pattern: Pattern, understood: Understood, result: ResultTable) -> str:
    """Say what the rows say; every number comes from them."""
    language, slots = understood.language, understood.slots
    when = when_text(pattern, slots, language)
    if not result.rows:
        return _NOTHING.said_in(language).format(when=when).strip()
    if len(result.rows) == 1 and len(result.columns) > 1:
        return _only_row(result, language)
    facts = facts_of(result, pattern.measure)
    amount = slots.amount or _DEFAULT_AMOUNT
    text = pattern.summary.said_in(language).format(when=when, amount=amount, **facts)
    text = text.strip().replace("。 ", "。")
    if result.is_truncated:
        text += "\n\n" + _TRUNCATED.said_in(language).format(count=len(result.rows))
    return text[:1].upper() + text[1:] + _unmet(pattern, understood)


def _unmet(pattern: Pattern, understood: Understood) -> str:
    """Admit it when the question asks for a breakdown that the answer does not have."""
    missing = (understood.words & DIMENSIONS) - pattern.about - pattern.covers
    if not missing:
        return ""
    english = ", ".join(sorted(DIMENSION_NAMES[word][0] for word in missing))
    chinese = "、".join(sorted(DIMENSION_NAMES[word][1] for word in missing))
    names = english if understood.language == "en" else chinese
    return "\n\n" + _NOT_BY.said_in(understood.language).format(names=names)


_NOT_BY = Both("I cannot break this down by {names}.", "這項資料無法再依{names}細分。")
_NOTHING = Both("No rows match {when}.", "{when}沒有符合條件的資料。")
_TRUNCATED = Both(
    "Only the first {count:,} rows are shown; there are more.",
    "僅顯示前 {count:,} 列,資料尚有更多。",
)


def when_text(pattern: Pattern, slots: Slots, language: Language) -> str:
    """The time and the filters, as part of a sentence."""
    period = slots.period or pattern.period
    filters = [named for named in (slots.region, slots.category) if named and _filters(pattern)]
    if language == "en":
        only = f" ({', '.join(named.value for named in filters)} only)" if filters else ""
        return f"{period.en}{only}"
    only = f"(僅{'、'.join(named.zh for named in filters)})" if filters else ""
    return f"{period.zh}{only}"


def _filters(pattern: Pattern) -> bool:
    return "{filters}" in pattern.sql


def _only_row(result: ResultTable, language: Language) -> str:
    cells = [
        f"{column.name.replace('_', ' ')} **{value_text(value)}**"
        for column, value in zip(result.columns, result.rows[0], strict=True)
    ]
    start = "There is one row: " if language == "en" else "只有一列資料:"
    return start + ", ".join(cells) + ("." if language == "en" else "。")


def _values(
    pattern: Pattern, slots: Slots, subject: Subject, language: Language
) -> dict[str, object]:
    alias = subject.fact_alias
    filters = ""
    if slots.region:
        filters += _filter(alias, "store_id", "stores", "region", slots.region.value)
    if slots.category:
        filters += _filter(alias, "product_id", "products", "category", slots.category.value)
    return {
        "zh": "_zh" if language == "zh" else "",
        "filters": filters,
        "weekdays": _WEEKDAYS.said_in(language),
        "limit": slots.top or pattern.limit,
        "amount": slots.amount or _DEFAULT_AMOUNT,
    }


def _filter(alias: str, key: str, table: str, column: str, value: str) -> str:
    chosen = f"SELECT `{key}` FROM `retail`.`sales`.`{table}` WHERE `{column}` = '{value}'"  # noqa: S608 - from closed lists
    return f"\n  AND {alias}.`{key}` IN (\n    {chosen}\n  )"


def _parameters(sql: str, period: Period) -> tuple[Parameter, ...]:
    days = {"from_date": period.first_day, "to_date": period.last_day}
    used = dict.fromkeys(re.findall(r"(?<!:):(\w+)", sql))
    return tuple(Parameter(name, "DATE", days[name].isoformat()) for name in used)
