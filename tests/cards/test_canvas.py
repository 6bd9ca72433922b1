"""What was found out of an answer's results, and which charts of them are shown."""

from cards import Kind, ResultView, View, charts_of
from genie.errors import GenieTimeoutError
from genie.events import QueryAnswer
from genie.tables import CellKind, Column, Table
from tests.cards.samples import COLUMNS, QUESTION, answer, query


def test_the_charts_that_are_shown_are_known() -> None:
    """As they are chosen, so that channels which draw none get pictures of them."""
    shop = Table(
        (COLUMNS[0], COLUMNS[2], Column("cost", "INT", CellKind.INTEGER)),
        (("N", 5, 1), ("S", 3, 2)),
        2,
    )
    failed = QueryAnswer(query(attachment_id="q-2"), None, GenieTimeoutError("x"))
    shown = answer(QueryAnswer(query(sql=""), shop), failed)

    def charts(view: ResultView) -> dict[int, tuple[Kind, str]]:
        found = charts_of(shown, QUESTION, View(results={1: view}))
        return {number: (chart.kind, chart.value_title) for number, chart in found.items()}

    assert charts(ResultView()) == {1: (Kind.BAR, "orders")}
    assert charts(ResultView(kind=Kind.SHARE, measure=2)) == {1: (Kind.SHARE, "cost")}
    assert charts(ResultView(kind=Kind.TABLE)) == {}
