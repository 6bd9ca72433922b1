"""Asks a space without HTTP: how a question is parsed, and the rows and text of its answer."""

from dataclasses import dataclass
from typing import Any

from simulator.engine import Engine, ResultTable
from simulator.questions.answers import Query, query_for, summary_of, text_reply
from simulator.questions.subjects import SALES, Subject
from simulator.questions.understanding import Understood, understand


def parsed(*questions: str, subject: Subject = SALES) -> Understood:
    """Parse the last of these questions of one conversation."""
    earlier: Understood | None = None
    for question in questions[:-1]:
        understood = understand(question, subject, earlier)
        earlier = understood if understood.can_be_followed else earlier
    return understand(questions[-1], subject, earlier)


@dataclass(frozen=True, slots=True)
class AnsweredQuery:
    """An answer with rows."""

    query: Query
    result: ResultTable
    summary: str

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.result.columns]

    def cells(self, *names: str) -> list[tuple[Any, ...]]:
        """Return some columns of all rows."""
        places = [self.columns.index(name) for name in names]
        return [tuple(row[place] for place in places) for row in self.result.rows]


def answered(engine: Engine, *questions: str, subject: Subject = SALES) -> AnsweredQuery:
    """Answer the last of these questions of one conversation."""
    understood = parsed(*questions, subject=subject)
    assert understood.request, (questions, text_reply(understood, subject).text)
    query = query_for(understood.request, understood)
    result = engine.run(query.sql, query.parameters)
    return AnsweredQuery(query, result, summary_of(understood.request, understood, result))


def title(*questions: str, subject: Subject = SALES) -> str:
    """Return the title of the answer to the last of these questions."""
    understood = parsed(*questions, subject=subject)
    assert understood.request, (questions, text_reply(understood, subject).text)
    return query_for(understood.request, understood).title


def refusal(*questions: str, subject: Subject = SALES) -> str:
    """Return the first line of the reply to a question without an answer."""
    understood = parsed(*questions, subject=subject)
    assert understood.request is None, questions
    return text_reply(understood, subject).text.split("\n")[0]
