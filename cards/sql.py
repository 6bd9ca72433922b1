"""What a query's SQL says of its result: in which order it is, whether it is whole, what is summed.

The SQL is Genie's, in Databricks' dialect. What cannot be parsed says nothing.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

# Longer queries are not looked into: parsing takes about 1 ms per 1,000 characters.
MAX_CHARS: Final = 10_000
_SUMS: Final = (exp.Sum, exp.Count, exp.CountIf)
# What may stand around a sum without changing what it means.
_WRAPPERS: Final = (exp.Round, exp.Cast, exp.TryCast, exp.Coalesce, exp.Paren, exp.Filter)
# A rank can be a limit, too: "WHERE row_number <= 3".
_RANKS: Final = (exp.RowNumber, exp.Rank, exp.DenseRank)

# sqlglot logs what it cannot parse, and with it the query.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Order:
    """A column that a result is sorted by: its place, from 0 on."""

    at: int
    is_falling: bool


@dataclass(frozen=True, slots=True)
class QueryFacts:
    """What is known of a result from its query.

    Args:
        orders: the columns that it is sorted by, so far as they are columns of the result.
        is_limited: rows may have been left out by LIMIT, or by a rank.
        sums: the places of columns that are sums or counts over each row's group.
        other_values: the places of columns that are computed in any other way.
        keys: the places of columns that the rows are grouped by.
    """

    orders: tuple[Order, ...] = ()
    is_limited: bool = False
    sums: frozenset[int] = frozenset()
    other_values: frozenset[int] = frozenset()
    keys: frozenset[int] = frozenset()
    has_rollup: bool = False


NOTHING: Final = QueryFacts()


def query_facts(sql: str, names: Sequence[str], *, row_count: int) -> QueryFacts:
    """Read a query whose result has so many rows, and columns of these names."""
    if not sql.strip() or len(sql) > MAX_CHARS:
        return NOTHING
    try:
        tree = sqlglot.parse_one(sql, read="databricks")
    except (SqlglotError, RecursionError):
        return NOTHING
    if not isinstance(tree, exp.Query):
        return NOTHING
    for identifier in tree.find_all(exp.Identifier):
        identifier.args["quoted"] = False  # `a` and a are one column
    items = _items(tree, names)
    grouped = _is_grouped(tree)
    sums = frozenset(at for at, item in enumerate(items) if item and _is_sum(item))
    plain = frozenset(at for at, item in enumerate(items) if isinstance(item, exp.Column))
    known = frozenset(at for at, item in enumerate(items) if item)
    aggregated = frozenset(at for at in known if items[at].find(exp.AggFunc))  # type: ignore[union-attr]
    return QueryFacts(
        orders=tuple(_orders(tree, items, names)),
        is_limited=_is_limited(tree, row_count),
        sums=sums,
        other_values=known - sums - plain,
        keys=known - aggregated if grouped else frozenset(),
    )


def _items(tree: exp.Query, names: Sequence[str]) -> list[exp.Expr | None]:
    """Return what each column is selected as; None where that cannot be told."""
    selects = [] if isinstance(tree, exp.SetOperation) else tree.selects
    is_known = len(selects) == len(names) and not any(item.is_star for item in selects)
    if not is_known or not all(map(_may_be_named, selects, names)):
        return [None] * len(names)
    return [item.unalias() for item in selects]


def _may_be_named(item: exp.Expr, name: str) -> bool:
    """Whether a column can have come from an item; an expression without an alias has any name."""
    return not item.alias_or_name or item.alias_or_name.lower() == name.lower()


def _is_grouped(tree: exp.Query) -> bool:
    return tree.args.get("group") is not None


def _unwrapped(item: exp.Expr) -> exp.Expr:
    while isinstance(item, _WRAPPERS):
        item = item.this
    return item


def _is_sum(item: exp.Expr) -> bool:
    inner = _unwrapped(item)
    return isinstance(inner, _SUMS) and not inner.find(exp.Distinct, exp.Window)


def _is_limited(tree: exp.Query, row_count: int) -> bool:
    """Whether rows may be missing; a limit that was not reached has left out none."""
    last = tree.args.get("limit")
    limits = tree.find_all(exp.Limit, exp.Fetch, exp.TableSample, *_RANKS)
    inner = [limit for limit in limits if limit is not last]
    return bool(inner) or (last is not None and not _is_above(last, row_count))


def _is_above(limit: exp.Expr, row_count: int) -> bool:
    number = limit.expression
    return isinstance(number, exp.Literal) and number.is_int and int(number.this) > row_count


def _orders(tree: exp.Query, items: Sequence[exp.Expr | None], names: Sequence[str]) -> list[Order]:
    order = tree.args.get("order")
    ordered = order.expressions if order else []
    found = [(_place(one.this, items, names), bool(one.args.get("desc"))) for one in ordered]
    return [Order(at, is_falling) for at, is_falling in found if at is not None]


def _place(by: exp.Expr, items: Sequence[exp.Expr | None], names: Sequence[str]) -> int | None:
    """Return the place of the column that a sort key names: by number, name or expression."""
    if isinstance(by, exp.Literal) and by.is_int:
        at = int(by.this) - 1
        return at if 0 <= at < len(names) else None
    lowered = [name.lower() for name in names]
    if isinstance(by, exp.Column) and by.name.lower() in lowered:
        return lowered.index(by.name.lower())
    wanted = _unwrapped(by).sql().lower()
    known = ((at, _unwrapped(item).sql().lower()) for at, item in enumerate(items) if item)
    return next((at for at, text in known if text == wanted), None)
