"""A bot that is killed repeatedly: `python -m bench.kills --kills 100 --store sqlite`.

Fifty people ask, in their own chats and in groups (see testkit/kills.py). Exit status 1 means that
a question was lost, or answered twice or wrongly.
"""

import argparse
import asyncio
import sys
from typing import Final

from testkit.kills import killed, storage

PEOPLE: Final = 50
# How long a bot serves before it is killed, as soon as questions are open after that.
LIFE_S: Final = (0.2, 10.0)
# From an answer to the next question: long enough that there are questions for all people.
PAUSE_S: Final = (0.0, 40.0)
# A lease, a poll, and Genie's time; several processes may have been killed during a question.
ANSWERED_WITHIN_S: Final = 90.0


def main() -> int:
    """Measure, and print the report."""
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
