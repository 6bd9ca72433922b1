"""From a parsed question to its query, and from its rows to the text."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from functools import cache

from simulator.data import make_tables
from simulator.engine import Parameter, ResultTable
from simulator.questions.language import Both, Language
from simulator.questions.refusals import Refusal
from simulator.questions.remarks import remarks_on, understood_remarks
from simulator.questions.request import Request
from simulator.questions.sentences import facts_of
from simulator.questions.sql import sql_of
from simulator.questions.subjects import Subject
from simulator.questions.thoughts import Thought, thoughts_about
from simulator.questions.titles import description_of, title_of
from simulator.questions.understanding import AskedBack, Topic, Understood, understand

_SUGGESTIONS = 3
_HELLO = Both("Hello! ", "您好！")
_TABLES = Both("I know {count} tables:\n\n{tables}", "我可以使用 {count} 個資料表：\n\n{tables}")
_TABLE = Both("- **{name}**: {about}", "- **{name}**：{about}")


@dataclass(frozen=True, slots=True)
class Query:
    """A query as Genie shows and executes it."""

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
    """Return a text reply: about the space, a clarifying question, or what is not understood."""
    language = understood.language
    capabilities = subject.capabilities.said_in(language)
    suggestions = suggested_questions(understood, subject)
    match understood.meaning:
        case AskedBack():
            text = subject.question_back.text.said_in(language)
            return TextReply(text, (), is_question_back=True)
        case Refusal() as refusal:
            return TextReply(f"{refusal.text(language)}\n\n{capabilities}", suggestions)
        case Topic.TABLES:
            return TextReply(_tables_text(subject.tables, language), suggestions)
        case Topic.HELLO:
            return TextReply(_HELLO.said_in(language) + capabilities, suggestions)
    return TextReply(capabilities, suggestions)


def _tables_text(names: tuple[str, ...], language: Language) -> str:
    tables = [t for t in make_tables() if t.name.replace("`", "") in names]
    lines = (
        _TABLE.said_in(language).format(
            name=table.name.replace("`", ""),
            about=table.about_en if language == "en" else table.about_zh,
        )
        for table in tables
    )
    return _TABLES.said_in(language).format(count=len(tables), tables="\n".join(lines))


def suggested_questions(understood: Understood, subject: Subject) -> tuple[str, ...]:
    """Return three questions that are understood, the most similar ones first."""
    request = understood.request
    about = understood.about | set((*request.measures, *request.dimensions) if request else ())
    asks = [(ask, _meaning_of(ask.en, subject)) for ask in subject.asks]
    others = [(ask, meant) for ask, meant in asks if meant and not _is_same(meant, request)]
    others.sort(key=lambda pair: -_likeness(pair[1], about))
    return tuple(ask.said_in(understood.language) for ask, _ in others[:_SUGGESTIONS])


@cache  # a subject's suggestions are constant
def _meaning_of(ask: str, subject: Subject) -> Request | None:
    return understand(ask, subject).request


def _is_same(one: Request, other: Request | None) -> bool:
    def parts(request: Request) -> tuple[object, ...]:
        compared = (request.measures, set(request.dimensions), request.listing, request.is_share)
        return (*compared, bool(request.earlier))

    return other is not None and parts(one) == parts(other)


def _likeness(request: Request, about: Set[object]) -> int:
    """Return a similarity: measures count more than dimensions."""
    return 2 * len(about & set(request.measures)) + len(about & set(request.dimensions))


def query_for(request: Request, understood: Understood) -> Query:
    """Return the query of a request, with Genie's text before the rows are known."""
    language = understood.language
    sql = sql_of(request, language)
    description = description_of(request, language)
    remarks = understood_remarks(request, understood.slips, language)
    return Query(
        sql=sql,
        parameters=tuple(_parameters(request, sql)),
        title=title_of(request, language),
        description=description,
        thoughts=thoughts_about(sql, " ".join((description, *remarks)), request, language),
    )


def _parameters(request: Request, sql: str) -> Iterator[Parameter]:
    days: dict[str, date] = {}
    for prefix, period in zip(("", "earlier_"), request.spans, strict=False):
        days |= {f"{prefix}from_date": period.first_day, f"{prefix}to_date": period.last_day}
    for name in dict.fromkeys(re.findall(r"(?<!:):(\w+)", sql)):
        yield Parameter(name, "DATE", days[name].isoformat())


def summary_of(request: Request, understood: Understood, result: ResultTable) -> str:
    """Return the text on the rows, and on how the question was read."""
    facts = facts_of(request, result, understood.language)
    remarks = remarks_on(request, result, understood.slips, understood.language)
    return "\n\n".join((facts, *remarks))
