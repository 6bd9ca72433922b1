"""The parts of a question: measures, dimensions and values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto

from simulator.questions.language import Both

_ALIAS = re.compile(r"\b([a-z])\.`")


def aliases(*sql: str) -> frozenset[str]:
    """Return the aliases of the tables that some SQL uses."""
    return frozenset(alias for text in sql for alias in _ALIAS.findall(text))


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A table whose rows are counted or added up.

    Args:
        day: the date column for time spans; empty if the rows have none.
        joins: other tables with facts about a row, by alias.
    """

    alias: str
    table: str
    day: str = ""
    joins: Mapping[str, str] = field(default_factory=dict)

    def knows(self, *sql: str) -> bool:
        """Whether all columns of some SQL are available here."""
        return aliases(*sql) <= {self.alias, *self.joins}


class Form(Enum):
    """The format of a number in text."""

    MONEY = auto()
    COUNT = auto()
    PERCENT = auto()
    HOURS = auto()
    MINUTES = auto()
    RATING = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A number that can be asked for.

    Args:
        column: its name in a result.
        sql: its expression; {f} is after each aggregate function.
        noun: within a sentence or a title.
        total: the title of its value over everything.
        unit: what is counted, for a count.
        adds_up_over: aliases of the tables along which its parts add up to the whole.
        lower_is_better: the meaning of "best".
        beside: columns that are shown with it.
    """

    column: str
    sql: str
    fact: Fact
    form: Form
    noun: Both
    total: Both
    spellings: str
    unit: Both | None = None
    adds_up_over: frozenset[str] = frozenset()
    lower_is_better: bool = False
    beside: tuple[tuple[str, str], ...] = ()
    note: Both | None = None


class Group(StrEnum):
    """Dimensions and values of one group describe the same thing at different levels."""

    PLACE = auto()
    GOODS = auto()
    PERSON = auto()
    TIME = auto()
    CHANNEL = auto()
    COUPON = auto()
    TOPIC = auto()
    PRIORITY = auto()
    AGENT = auto()
    STATE = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Dimension:
    """A dimension of a number.

    Args:
        columns: names and SQL of the columns that identify its values, {day} being the fact's date.
        key: SQL that identifies a value, if it is not the first column's.
        sort: SQL that sorts its values, if that is not their own order.
        sort_outside: the same, if only the result's columns are available.
        beside: further columns on a value, the first one next to it.
        always: spellings that need no "by", such as "monthly".
        each_zh: in a Chinese title.
        level: the higher, the finer within its group; of a time, its periods.Unit.
        needs: a condition without which there is no value.
        is_long: there are so many values that a ranking shows ten.
    """

    noun: Both
    plural: str
    group: Group
    columns: tuple[tuple[str, str], ...]
    spellings: str
    each_zh: str = ""
    level: int = 1
    key: str = ""
    sort: str = ""
    sort_outside: str = ""
    beside: tuple[tuple[str, str], ...] = ()
    needs: str = ""
    is_long: bool = False
    always: str = ""
    note: Both | None = None

    @property
    def is_time(self) -> bool:
        """Whether it is a calendar dimension."""
        return self.group is Group.TIME

    def sql(self) -> tuple[str, ...]:
        """All SQL that it adds to a query."""
        return (*(sql for _, sql in (*self.columns, *self.beside)), self.key, self.needs)


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A condition that a question names: a place, a category, a state.

    Args:
        column: SQL of the column that must have the value; without it, sql is the condition.
    """

    said: Both
    group: Group
    spellings: str
    column: str = ""
    stored: str = ""
    sql: str = ""
    level: int = 1
