"""What the log costs the bot's event loop: `python -m bench.log_cost`.

A crowd asks, several times, while the bot logs as in production. The share is the CPU time of the
event loop's thread in calls of loggers, of all its CPU time from the first question to the last
answer. Exit status 1 means that it was too large in a round.
"""

import argparse
import asyncio
import statistics
import sys
from typing import Final

from bench.logged_bot import COST_PATH
from bench.probe import read_figures
from bench.scene import Seconds, ask_all, stage
from testkit.report import Report

LOGGED_BOT: Final = ("-m", "bench.logged_bot")
ANSWER_SECONDS: Final[Seconds] = (1.0, 4.0)
ROUNDS: Final = 3
MOST_PERCENT: Final = 2.0


async def log_cost(
    count: int = 100, rounds: int = ROUNDS, answer_seconds: Seconds = ANSWER_SECONDS
) -> Report:
    """Let a crowd ask in each round, and compare the rounds."""
    figures = [await _round(count, answer_seconds) for _ in range(rounds)]
    shares = [each["logging_s"] / each["thread_s"] * 100 for each in figures]
    report = Report(f"The log's share of the event loop's CPU time, {count} people, {rounds} times")
    report.add("share, median", statistics.median(shares), "%")
    report.add("share, lowest", min(shares), "%")
    report.add("share, highest", max(shares), "%", most=MOST_PERCENT)
    lines = sum(each["lines"] for each in figures)
    report.add("lines per question", lines / count / rounds, least=1)
    report.add("per line", sum(each["logging_s"] for each in figures) / lines * 1e6, "us")
    return report


async def _round(count: int, answer_seconds: Seconds) -> dict[str, float]:
    async with stage(count, answer_seconds, LOGGED_BOT) as ready:
        await read_figures(ready.bot.port, COST_PATH)  # discard what happened until now
        run = await ask_all(ready)
        unanswered = sum(not person.answers for person in run.people)
        if unanswered:
            raise SystemExit(f"{unanswered} questions without an answer")
        return await read_figures(ready.bot.port, COST_PATH)


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="What does the log cost the event loop?")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    return asyncio.run(log_cost(options.people, options.rounds)).show()


if __name__ == "__main__":
    sys.exit(main())
