"""The CPU time of a question, ours and other bots': `python -m bench.floor`.

The floor (bench/floor_bot.py) only makes the requests of a question, as cheaply as it can. Stock
(bench/stock_bot.py) is a careful bot on the stock connector. Unsaved is ours without a store on
disk: the difference is what its guarantees cost. The floor polls Genie as often as ours, stock
every second; all show progress at the same pace, and end with a card of the same content. A bot
that is too busy polls and sends less often, and seems cheaper: compare ours with the floor only
where their requests per question are about the same. Exit status 1 means that a ratio is above its
bar, or that an answer was wrong.
"""

import argparse
import asyncio
import sys
from typing import Final

from bench.alternation import Contestant, Scenario, add_options, compared
from testkit.report import Report

BOTS: Final = {
    "floor": Contestant(("-m", "bench.floor_bot")),
    "ours": Contestant(),
    "unsaved": Contestant(env={"STORAGE": "memory"}),
    "stock": Contestant(("-m", "bench.stock_bot")),
}
BARS: Final = {
    ("ours", "floor"): 2.0,
    ("ours", "stock"): 0.22,
    ("floor", "stock"): 0.13,
    ("unsaved", "ours"): None,
}


async def floor(scenario: Scenario | None = None) -> Report:
    """Let the bots alternate, and compare them."""
    return await compared(BOTS, scenario or Scenario(), BARS)


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="CPU per question: the floor, ours and stock.")
    add_options(parser)
    return asyncio.run(floor(Scenario.from_options(parser.parse_args()))).show()


if __name__ == "__main__":
    sys.exit(main())
