"""Our CPU time per question, compared with a bot on the stock connector: `python -m bench.stock`.

Both bots answer the same crowd with the same workspace, alternating in one run: ours, stock, ours,
stock. They poll Genie alike and show the same cards at the same rate (see bench/stock_bot.py). CPU
is user and system time of the bot's process from the first question to the last answer. Exit status
1 means that the ratio is above its bar, or that an answer was wrong.
"""

import argparse
import asyncio
import sys
from statistics import fmean
from typing import Final

from bench.crowd import add_answers
from bench.scene import ANSWER_SECONDS, OUR_BOT, Run, Seconds, play
from testkit.report import Report

STOCK_BOT: Final = ("-m", "bench.stock_bot")
MOST_RATIO: Final = 0.25
GOAL: Final = 0.15


async def stock(
    count: int = 100, answer_seconds: Seconds = ANSWER_SECONDS, *, rounds: int = 2
) -> Report:
    """Let the two bots alternate, and compare them."""
    ours: list[Run] = []
    theirs: list[Run] = []
    for _ in range(rounds):
        ours.append(await play(count, answer_seconds, OUR_BOT))
        theirs.append(await play(count, answer_seconds, STOCK_BOT))
    report = Report(f"CPU per question with {count} people, ours and the stock connector's")
    for number, (our, their) in enumerate(zip(ours, theirs, strict=True), start=1):
        report.add(f"ours, round {number}", our.cpu_per_question_ms, "ms")
        report.add(f"stock, round {number}", their.cpu_per_question_ms, "ms")
    report.add("ours / stock", _ratio(ours, theirs), most=MOST_RATIO)
    report.remarks.append(f"The goal is a ratio of {GOAL:g}.")
    for name, runs in (("ours", ours), ("stock", theirs)):
        report.add(f"{name}: questions not answered rightly", sum(map(_failures, runs)), most=0)
    return report


def _ratio(ours: list[Run], theirs: list[Run]) -> float:
    return fmean(r.cpu_per_question_ms for r in ours) / fmean(r.cpu_per_question_ms for r in theirs)


def _failures(run: Run) -> int:
    """Count wrong and missing answers, since a bot that answers less also uses less CPU."""
    judged = Report("")
    add_answers(judged, run)
    return int(sum(row.value for row in judged.rows))


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="CPU per question, ours and stock.")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--answer-seconds", type=float, nargs=2, default=ANSWER_SECONDS)
    options = parser.parse_args()
    seconds = tuple(options.answer_seconds)
    return asyncio.run(stock(options.people, seconds, rounds=options.rounds)).show()


if __name__ == "__main__":
    sys.exit(main())
