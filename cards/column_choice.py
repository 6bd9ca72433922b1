"""Which columns of a wide table are shown first, and in which parts the others come.

Columns that are charted, sorted by or named in the question come first, ids last; all columns can
be shown.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from cards.charts import Charts
from cards.charts.measures import mention
from cards.columns import Cells, is_identifier
from genie.events import QueryAnswer
from genie.tables import Table

# Most of the words, so that "revenue" does not match every name that contains it.
_NAMED: Final = 0.6
_COLUMNS_OF_A_CHAT: Final = 3


def needs_width(result: QueryAnswer) -> bool:
    """Whether the table has more columns than fit into the default width."""
    table = result.table
    return table is not None and len(table.columns) > _COLUMNS_OF_A_CHAT and len(table.rows) > 1


def column_parts(
    table: Table, charts: Charts, fitting: Callable[[Sequence[int]], int]
) -> Iterator[tuple[list[int], bool]]:
    """Yield the column indices of each part, in the result's order, and whether it is the last.

    Each part after the first begins with the column that names the rows.

    Args:
        fitting: returns how many of these columns fit into a table, from the first on.
    """
    left = _by_weight(table, charts)
    label: list[int] = []
    while left:
        asked = [*label, *left]
        part = asked[: max(fitting(asked), len(label) + 1)]
        label = label or part[:1]
        left = [at for at in left if at not in part]
        yield sorted(part), not left


def _by_weight(table: Table, charts: Charts) -> list[int]:
    context, places = charts.context, range(len(table.columns))
    ids = {at for at in places if is_identifier(table.columns[at], Cells(table.rows, at))}
    label = _label(table, charts, ids)
    asked_for = {*charts.shown[:1], *context.facts.orders}
    asked = f"{context.title} {context.question} {context.answer}"
    named = {at for at in places if mention(table.columns[at].name, asked) >= _NAMED}
    return sorted(
        places,
        key=lambda at: (
            at != label,
            at not in asked_for,
            at not in charts.columns,
            at not in named,
            at in ids,
            at,
        ),
    )


def _label(table: Table, charts: Charts, ids: set[int]) -> int:
    """Return the index of the column that names the rows: the chart's axis, or the first text."""
    if (axis := charts.axis) is not None:
        return axis
    texts = (at for at, column in enumerate(table.columns) if not column.is_number)
    return next(texts, min(set(range(len(table.columns))) - ids, default=0))
