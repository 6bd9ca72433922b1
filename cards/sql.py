"""What a query's SQL says about its result: its order, its completeness, and sums.

The SQL is Genie's, in Databricks' dialect. If it cannot be parsed, rows may be missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property, lru_cache
from typing import Final

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from cards.sql_nodes import Nodes, query_of

# Longer queries are not parsed: parsing takes about 1 ms per 1,000 characters.
MAX_CHARS: Final = 5_000
# Exceptions of the parser; the last ones are bugs in it, for example on "FROM t |> LIMIT 4".
_UNREADABLE: Final = (SqlglotError, RecursionError, AttributeError, LookupError, TypeError)
_LIMITS: Final = (
    *(exp.Limit, exp.Fetch, exp.Offset, exp.TableSample),
    *(exp.Having, exp.Qualify, exp.Except, exp.Intersect),
)
_SUMS: Final = (exp.Sum, exp.Count, exp.CountIf)
# An unknown function, such as MEASURE, may be an aggregate.
_AGGREGATES: Final = (exp.AggFunc, exp.Anonymous, exp.Window)
_RANKS: Final = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile, exp.PercentRank, exp.CumeDist)
# Expressions around a sum that do not change its meaning.
_WRAPPERS: Final = (exp.Round, exp.Cast, exp.TryCast, exp.Coalesce, exp.Paren, exp.Filter)
_COMPARISONS: Final = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)
_TOTALS: Final = (exp.Rollup, exp.Cube, exp.GroupingSets)


@dataclass(frozen=True, slots=True)
class QueryFacts:
    """Facts about a result from its query.

    Args:
        orders: the indices of the columns by which it is sorted, up to the first one that is not in
            the result.
        is_limited: rows may have been left out, by LIMIT, HAVING, a rank or the like.
        has_rollup: there are rows of totals, with NULL in place of a key.
        sums: the indices of columns that are sums or counts over each row's group.
        ranks: the indices of columns that are ranks.
        other_values: the indices of columns that are computed in any other way.
        keys: the indices of columns in GROUP BY.
    """

    orders: tuple[int, ...] = ()
    is_limited: bool = False
    has_rollup: bool = False
    sums: frozenset[int] = frozenset()
    ranks: frozenset[int] = frozenset()
    other_values: frozenset[int] = frozenset()
    keys: frozenset[int] = frozenset()


NOTHING: Final = QueryFacts()
UNREAD: Final = QueryFacts(is_limited=True)


def query_facts(sql: str, names: Sequence[str], *, row_count: int) -> QueryFacts:
    """Read a query whose result has this many rows, and columns of these names."""
    if not sql.strip():
        return NOTHING
    if len(sql) > MAX_CHARS:
        return UNREAD
    return _facts(sql, tuple(names), row_count)


@lru_cache(maxsize=64)  # an answer is drawn again for its other rows, columns and charts
def _facts(sql: str, names: tuple[str, ...], row_count: int) -> QueryFacts:
    try:
        query = query_of(sql)
        return _Reading(query, names).facts(row_count) if query else UNREAD
    except _UNREADABLE:
        return UNREAD


class _Role(Enum):
    """The role of a column."""

    PLAIN = auto()  # a column of a table: only its name says more
    SUM = auto()
    RANK = auto()
    COMPUTED = auto()  # from one row
    OTHER = auto()


class _Roles:
    """The roles of a query's columns, which are resolved in its subqueries."""

    def __init__(self, nodes: Nodes) -> None:
        self.doubt = _Role.OTHER if nodes.has(*_AGGREGATES) else _Role.PLAIN
        self._is_repeated = nodes.has(exp.UDTF)  # for example by EXPLODE
        self._known: dict[tuple[int, int], _Role] = {}

    def at(self, scope: Scope, at: int) -> _Role:
        """Return the role of a query's column; each is resolved once."""
        key = (id(scope), at)
        if key not in self._known:
            self._known[key] = self._at(scope, at)
        return self._known[key]

    def _at(self, scope: Scope, at: int) -> _Role:
        if inner := _behind_star(scope):
            return self.at(inner, at)
        if scope.set_operation_scopes:
            roles = {self.at(one, at) for one in scope.set_operation_scopes}
            return roles.pop() if len(roles) == 1 else self.doubt
        selects = _selects(scope)
        if at >= len(selects) or any(item.is_star for item in selects):
            return self.doubt
        return self.of(selects[at].unalias(), scope)

    def of(self, item: exp.Expr, scope: Scope) -> _Role:
        """Return the role of an expression."""
        inner = _unwrapped(item)
        if isinstance(inner, exp.Column):
            return self._of_column(inner, scope)
        if isinstance(inner, exp.Window) and isinstance(inner.this, _RANKS):
            return _Role.RANK
        nodes = Nodes(inner)
        parts = {self._of_column(column, scope) for column in nodes.all_of(exp.Column)}
        if isinstance(inner, _SUMS):
            is_other = self._is_repeated or nodes.has(exp.Distinct, exp.Window, exp.Subquery)
            return _Role.OTHER if is_other or parts & {_Role.OTHER, _Role.RANK} else _Role.SUM
        is_of_a_row = parts <= {_Role.PLAIN, _Role.COMPUTED} and not nodes.has(*_AGGREGATES)
        return _Role.COMPUTED if is_of_a_row else _Role.OTHER

    def _of_column(self, column: exp.Column, scope: Scope) -> _Role:
        sources = {name: source for name, (_, source) in scope.selected_sources.items()}
        queries = [source for source in sources.values() if isinstance(source, Scope)]
        if column.table in sources:
            queries = [one for one in queries if one is sources[column.table]]
        holding = [query for query in queries if column.name in _names(query)]
        if len(holding) == 1 and not scope.pivots:
            role = self.at(holding[0], _names(holding[0]).index(column.name))
            return _Role.OTHER if role is _Role.SUM and _repeats_rows(scope) else role
        is_told = not holding and not any("*" in _names(query) for query in queries)
        is_of_a_table = is_told and (not queries or len(queries) < len(sources))
        return _Role.PLAIN if is_of_a_table and not scope.pivots else self.doubt

    def is_result(self, condition: exp.Expr, scope: Scope) -> bool:
        """Whether a condition is on a value computed from many rows, as in HAVING."""
        roles = {self._of_column(one, scope) for one in condition.find_all(exp.Column)}
        return not roles <= {_Role.PLAIN, _Role.COMPUTED}


def _behind_star(scope: Scope) -> Scope | None:
    """Return the only source of a SELECT *."""
    sources = [source for _, source in scope.selected_sources.values()]
    is_of_one = _selects(scope) == [exp.Star()] and len(sources) == 1 and not scope.pivots
    return sources[0] if is_of_one and isinstance(sources[0], Scope) else None


def _selects(scope: Scope) -> list[exp.Expr]:
    query = scope.expression
    return query.selects if isinstance(query, exp.Selectable) else []


def _names(scope: Scope) -> list[str]:
    inner = next(iter(scope.set_operation_scopes), None) or _behind_star(scope)
    own = _names(inner) if inner else [item.output_name for item in _selects(scope)]
    return scope.outer_columns or own


def _repeats_rows(scope: Scope) -> bool:
    """Whether rows of one source are combined with all of another, such as a grand total."""
    joins = scope.expression.args.get("joins") or []
    return any(not (join.args.get("on") or join.args.get("using")) for join in joins)


def _unwrapped(item: exp.Expr) -> exp.Expr:
    while isinstance(item, _WRAPPERS):
        item = item.this
    return item


class _Reading:
    """A query, and the expressions of its result's columns."""

    def __init__(self, nodes: Nodes, names: Sequence[str]) -> None:
        self._nodes = nodes
        self._tree = nodes.tree
        self._root = traverse_scope(nodes.tree)[-1]
        self._roles = _Roles(nodes)
        self._names = [name.lower() for name in names]
        self._items = self._known_items()

    def facts(self, row_count: int) -> QueryFacts:
        by_role = self._by_role()
        group = self._tree.args.get("group")
        return QueryFacts(
            orders=tuple(self._orders()),
            is_limited=self._is_limited(row_count),
            has_rollup=any(group.find(*_TOTALS) for group in self._nodes.all_of(exp.Group)),
            sums=by_role[_Role.SUM],
            ranks=by_role[_Role.RANK],
            other_values=by_role[_Role.COMPUTED] | by_role[_Role.OTHER],
            keys=self._keys(group) if group else frozenset(),
        )

    def _known_items(self) -> list[exp.Expr | None]:
        """Return the expression of each column; None if it is unknown."""
        selects = [] if self._root.set_operation_scopes else _selects(self._root)
        is_known = len(selects) == len(self._names) and not any(item.is_star for item in selects)
        if not is_known or not all(map(_may_be_named, selects, self._names)):
            return [None] * len(self._names)
        return [item.unalias() for item in selects]

    def _by_role(self) -> dict[_Role, frozenset[int]]:
        is_known = any(self._items) or _names(self._root) == self._names
        places = range(len(self._names))
        roles = [self._roles.at(self._root, at) if is_known else self._roles.doubt for at in places]
        return {role: frozenset(at for at in places if roles[at] is role) for role in _Role}

    def _keys(self, group: exp.Expr) -> frozenset[int]:
        """Return the columns in GROUP BY, and those that follow from them."""
        named = {self._place(part) for part in group.expressions}
        plain = {at for at, one in enumerate(self._items) if one and not one.find(*_AGGREGATES)}
        return frozenset(at for at in named | plain if at is not None)

    def _is_limited(self, row_count: int) -> bool:
        """Whether rows may be missing; a limit that was not reached has left out none."""
        nodes, tree = self._nodes, self._tree
        last = tree.args.get("limit")
        return (
            any(limit is not last for limit in nodes.all_of(*_LIMITS))
            or (last is not None and not _is_above(last, row_count))
            or any(map(_leaves_out_rows, nodes.all_of(exp.Union, exp.Table)))
            or any(one.find_ancestor(exp.Query) is not tree for one in nodes.all_of(exp.Window))
            or any(map(self._filters_results, self._root.traverse()))
        )

    def _filters_results(self, scope: Scope) -> bool:
        where = scope.expression.args.get("where")
        joins = scope.expression.args.get("joins") or ()
        conditions = [comparison for join in joins for comparison in join.find_all(*_COMPARISONS)]
        return any(self._roles.is_result(one, scope) for one in (where, *conditions) if one)

    def _orders(self) -> Iterator[int]:
        order = self._tree.args.get("order")
        for key in order.expressions if order else []:
            at = self._place(key.this)
            if at is None:
                return
            yield at

    @cached_property
    def _texts(self) -> list[str]:
        return [_unwrapped(item).sql() if item else "" for item in self._items]

    def _place(self, by: exp.Expr) -> int | None:
        """Return the index of the column that a sort key names: by number, name or expression."""
        if isinstance(by, exp.Literal) and by.is_int:
            at = int(by.this) - 1
            return at if 0 <= at < len(self._names) else None
        is_column = isinstance(by, exp.Column)
        if is_column and self._names.count(by.name) == 1:
            return self._names.index(by.name)
        text = _unwrapped(by).sql()
        return self._texts.index(text) if text in self._texts else None


def _may_be_named(item: exp.Expr, name: str) -> bool:
    """Whether a column can be from an item; an expression without an alias has any name."""
    return not isinstance(item, (exp.Alias, exp.Column)) or item.alias_or_name == name


def _leaves_out_rows(source: exp.Expr) -> bool:
    """Whether it is a UNION DISTINCT, or a function, which may have a limit as argument."""
    if isinstance(source, exp.Union):
        return bool(source.args.get("distinct"))
    return not isinstance(source.this, exp.Identifier)


def _is_above(limit: exp.Expr, row_count: int) -> bool:
    number = limit.expression
    return isinstance(number, exp.Literal) and number.is_int and int(number.this) > row_count
