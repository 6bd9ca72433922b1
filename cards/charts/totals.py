"""Rows that hold the sum of the others: as a bar or a share they would count everything twice.

A total is recognised by arithmetic: in every measure that can be added up it is the sum of the
others. A name alone makes no total, and a small sum under an ordinary name may be chance.
"""

from collections.abc import Mapping, Sequence
from math import isclose
from typing import Final

from cards.names import words
from genie.tables import Cell

# The numbers of each key, a number a measure.
Group = Mapping[Cell, Sequence[float]]

_EXACT: Final = 1e-6
_NAMES: Final = frozenset(
    {"all", "total", "totals", "sum", "subtotal", "overall", "grand", "gesamt", "summe", "somme"}
    | {"totale", "todos", "toutes"}
)
_CJK_NAMES: Final = ("計", "计", "總和", "总和", "全部", "全體", "全体", "전체", "합계", "所有")
_FEWEST_PARTS: Final = 2
# Under a name that says nothing, three parts are asked for, and a sum of three digits.
_FEWEST_UNNAMED_PARTS: Final = 3
_SMALLEST_UNNAMED: Final = 100


def may_name_total(key: Cell) -> bool:
    """Whether a row's label is one that totals have; ROLLUP leaves it empty."""
    if key is None:
        return True
    known = words(key) if isinstance(key, str) else ()
    return not _NAMES.isdisjoint(known) or any(
        word.startswith("全") or word.endswith(_CJK_NAMES) for word in known
    )


def totals_in(groups: Sequence[Group]) -> tuple[Cell, ...]:
    """Return the key, if there is one, that holds the sum of all others in each of the groups.

    A result by one column is one group; by two, there is a group for each value of the other.
    """
    comparable = [group for group in groups if len(group) > _FEWEST_PARTS]
    if not comparable or not any(comparable[0].values()):
        return ()
    keys = set.intersection(*(set(group) for group in comparable))
    found = (key for key in keys if _is_total(key, comparable))
    return tuple(sorted(found, key=may_name_total, reverse=True)[:1])


def _is_total(key: Cell, groups: Sequence[Group]) -> bool:
    if not all(_is_sum(key, group) for group in groups):
        return False
    own = groups[0][key]
    is_certain = len(groups) * len(own) > 1 or abs(own[0]) >= _SMALLEST_UNNAMED
    has_parts = min(map(len, groups)) > _FEWEST_UNNAMED_PARTS
    return may_name_total(key) or (has_parts and is_certain)


def _is_sum(key: Cell, group: Group) -> bool:
    wholes = [sum(numbers) for numbers in zip(*group.values(), strict=True)]
    pairs = list(zip(group[key], wholes, strict=True))
    return any(wholes) and all(isclose(2 * own, whole, rel_tol=_EXACT) for own, whole in pairs)
