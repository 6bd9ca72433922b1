"""A bot that is killed again and again: `python -m bench.kills --kills 100 --store sqlite`.

Fifty people ask, in chats of their own and in groups (see testkit/kills.py). Exit status 1 means
that a question was lost, or answered twice or wrongly.
"""

import argparse
import asyncio
import sys
from typing import Final

from testkit.kills import killed, storage

PEOPLE: Final = 50
# How long a bot lives once it serves. It is killed as soon after that as questions are open.
LIFE_S: Final = (0.2, 10.0)
# Between an answer and the next question: so long that there are questions enough for everybody.
PAUSE_S: Final = (0.0, 40.0)
# A lease, a look, and what Genie may take; several processes may have died over a question.
ANSWERED_WITHIN_S: Final = 90.0


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(description="A bot that is killed again and again.")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--store", choices=("sqlite", "azure"), default="sqlite")
    parser.add_argument("--instances", type=int, default=1)
    options = parser.parse_args()
    with storage(options.store) as settings:
        report = asyncio.run(
            killed(
                options.kills,
                settings,
                askers_at_once=PEOPLE,
                instances=options.instances,
                pause_s=PAUSE_S,
                life_s=LIFE_S,
                answered_within_s=ANSWERED_WITHIN_S,
            )
        )
    return report.show()


if __name__ == "__main__":
    sys.exit(main())
