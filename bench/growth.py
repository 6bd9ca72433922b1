"""How waits, CPU time and memory grow with the number of people: `python -m bench.growth`.

They ask within five seconds, or within ten if they are more than a thousand, in their own chats and
in group chats; and once more with many conversations in the store. --draw FILE.svg draws the
curves. Exit status 1 means that an answer was lost or wrong.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.crowd import OVER_S, add_answers
from bench.scene import ANSWER_SECONDS, Run, play
from testkit.report import Report, percentile

COUNTS: Final = (10, 100, 500, 1000, 2000)
CONVERSATIONS: Final = 10_000
PEOPLE_WITH_THEM: Final = 100
_BURST: Final = 1000
ACKNOWLEDGED: Final = "acknowledged"
FIRST_WORD: Final = "first word"
AFTER_GENIE: Final = "answer after Genie's"
CPU: Final = "CPU per question"
MEMORY: Final = "memory above idle"
UNITS: Final = {ACKNOWLEDGED: "s", FIRST_WORD: "s", AFTER_GENIE: "s", CPU: "ms", MEMORY: "MB"}
_COLOURS: Final = ("#2a6fb0", "#c4581b")


@dataclass(frozen=True, slots=True)
class Point:
    """The figures of one crowd; waits are their 99th percentile."""

    people: int
    chats: str
    figures: dict[str, float]


async def growth(counts: Sequence[int], conversations: int) -> tuple[Report, list[Point]]:
    """Let ever larger crowds ask."""
    report = Report("The growth of waits (p99), CPU time and memory with the number of people")
    cases = [(count, in_groups, 0) for in_groups in (False, True) for count in counts]
    cases += [(PEOPLE_WITH_THEM, False, known) for known in (0, conversations)]
    points = []
    for count, in_groups, known in cases:
        run = await play(
            count,
            ANSWER_SECONDS,
            over_s=2 * OVER_S if count > _BURST else OVER_S,
            in_groups=in_groups,
            conversations=known,
        )
        chats = "group chats" if in_groups else "1:1"
        point = Point(count, chats, dict(_figures(run)))
        where = f"{count} in {chats}" + (f", {known} conversations stored" if known else "")
        _add(report, where, run, point)
        points.append(point)
        print(f"  {where}: done", flush=True)
    return report, points[: 2 * len(counts)]


def _figures(run: Run) -> Iterator[tuple[str, float]]:
    people = run.people
    yield ACKNOWLEDGED, percentile([p.acknowledged_at - p.pressed_at for p in people], 99)
    yield FIRST_WORD, percentile([p.first_feedback_at - p.pressed_at for p in people], 99)
    yield AFTER_GENIE, percentile(run.after_genie_s(), 99)
    yield CPU, run.cpu_per_question_ms
    yield MEMORY, run.peak_mb - run.idle_mb


def _add(report: Report, where: str, run: Run, point: Point) -> None:
    for name, value in point.figures.items():
        report.add(f"{where}: {name}", value, UNITS[name])
    judged = Report("")
    add_answers(judged, run)
    failures = sum(row.value for row in judged.rows)
    report.add(f"{where}: lost, doubled or wrong", failures, most=0)


def drawn(points: Sequence[Point]) -> str:
    """Draw a curve of each figure over the number of people, as SVG."""
    import vl_convert  # noqa: PLC0415 - loads a JavaScript engine, only to draw

    values = [
        {"people": point.people, "chats": point.chats, "figure": name, "value": value}
        for point in points
        for name, value in point.figures.items()
    ]
    svg: str = vl_convert.vegalite_to_svg(
        {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "background": "white",
            "data": {"values": values},
            "hconcat": [_chart(name, unit) for name, unit in UNITS.items()],
        }
    )
    return svg


def _chart(name: str, unit: str) -> dict[str, Any]:
    return {
        "title": f"{name}, {unit}",
        "width": 170,
        "height": 150,
        "transform": [{"filter": {"field": "figure", "equal": name}}],
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "people", "type": "quantitative", "title": "people"},
            "y": {"field": "value", "type": "quantitative", "title": None},
            "color": {
                "field": "chats",
                "type": "nominal",
                "title": None,
                "scale": {"range": list(_COLOURS)},
                "legend": {"orient": "bottom"},
            },
        },
    }


def main() -> int:
    """Measure, print the report, and draw the curves."""
    parser = argparse.ArgumentParser(description="The growth with the number of people.")
    parser.add_argument("--people", type=int, nargs="+", default=COUNTS)
    parser.add_argument("--conversations", type=int, default=CONVERSATIONS)
    parser.add_argument("--draw", type=Path, help="the file for the curves, in SVG")
    options = parser.parse_args()
    report, points = asyncio.run(growth(options.people, options.conversations))
    if options.draw:
        options.draw.write_text(drawn(points), "utf-8")
    return report.show()


if __name__ == "__main__":
    sys.exit(main())
