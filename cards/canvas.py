"""What the drawing of an answer depends on: reader, view, size, and facts about its results."""

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
    """The context that the parts of an answer's card share.

    Args:
        words: Genie's text.
        pictures: of the results' charts, by result number, as data URIs.
        charts, drawn: computed facts about the results, by result number, which are reused when
            the card is drawn again in a smaller version.
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
        """Return how a result is shown: as the person chose, or by default."""
        kinds, chosen = self.charts_of(result, table, number).kinds, self.view.of(number).kind
        return chosen if chosen in kinds else kinds[0]

    def chart_of(self, result: QueryAnswer, table: Table, number: int) -> Chart | None:
        """Return the chart of a result, or None if it is shown as a table."""
        if number not in self.drawn:
            kind = self.kind_of(result, table, number)
            charts = self.charts_of(result, table, number)
            self.drawn[number] = charts.chart(kind, self.question.reader)
        return self.drawn[number]

    def format_of(self, result: QueryAnswer, table: Table, number: int, at: int) -> ColumnFormat:
        """Return the format of a column, which depends on all of its cells."""
        return self.charts_of(result, table, number).format_of(at, self.question.reader)

    def _context(self, result: QueryAnswer, table: Table) -> Context:
        query, names = result.query, [column.name for column in table.columns]
        facts = query_facts(query.sql, names, row_count=len(table.rows))
        return Context(facts, query.title, self.question.text, self.words)
