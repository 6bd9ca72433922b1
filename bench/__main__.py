"""All benchmarks, and a summary: `python -m bench`, or `make bench`.

They run one after another, since each needs the whole machine: about twenty minutes. Exit status 1
means that a bar was missed. Each can be run alone, for example `python -m bench.crowd`. `python -m
bench.kills`, which kills the bot a hundred times and takes ten minutes, is run separately.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Final

from bench.answers import answers
from bench.budget import budget
from bench.crowd import crowd
from bench.floor import floor
from bench.journal import journal
from bench.log_cost import log_cost
from bench.loop import loop
from testkit.report import Report

Benchmark = Callable[[], Awaitable[Report]]

ALL: Final[tuple[Benchmark, ...]] = (
    lambda: crowd(100),
    lambda: crowd(1000),
    lambda: crowd(2000, over_s=10.0),
    loop,
    log_cost,
    budget,
    lambda: budget(is_together=False),
    floor,
    answers,
    journal,
)


async def measure(benchmarks: tuple[Benchmark, ...]) -> list[Report]:
    """Run them in turn, printing each table as soon as it is complete."""
    reports = []
    for benchmark in benchmarks:
        report = await benchmark()
        report.show()
        reports.append(report)
    return reports


def summary(reports: list[Report]) -> int:
    """Print a line for each benchmark, and return the exit status."""
    print("\nSummary")
    for report in reports:
        missed = "; ".join(row.name for row in report.missed)
        print(f"  {report.title}: {f'MISSED {missed}' if missed else 'ok'}")
    return 1 if any(report.missed for report in reports) else 0


if __name__ == "__main__":
    sys.exit(summary(asyncio.run(measure(ALL))))
