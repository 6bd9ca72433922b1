"""Our CPU time per question, compared with an older version's in another folder.

`python -m bench.compare` runs it. People, channel and workspace are this version's for both bots.
Exit status 1 means that an answer was wrong.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from bench.alternation import Contestant, Scenario, add_options, compared
from testkit.processes import Checkout
from testkit.report import Report


async def older(checkout: Checkout, scenario: Scenario) -> Report:
    """Let the old bot and ours alternate, and compare them."""
    bots = {"old": Contestant(checkout=checkout), "new": Contestant()}
    return await compared(bots, scenario, {("new", "old"): None})


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="CPU per question, ours and an older version's.")
    parser.add_argument("root", type=Path, help="the folder of the older version")
    parser.add_argument("python", help="the Python that has its packages")
    add_options(parser)
    options = parser.parse_args()
    checkout = Checkout(options.root, options.python)
    return asyncio.run(older(checkout, Scenario.from_options(options))).show()


if __name__ == "__main__":
    sys.exit(main())
