"""Charts: which one fits a result, and its JSON for a channel that draws charts."""

from cards.charts.drawing import Charts
from cards.charts.elements import chart_element, heading_of
from cards.charts.model import Chart, Kind, Series

__all__ = ["Chart", "Charts", "Kind", "Series", "chart_element", "heading_of"]
