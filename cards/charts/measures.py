"""The columns of amounts in a result, and which of them a chart shows."""

import re
from collections.abc import Collection, Sequence
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from operator import itemgetter
from typing import Final

from cards.charts.amounts import Numbers, known_of, last_place, numbers_of, total
from cards.charts.context import Context
from cards.charts.meaning import stem_of
from cards.columns import Cells, is_identifier
from cards.names import words
from cards.nouns import forbids_adding, is_additive_by_name, names_amount
from genie.tables import Cell, Column, Table

_READ_COLUMNS: Final = 24
_EXACT: Final = 1e-9
_FEWEST_IN_ORDER: Final = 3
_LATIN: Final = re.compile(r"[a-z0-9]+")
_FEWEST_CHARS: Final = 3
_READ_CHARS: Final = 2_000  # of a question or an answer
# Words that many measures have in common, and that identify none.
_COMMON: Final = frozenset(
    {"total", "sum", "net", "gross", "avg", "average", "number", "count", "num", "amount", "of"}
)


class Measure:
    """A column of amounts, which is read lazily: most columns of a wide result are not needed."""

    def __init__(self, table: Table, at: int, *, is_additive: bool) -> None:
        self.at = at
        self.column: Column = table.columns[at]
        self.is_additive = is_additive
        self._rows = table.rows

    @property
    def cells(self) -> list[Cell]:
        """The column's cells."""
        return list(map(itemgetter(self.at), self._rows))

    @cached_property
    def numbers(self) -> Numbers:
        """A number for each row; None if there is none."""
        return numbers_of(self.column, self.cells)

    @property
    def has_numbers(self) -> bool:
        """Whether there are any."""
        filled = ([row[self.at]] for row in self._rows if row[self.at] is not None)
        return any(numbers_of(self.column, cell) != [None] for cell in filled)


def measures_of(table: Table, taken: Collection[int], context: Context) -> list[Measure]:
    """Return the first columns of amounts; taken are the indices of dimensions."""
    left_out = {*taken, *context.facts.ranks}
    places = (
        at
        for at, column in enumerate(table.columns)
        if column.is_number
        and at not in left_out
        and not is_identifier(column, Cells(table.rows, at))
    )
    made = (
        Measure(table, at, is_additive=_is_additive(at, table.columns[at], context))
        for at in islice(places, _READ_COLUMNS)
    )
    return [measure for measure in made if measure.has_numbers]


def _is_additive(at: int, column: Column, context: Context) -> bool:
    """Whether numbers are additive: by the query, or else by the name, which may also forbid it."""
    if at in context.facts.sums:
        return not forbids_adding(column.name)
    return at not in context.facts.other_values and is_additive_by_name(column.name)


def main_of(measures: Sequence[Measure], context: Context, wanted: int | None) -> Measure:
    """Choose the measure: the person's choice, the query's order, the question, or an amount.

    wanted: the index of a column, or None.
    """
    by_place = {measure.at: measure for measure in measures}
    places = [wanted, *context.facts.orders]
    chosen = next((by_place[at] for at in places if at in by_place), None)
    named = chosen or _named(measures, context.title) or _named(measures, context.question)
    return named or _first_amount(measures, context)


def _first_amount(measures: Sequence[Measure], context: Context) -> Measure:
    """Return the first measure that the query computes, or whose name is that of an amount.

    Numbers with an unknown name may be ids. A growth after such numbers is theirs.
    """
    facts = context.facts
    computed = (facts.sums | facts.other_values) - facts.keys
    known = [m for m in measures if m.at in computed or names_amount(words(m.column.name))]
    sure = [m for m in known if m.at in computed or not forbids_adding(m.column.name)]
    return measures[0] if measures[0] in known else next(iter(sure), measures[0])


def _named(measures: Sequence[Measure], text: str) -> Measure | None:
    """Return the measure that a text mentions most, if one is mentioned more than the others."""
    scores = [mention(measure.column.name, text) for measure in measures]
    best = max(scores)
    return measures[scores.index(best)] if best else None


def mention(name: str, text: str) -> float:
    """Return the fraction of a column's name that a text mentions, from 0 to 1."""
    known = [word for word in words(name) if word not in _COMMON]
    said, whole = _heard(text)
    found = [word for word in known if _singular(word) in said or _is_within(word, whole)]
    return len(found) / len(known) if known else 0.0


@lru_cache(maxsize=16)  # each text is compared with all columns
def _heard(text: str) -> tuple[frozenset[str], str]:
    """Return the words of a text in the singular, and all of them as one text."""
    heard = words(text, max_chars=_READ_CHARS)
    return frozenset(map(_singular, heard)), "".join(heard)


def _singular(word: str) -> str:
    return word.removesuffix("s") if len(word) > _FEWEST_CHARS else word


def _is_within(word: str, text: str) -> bool:
    """Whether a word of a script without spaces is a part of the text."""
    return not _LATIN.fullmatch(word) and len(word) > 1 and word in text


def variants_of(main: Measure, measures: Sequence[Measure]) -> list[Measure]:
    """Return all columns of the same measure, such as those of two years, in their order."""
    stem = stem_of(main.column.name)
    return [m for m in measures if stem_of(m.column.name) == stem]


def whole_of(numbers: Numbers) -> float | None:
    """Return 1 or 100 if the numbers are shares that add up to it, else None.

    Each may be rounded in its last decimal place.
    """
    whole = float(total(numbers) or 0)
    slack = last_place(numbers) / 2 * len(numbers) + _EXACT
    return next((float(of) for of in (1, 100) if abs(whole - of) <= slack), None)


def is_rising(numbers: Numbers) -> bool:
    """Whether numbers are sorted, the lowest first; a few numbers do not count."""
    known = known_of(numbers)
    if len(known) < len(numbers) or len(known) < _FEWEST_IN_ORDER:
        return False
    return known[0] != known[-1] and all(one <= other for one, other in pairwise(known))
