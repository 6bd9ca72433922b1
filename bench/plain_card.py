"""Cards for the bots that ours is compared with, as large as ours.

They import nothing of our bot's, so that an improvement there changes only one side of the
comparison. Question, title, chart and rows are the answer's; below them, every card has what is in
plain_card.json: buttons, how Genie got the answer, and what to ask next.
"""

import json
from pathlib import Path
from typing import Final

from bench.plain_answer import Json, PlainAnswer

_BELOW: Final[list[Json]] = json.loads(
    Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
)
_ROWS_AT_ONCE: Final = 15
_ROWS_OF_A_PAGE: Final = 10
_BARS: Final = 12


def answer_card(answer: PlainAnswer) -> Json:
    """Show an answer: as a chart of its third column, and as a table of up to 15 rows."""
    is_short = len(answer.rows) <= _ROWS_AT_ONCE
    rows = answer.rows if is_short else answer.rows[:_ROWS_OF_A_PAGE]
    table = {
        "type": "Table",
        "firstRowAsHeaders": True,
        "showGridLines": True,
        "spacing": "Small",
        "columns": [{"width": 1} for _ in answer.columns],
        "rows": [_row(answer.columns, weight="Bolder"), *(_row(row) for row in rows)],
    }
    title = {"style": "heading", "weight": "Bolder", "size": "Medium", "spacing": "Medium"}
    return _card(
        _text(f"Your question: “{answer.question}”", isSubtle=True, size="Small", maxLines=4),
        _text(answer.title, **title),
        _chart(answer),
        table,
        *_BELOW,
    )


def progress_card(question: str, line: str) -> Json:
    """Show a question that is being worked on, with a button that stops it."""
    data = {"v": 1, "do": "stop", "id": "1412551d"}
    stop = {"type": "Action.Submit", "title": "Stop", "data": data}
    return _card(
        _text(f"Your question: “{question}”", isSubtle=True, size="Small", maxLines=4),
        _text(line),
        {"type": "ActionSet", "spacing": "Small", "actions": [stop]},
    )


def _card(*body: Json) -> Json:
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": list(body),
        "msteams": {"width": "Full"},
    }


def _chart(answer: PlainAnswer) -> Json:
    return {
        "type": "Chart.HorizontalBar",
        "colorSet": "categorical",
        "data": [
            {"x": row[0], "y": float(row[2]) / 1000, "color": "categoricalBlue"}
            for row in answer.rows[:_BARS]
        ],
        "xAxisTitle": f"{answer.columns[2]} (thousand)",
        "yAxisTitle": answer.columns[0],
        "showLegend": False,
    }


def _row(cells: list[str], **style: str) -> Json:
    texts = [_text(cell, horizontalAlignment="Left", size="Small", **style) for cell in cells]
    return {"type": "TableRow", "cells": [{"type": "TableCell", "items": [t]} for t in texts]}


def _text(text: str, **style: str | bool | int) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True, **style}
