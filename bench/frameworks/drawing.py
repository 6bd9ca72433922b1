"""Draws the figures of a run as SVG: `python -m bench.frameworks.drawing docs/images`.

It reads build/frameworks.json, which `make bench-frameworks` writes.
"""

import argparse
import json
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from bench.frameworks.results import FOLDER, Facts

PEOPLE: Final = 1000
_NO_ANSWER: Final = "unanswered + asked twice"
_WAIT: Final = "beyond Genie's time, median (s)"
_CPU: Final = "CPU per answer (ms)"
_MEMORY: Final = "memory at most (MB)"
_FIGURES: Final = (_NO_ANSWER, _WAIT, _CPU, _MEMORY)
_OURS, _OTHERS = "#c4581b", "#2a6fb0"
_SIZE: Final = {"width": 120, "height": {"step": 18}}


def drawn(rows: Iterable[Facts], *, cores: int) -> str:
    """Draw a bar for each bot and figure, of 1,000 people and this number of cores."""
    import vl_convert  # noqa: PLC0415 - loads a JavaScript engine

    values = list(_values(row for row in rows if row.get("cores") == cores))
    bots = list(dict.fromkeys(value["bot"] for value in values))
    charts = [_chart(name, values, bots, is_first=not at) for at, name in enumerate(_FIGURES)]
    svg: str = vl_convert.vegalite_to_svg(
        {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "background": "white",
            "hconcat": charts,
        }
    )
    return svg


def _values(rows: Iterable[Facts]) -> Iterator[dict[str, Any]]:
    """Yield the medians of the rounds; a bot that answers less than half has no wait and cost."""
    by_bot: dict[str, list[Facts]] = defaultdict(list)
    for row in rows:
        if row.get("people") == PEOPLE:
            by_bot[row["title"]].append(row)
    for title, rounds in by_bot.items():
        for name in _FIGURES:
            found = [value for row in rounds if (value := _figure(name, row)) is not None]
            if found:
                value = statistics.median(found)
                yield {"bot": title, "figure": name, "value": value, "label": _label(value)}


def _figure(name: str, row: Facts) -> float | None:
    keys = {_WAIT: "beyond_genie_p50_s", _CPU: "cpu_per_answer_ms", _MEMORY: "peak_mb"}
    if name == _NO_ANSWER:
        return float(row["unanswered"] + row["asked_twice"])
    value = row[keys[name]]
    answers_few = name == _CPU and row["unanswered"] > row["people"] / 2
    return None if value is None or answers_few else float(value)


def _label(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.3g}"  # noqa: PLR2004 - digits


def _chart(
    name: str, values: list[dict[str, Any]], bots: list[str], *, is_first: bool
) -> dict[str, Any]:
    colour = {"condition": {"test": "datum.bot == 'this bot'", "value": _OURS}, "value": _OTHERS}
    axis = {"labelLimit": 240} if is_first else {"labels": False, "ticks": False}
    place = {
        "y": {
            "field": "bot",
            "type": "nominal",
            "scale": {"domain": bots},
            "title": None,
            "axis": axis,
        },
        "x": {
            "field": "value",
            "type": "quantitative",
            "title": None,
            "axis": {"tickCount": 3, "format": "~s"},
        },
    }
    return {
        "title": {"text": name, "fontSize": 11, "anchor": "start"},
        **_SIZE,
        "data": {"values": [value for value in values if value["figure"] == name]},
        "layer": [
            {"mark": "bar", "encoding": {**place, "color": colour}},
            {
                "mark": {"type": "text", "align": "left", "dx": 3, "fontSize": 10},
                "encoding": {**place, "text": {"field": "label"}},
            },
        ],
    }


def main() -> int:
    """Draw a picture for each number of cores."""
    parser = argparse.ArgumentParser(description="The frameworks' figures as SVG.")
    parser.add_argument("folder", type=Path, help="where to write frameworks-CORES.svg")
    options = parser.parse_args()
    rows = json.loads((FOLDER / "frameworks.json").read_text("utf-8"))["rows"]
    for cores in sorted({row["cores"] for row in rows}):
        path = options.folder / f"frameworks-{cores}.svg"
        path.write_text(drawn(rows, cores=cores), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
