"""Charts: which one fits a result, and how a channel that draws charts is told of it."""

from cards.charts.model import Chart, Kind, Series
from cards.messages import Element
from cards.reader import Reader
from genie.tables import Table

__all__ = ["Chart", "Kind", "Series", "chart", "chart_element", "kinds"]


def kinds(table: Table) -> tuple[Kind, ...]:
    """Stub."""
    return (Kind.TABLE,)


def chart(table: Table, kind: Kind, reader: Reader, *, title: str = "") -> Chart | None:
    """Stub."""
    return None


def chart_element(chart: Chart, *, picture: str = "") -> Element:
    """Stub."""
    return {}
