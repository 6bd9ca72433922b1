"""The table of all figures, in Markdown, and the figures themselves, in JSON."""

import json
import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from testkit.processes import ROOT

Facts = dict[str, Any]
Column = Callable[[Mapping[str, float]], str]

FOLDER: Final = ROOT / "build"
# The memory of a B1 instance of App Service.
# Source: https://azure.microsoft.com/pricing/details/app-service/linux/
MOST_MB: Final = 1.75 * 1024
_ABOUT: Final = """\
Waits are since the press of each person. The first sign is that the bot is typing, or a word. An
answer that was not given before the deadline counts as infinitely late ("none"). A question that
is not acknowledged within 15 s is delivered once more, as Teams does. Memory is the PSS of all
processes (this bot, the floor and the stock SDK share libraries with the simulators, which lowers
theirs), and CPU their user and system time, per answer."""
_IN_SHORT: Final = (
    *("people", "answer_p50_s", "beyond_genie_p99_s", "unanswered", "asked_twice"),
    *("cpu_per_answer_ms", "idle_mb", "peak_mb", "processes"),
)


@dataclass(slots=True)
class Results:
    """What was measured, a row per bot, number of cores, crowd and round.

    scene: what is the same for all.
    """

    scene: Facts
    rows: list[Facts] = field(default_factory=list)

    def add(self, row: Facts) -> None:
        """Add a row, and print it in short."""
        self.rows.append(row)
        print(f"  {_in_short(row)}", flush=True)

    def write(self, folder: Path = FOLDER) -> None:
        """Write both files."""
        rows = [{key: _finite(value) for key, value in row.items()} for row in self.rows]
        figures = {"scene": self.scene, "rows": rows}
        folder.mkdir(exist_ok=True)
        (folder / "frameworks.json").write_text(json.dumps(figures, indent=1), "utf-8")
        (folder / "frameworks.md").write_text(self.markdown(), "utf-8")

    def markdown(self) -> str:
        """Return a table of waits and one of costs for each number of cores and each crowd."""
        return "\n".join(self._sections())

    def _sections(self) -> Iterator[str]:
        yield f"{_ABOUT}\n\n{', '.join(f'{key}: {value}' for key, value in self.scene.items())}\n"
        played = [row for row in self.rows if "people" in row]
        for cores, people in dict.fromkeys((row["cores"], row["people"]) for row in played):
            rows = [row for row in played if (row["cores"], row["people"]) == (cores, people)]
            deadline = f"waited for {rows[0]['deadline_s']:g} s"
            yield f"## {people} people, {deadline}, cores: {cores}\n"
            for columns in (_WAITS, _COSTS):
                yield from _table(columns, rows)
            if "silent_more_mb" in rows[0]:
                yield from _table(_SILENCE, rows)
        failed = [row for row in self.rows if "failed" in row]
        yield from (f"{row['title']}, cores: {row['cores']}: {row['failed']}" for row in failed)


def _table(columns: Mapping[str, Column], rows: Sequence[Facts]) -> Iterator[str]:
    yield f"| bot | {' | '.join(columns)} |"
    yield f"| --- |{' ---: |' * len(columns)}"
    for title in dict.fromkeys(str(row["title"]) for row in rows):
        medians = _medians(row for row in rows if row["title"] == title)
        yield f"| {title} | {' | '.join(show(medians) for show in columns.values())} |"
    yield ""


def _medians(rows: Iterable[Facts]) -> dict[str, float]:
    """Return the medians of the rounds."""
    values: dict[str, list[float]] = {}
    for row in rows:
        for key, value in row.items():
            if not isinstance(value, str):
                values.setdefault(key, []).append(value)
    return {key: statistics.median(of_key) for key, of_key in values.items()}


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _in_short(row: Facts) -> str:
    if "failed" in row:
        return str(row["failed"])
    return ", ".join(f"{key} {row[key]:.4g}" for key in _IN_SHORT)


def _number(key: str, digits: int = 0) -> Column:
    def show(figures: Mapping[str, float]) -> str:
        value = figures[key]
        return f"{value:,.{digits}f}" if math.isfinite(value) else "none"

    return show


def _wait(name: str, digits: int) -> Column:
    parts = [_number(f"{name}_p{percent}_s", digits) for percent in (50, 95, 99)]
    return lambda figures: " / ".join(part(figures) for part in parts)


def _fits(figures: Mapping[str, float]) -> str:
    return "yes" if figures["peak_mb"] < MOST_MB else "no"


_WAITS: Final[dict[str, Column]] = {
    "acknowledged, p50 / p95 / p99 (s)": _wait("acknowledged", 3),
    "first sign (s)": _wait("first_sign", 3),
    "answer (s)": _wait("answer", 1),
    "of that beyond Genie's time (s)": _wait("beyond_genie", 2),
    "answers per minute": _number("answers_per_minute"),
    "unanswered": _number("unanswered"),
    "not acknowledged": _number("not_acknowledged"),
    "delivered again": _number("delivered_again"),
    "asked twice": _number("asked_twice"),
    "answered twice": _number("answered_twice"),
    "wrong": _number("wrong"),
}
_COSTS: Final[dict[str, Column]] = {
    "workers": _number("workers"),
    "processes": _number("processes"),
    "CPU per answer (ms)": _number("cpu_per_answer_ms", 1),
    "answers per minute that a core's CPU allows": _number("answers_per_minute_of_a_core"),
    "memory, idle (MB)": _number("idle_mb"),
    "at most (MB)": _number("peak_mb"),
    "fits into 1.75 GB": _fits,
    "messages per question": _number("messages_per_question", 1),
    "requests to Genie per question": _number("genie_requests_per_question", 1),
}
_SILENCE: Final[dict[str, Column]] = {
    "silent connections": _number("silent_connections"),
    "more memory (MB)": _number("silent_more_mb", 1),
    "still open after 3 s": _number("silent_open_after_3_s"),
}
