"""For whom an answer is drawn, how, with how much room, and what was found out of its results."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cards.charts import Chart, Charts, Kind
from cards.charts.context import Context
from cards.formatting import ColumnFormat
from cards.question import AskedQuestion
from cards.size import SizeBudget
from cards.sql import query_facts
from cards.view import View
from genie.events import QueryAnswer
from genie.tables import Table


@dataclass(frozen=True, slots=True)
class Canvas:
    """What the parts of an answer's card have in common.

    Args:
        words: what Genie says.
        pictures: of the results' charts, by the results' numbers, as data URIs.
        charts, drawn: what was found out of the results already, by their numbers: a card that has
            to become smaller is drawn again.
    """

    question: AskedQuestion
    view: View
    room: SizeBudget
    words: str = ""
    pictures: Mapping[int, str] = field(default_factory=dict)
    charts: dict[int, Charts] = field(default_factory=dict)
    drawn: dict[int, Chart | None] = field(default_factory=dict)

    def charts_of(self, result: QueryAnswer, table: Table, number: int) -> Charts:
        """Return the charts of a result."""
        if number not in self.charts:
            measure = self.view.of(number).measure
            self.charts[number] = Charts(table, self._context(result, table), measure_at=measure)
        return self.charts[number]

    def kind_of(self, result: QueryAnswer, table: Table, number: int) -> Kind:
        """Return what a result is shown as: what was chosen, or else what suits it best."""
        kinds, chosen = self.charts_of(result, table, number).kinds, self.view.of(number).kind
        return chosen if chosen in kinds else kinds[0]

    def chart_of(self, result: QueryAnswer, table: Table, number: int) -> Chart | None:
        """Return the chart that a result is shown as; None if it is shown as a table alone."""
        if number not in self.drawn:
            kind = self.kind_of(result, table, number)
            charts = self.charts_of(result, table, number)
            self.drawn[number] = charts.chart(kind, self.question.reader)
        return self.drawn[number]

    def format_of(self, result: QueryAnswer, table: Table, number: int, at: int) -> ColumnFormat:
        """Return how the column at a place is written, decided from all of its cells."""
        return self.charts_of(result, table, number).format_of(at, self.question.reader)

    def _context(self, result: QueryAnswer, table: Table) -> Context:
        query, names = result.query, [column.name for column in table.columns]
        facts = query_facts(query.sql, names, row_count=len(table.rows))
        return Context(facts, query.title, self.question.text, self.words)
