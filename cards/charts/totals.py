"""Rows that hold the sum of the others; as a bar or share they would count everything twice.

A total is recognised by arithmetic. A name that totals have makes up for rounded numbers and for
few parts; without one, a small or round sum is taken for a coincidence.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import isclose
from typing import Final

from cards.names import words
from genie.tables import Cell

# The numbers of each key, one per measure.
Group = Mapping[Cell, Sequence[float]]

_EXACT: Final = 1e-6
_NAMES: Final = frozenset(
    {"all", "total", "totals", "sum", "subtotal", "overall", "gesamt", "insgesamt", "summe"}
    | {"somme", "ensemble", "totale", "todos", "toutes"}
)
_BESIDE: Final = frozenset({"grand", "sub", "general", "of", "the"})
_CJK_NAMES: Final = (
    "計",
    "计",
    "總和",
    "总和",
    "全部",
    "全體",
    "全体",
    "전체",
    "합계",
    "총계",
    "所有",
)
# Most labels in ASCII have none of these names within any word.
_NO_NAME: Final = re.compile(rf"(?!.*(?:{'|'.join(sorted(_NAMES))}))[a-z0-9]", re.I | re.S)
_FEWEST_PARTS: Final = 2
# A name that may be something else, such as "All Blacks", needs three parts or three digits; a name
# that says nothing needs three parts and four digits.
_MORE_PARTS: Final = 3
_FEW_DIGITS: Final = 3
_MANY_DIGITS: Final = 4


def may_name_total(key: Cell) -> bool:
    """Whether a row's label may be that of a total; ROLLUP leaves it empty."""
    if not isinstance(key, str):
        return key is None
    if key.isascii() and _NO_NAME.match(key):
        return False
    known = words(key)
    if not known:
        return True
    ends = {known[0], known[-1]}
    return not _NAMES.isdisjoint(ends) or any(
        word.startswith("全") or word.endswith(_CJK_NAMES) for word in known
    )


def _names_total(key: Cell) -> bool:
    """Whether a label is almost certainly that of a total."""
    known = words(key) if isinstance(key, str) else ()
    is_plain = bool(known) and all(word in _NAMES | _BESIDE for word in known)
    return (is_plain and not _NAMES.isdisjoint(known)) or any(
        word.endswith(_CJK_NAMES) for word in known
    )


def totals_in(
    groups: Sequence[Group], *, last_places: Sequence[float], can_add: bool
) -> tuple[Cell, ...]:
    """Return the keys that hold the sum of all others in each of the groups.

    A result by one column is one group; by two, there is a group for each value of the other.

    Args:
        last_places: the value of one unit in the last decimal place, for each measure.
        can_add: the measures are known to be additive; if not, only names make totals.
    """
    comparable = [group for group in groups if len(group) > _FEWEST_PARTS]
    if not comparable or not last_places:
        return ()
    shared = set.intersection(*(set(group) for group in comparable))
    keys = [key for key in comparable[0] if key in shared]
    found = _named(keys, comparable, last_places)
    return found or (_unnamed(keys, comparable) if can_add else ())


def _named(
    keys: Sequence[Cell], groups: Sequence[Group], last_places: Sequence[float]
) -> tuple[Cell, ...]:
    """Return the keys with the name of a total that are one, or that are the subtotals of all."""
    named = [key for key in keys if may_name_total(key) and _is_evident(key, groups)]
    found = [key for key in named if _is_rest([key], named, groups, last_places)]
    left = [key for key in named if key not in found]
    if len(left) > 1 and _is_rest(left, named, groups, last_places):
        found += left
    return tuple(found)


def _is_rest(
    some: Sequence[Cell],
    named: Sequence[Cell],
    groups: Sequence[Group],
    last_places: Sequence[float],
) -> bool:
    """Whether some of the named keys together are the sum of all that are not named."""
    for group in groups:
        parts = [numbers for key, numbers in group.items() if key not in named]
        if len(parts) < _FEWEST_PARTS:
            return False
        for at, step in enumerate(last_places):
            whole = sum(numbers[at] for numbers in parts)
            own = sum(group[key][at] for key in some)
            slack = max(step / 2 * (len(parts) + 1), _EXACT * abs(whole))
            if not whole or abs(own - whole) > slack:
                return False
    return True


def _is_evident(key: Cell, groups: Sequence[Group]) -> bool:
    """Whether a sum is hardly a coincidence: by its name, or by its number of parts and digits."""
    has_parts = min(map(len, groups)) > _MORE_PARTS or len(groups) > 1
    return _names_total(key) or has_parts or _digits(groups[0]) >= _FEW_DIGITS


def _unnamed(keys: Sequence[Cell], groups: Sequence[Group]) -> tuple[Cell, ...]:
    """Return the first or the last key, if it is certainly the sum of all others."""
    ends = dict.fromkeys((keys[-1], keys[0])) if keys else ()
    return tuple(key for key in ends if all(_is_sum(key, group) for group in groups))[:1]


def _is_sum(key: Cell, group: Group) -> bool:
    if len(group) <= _MORE_PARTS:
        return False
    wholes = [sum(numbers) for numbers in zip(*group.values(), strict=True)]
    pairs = zip(group[key], wholes, strict=True)
    is_sum = all(isclose(2 * own, whole, rel_tol=_EXACT) for own, whole in pairs)
    return is_sum and _digits(group) >= _MANY_DIGITS


def _digits(group: Group) -> int:
    """Add up the number of digits of the least round number of each measure."""
    columns = zip(*group.values(), strict=True)
    return sum(max(map(_digits_of, numbers)) for numbers in columns)


def _digits_of(number: float) -> int:
    return len(Decimal(repr(number)).normalize().as_tuple().digits)
