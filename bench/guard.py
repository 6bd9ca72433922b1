"""Whether a question costs more CPU time than it did: `make bench-guard`, which CI runs.

A few people ask the floor, ours and stock in turns, in a short scenario. The bars are the ratios
that were measured when they were set, and 15 % for the noise of busy machines: ratios of CPU time
of the same run, never times. Exit status 1 means that one is exceeded, or that an answer was wrong.
"""

import argparse
import asyncio
import sys
from typing import Final

from bench.alternation import Scenario, compared
from bench.floor import BOTS
from testkit.report import Report

SCENARIO: Final = Scenario(people=60, over_s=2.0, answer_seconds=(2.0, 4.0), rounds=5)
MEASURED: Final = {("ours", "floor"): 4.3, ("ours", "stock"): 0.33}
NOISE: Final = 1.15


async def guard(scenario: Scenario = SCENARIO) -> Report:
    """Let the bots alternate, and compare them."""
    bars = {pair: round(ratio * NOISE, 3) for pair, ratio in MEASURED.items()}
    bots = {name: bot for name, bot in BOTS.items() if any(name in pair for pair in MEASURED)}
    return await compared(bots, scenario, bars)


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="Does a question cost more than it did?")
    parser.parse_args()
    return asyncio.run(guard()).show()


if __name__ == "__main__":
    sys.exit(main())
