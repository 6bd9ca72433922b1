"""What was found out of an answer's results, and which charts of them have to be pictures."""

from cards import AnswerCards, Kind, ResultView, View
from genie.errors import GenieTimeoutError
from genie.events import QueryAnswer
from genie.tables import CellKind, Column, Table
from tests.cards.samples import COLUMNS, QUESTION, answer, query

SHOPS = Table(
    (COLUMNS[0], COLUMNS[2], Column("cost", "INT", CellKind.INTEGER)),
    (("N", 5, 1), ("S", 3, 2)),
    2,
)


def test_a_channel_without_charts_gets_pictures_of_those_that_are_shown() -> None:
    """As they are chosen."""
    failed = QueryAnswer(query(attachment_id="q-2"), None, GenieTimeoutError("x"))
    shown = answer(QueryAnswer(query(sql=""), SHOPS), failed)

    def charts(chosen: ResultView) -> dict[int, tuple[Kind, str]]:
        view = View(draws_charts=False, results={1: chosen})
        found = AnswerCards(shown, QUESTION, view).charts_as_pictures()
        return {number: (chart.kind, chart.value_title) for number, chart in found.items()}

    assert charts(ResultView()) == {1: (Kind.BAR, "orders")}
    assert charts(ResultView(kind=Kind.SHARE, measure=2)) == {1: (Kind.SHARE, "cost")}
    assert charts(ResultView(kind=Kind.TABLE)) == {}
