"""What each part of a question costs: `python -m bench.parts`.

Our bot, and ours without one part (bench/partial_bot.py), answer the same crowd in turns. A ratio
of 0.9 means that a question would cost a tenth less CPU time without the part. What each of them
sends and asks is printed below, since progress and polls are themselves requests. Exit status 1
means that an answer was wrong.
"""

import argparse
import asyncio
import sys
from typing import Final

from bench.alternation import Contestant, Scenario, add_options, compared
from bench.partial_bot import PARTS
from testkit.report import Report

STORE: Final = "without store"
BOTS: Final = {
    "ours": Contestant(),
    STORE: Contestant(env={"STORAGE": "memory"}),
} | {f"without {part}": Contestant(("-m", "bench.partial_bot", part)) for part in PARTS}


async def parts(scenario: Scenario | None = None) -> Report:
    """Let the bots alternate, and compare each with the whole one."""
    bars = {(name, "ours"): None for name in BOTS if name != "ours"}
    return await compared(BOTS, scenario or Scenario(), bars)


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="CPU per question, with and without each part.")
    add_options(parser)
    return asyncio.run(parts(Scenario.from_options(parser.parse_args()))).show()


if __name__ == "__main__":
    sys.exit(main())
