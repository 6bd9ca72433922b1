"""The syntax tree of a query."""

import logging
from typing import Final, TypeVar

import sqlglot
from sqlglot import exp

# Statements before a query that do not affect it.
_SETTINGS: Final = (exp.Declare, exp.Set, exp.Semicolon)
_Expr = TypeVar("_Expr", bound=exp.Expr)

# sqlglot logs what it cannot parse, including the query.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


class Nodes:
    """A part of a tree, whose nodes are visited once for all questions about them."""

    def __init__(self, tree: exp.Expr) -> None:
        self.tree = tree
        self._nodes = [*tree.walk()]

    def all_of(self, *kinds: type[_Expr]) -> list[_Expr]:
        """Return the nodes of these kinds."""
        return [node for node in self._nodes if isinstance(node, kinds)]

    def has(self, *kinds: type[exp.Expr]) -> bool:
        """Whether there is a node of one of these kinds."""
        return any(isinstance(node, kinds) for node in self._nodes)


def query_of(sql: str) -> Nodes | None:
    """Return the only query of a text, with names in lower case: `A` and a are one."""
    parsed = [one for one in sqlglot.parse(sql, read="databricks") if one is not None]
    found = [one for one in parsed if not isinstance(one, _SETTINGS)]
    if len(found) != 1 or not isinstance(found[0], (exp.Select, exp.SetOperation)):
        return None
    nodes = Nodes(found[0])
    for identifier in nodes.all_of(exp.Identifier):
        identifier.args.update(quoted=False, this=identifier.name.lower())
    return nodes
