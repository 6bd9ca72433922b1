"""What can be counted, by what, and for which values: the parts that questions are made of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto

from simulator.questions.language import Both

_ALIAS = re.compile(r"\b([a-z])\.`")


def aliases(*sql: str) -> frozenset[str]:
    """The tables that some SQL speaks of, by their aliases."""
    return frozenset(alias for text in sql for alias in _ALIAS.findall(text))


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A table whose rows are counted or added up.

    Args:
        day: the date by which a span of time selects; empty if the rows have none.
        joins: the other tables that say more about a row, by alias.
    """

    alias: str
    table: str
    day: str = ""
    joins: Mapping[str, str] = field(default_factory=dict)

    def knows(self, *sql: str) -> bool:
        """Whether all the columns of some SQL can be had here."""
        return aliases(*sql) <= {self.alias, *self.joins}


class Form(Enum):
    """How a number is said."""

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
        column: what it is called in a result.
        sql: what computes it; {f} stands behind each aggregate function.
        noun: inside a sentence or a title.
        total: the title of its value over everything.
        unit: what is counted, for a count.
        adds_up_over: aliases of the tables along which its parts add up to the whole.
        lower_is_better: what "best" means.
        beside: columns that are shown beside it.
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
    """Dimensions and values of one group say the same thing more or less exactly."""

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
    """What a number can be broken down by.

    Args:
        columns: names and SQL of what tells its values apart, {day} being the fact's date.
        key: SQL that identifies a value, if it is not the first column's.
        sort: SQL by which its values are in order, if that is not their own.
        sort_outside: the same, where only the result's columns are known.
        beside: columns that say more about a value, the first one next to it.
        always: spellings that introduce themselves, such as "monthly".
        each_zh: in a Chinese title.
        level: the higher, the more exact within its group; of a time, its periods.Unit.
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
        """Whether it is a calendar's."""
        return self.group is Group.TIME

    def sql(self) -> tuple[str, ...]:
        """All SQL that it brings into a query."""
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
