"""Microsoft's own models of its cards, to check elements with."""

import json
from typing import Any

from microsoft_teams.cards import core
from pydantic import BaseModel

MODELS: dict[str, type[BaseModel]] = {
    "Chart.Line": core.LineChart,
    "Chart.VerticalBar": core.VerticalBarChart,
    "Chart.VerticalBar.Grouped": core.GroupedVerticalBarChart,
    "Chart.HorizontalBar": core.HorizontalBarChart,
    "Chart.HorizontalBar.Stacked": core.StackedHorizontalBarChart,
    "Chart.Donut": core.DonutChart,
    "Image": core.Image,
}


def valid(element: dict[str, Any]) -> dict[str, Any]:
    """Check that Microsoft's model accepts an element and knows each of its properties."""
    json.dumps(element, allow_nan=False)
    model = MODELS[element["type"]].model_validate(element)
    names = unknown(model)
    assert not names, names
    return element


def unknown(node: object) -> list[str]:
    """List the properties that the models do not declare, at any depth."""
    if isinstance(node, list):
        return [name for item in node for name in unknown(item)]
    if not isinstance(node, BaseModel):
        return []
    own = [f"{type(node).__name__}.{name}" for name in node.model_extra or {}]
    # A fallback may be any element: TextBlocks are validated as such.
    fields = [getattr(node, name) for name in type(node).model_fields if name != "fallback"]
    return own + [name for field in fields for name in unknown(field)]
