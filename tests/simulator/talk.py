"""Talking to a space without HTTP: what a question is taken for, its rows and its words."""

from dataclasses import dataclass
from typing import Any

from simulator.engine import Engine, ResultTable
from simulator.questions.answers import Query, query_for, summary_of, text_reply
from simulator.questions.subjects import SALES, Subject
from simulator.questions.understanding import Understood, understand


def said(*questions: str, subject: Subject = SALES) -> Understood:
    """What the last of some questions of one conversation means."""
    earlier: Understood | None = None
    for question in questions[:-1]:
        understood = understand(question, subject, earlier)
        earlier = understood if understood.can_be_followed else earlier
    return understand(questions[-1], subject, earlier)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer with rows."""

    query: Query
    result: ResultTable
    summary: str

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.result.columns]

    def cells(self, *names: str) -> list[tuple[Any, ...]]:
        """Some columns of every row."""
        places = [self.columns.index(name) for name in names]
        return [tuple(row[place] for place in places) for row in self.result.rows]


def told(engine: Engine, *questions: str, subject: Subject = SALES) -> Told:
    """The answer to the last of some questions of one conversation."""
    understood = said(*questions, subject=subject)
    assert understood.request, (questions, text_reply(understood, subject).text)
    query = query_for(understood.request, understood)
    result = engine.run(query.sql, query.parameters)
    return Told(query, result, summary_of(understood.request, understood, result))


def title(*questions: str, subject: Subject = SALES) -> str:
    """The title of the answer to the last of some questions."""
    understood = said(*questions, subject=subject)
    assert understood.request, (questions, text_reply(understood, subject).text)
    return query_for(understood.request, understood).title


def refusal(*questions: str, subject: Subject = SALES) -> str:
    """What is said to a question that has no answer."""
    understood = said(*questions, subject=subject)
    assert understood.request is None, questions
    return text_reply(understood, subject).text.split("\n")[0]
