"""Which charts of an answer have to be pictures."""

from cards import AnswerCards, Kind, ResultView, View
from genie.errors import GenieTimeoutError
from genie.events import QueryAnswer
from genie.tables import CellKind, Column, Table
from tests.cards.look import elements
from tests.cards.samples import COLUMNS, QUESTION, answer, query

PICTURE = "data:image/png;base64,AAAA"
SHOPS = Table(
    (COLUMNS[0], COLUMNS[2], Column("cost", "INT", CellKind.INTEGER)),
    (("N", 5, 1), ("S", 3, 2)),
    2,
)


def test_a_channel_without_charts_gets_pictures_of_the_shown_charts() -> None:
    """They are pictures of the kind and measure that the person chose."""
    failed = QueryAnswer(query(attachment_id="q-2"), None, GenieTimeoutError("x"))
    shown = answer(QueryAnswer(query(sql=""), SHOPS), failed)

    def charts(chosen: ResultView) -> dict[int, tuple[Kind, str]]:
        view = View(draws_charts=False, results={1: chosen})
        found = AnswerCards(shown, QUESTION, view).charts_as_pictures()
        return {number: (chart.kind, chart.value_title) for number, chart in found.items()}

    assert charts(ResultView()) == {1: (Kind.BAR, "orders")}
    assert charts(ResultView(kind=Kind.SHARE, measure=2)) == {1: (Kind.SHARE, "cost")}
    assert charts(ResultView(kind=Kind.TABLE)) == {}


def test_a_picture_replaces_the_chart() -> None:
    """Without a picture, a channel that draws charts gets one, and any other gets the table."""
    shown = answer(QueryAnswer(query(sql=""), SHOPS))

    def images(pictures: dict[int, str], *, draws_charts: bool) -> tuple[list[str], int]:
        view = View(draws_charts=draws_charts)
        card = next(AnswerCards(shown, QUESTION, view).messages(pictures)).card
        urls = [image["url"] for image in elements(card, "Image")]
        return urls, len(elements(card, "Chart.VerticalBar"))

    assert images({1: PICTURE}, draws_charts=True) == ([PICTURE], 0)
    assert images({1: PICTURE}, draws_charts=False) == ([PICTURE], 0)
    assert images({}, draws_charts=True) == ([], 1)
    assert images({}, draws_charts=False) == ([], 0)
