"""Whether the bot's event loop is ever blocked: `python -m bench.loop`.

The bot runs as in production: every request has a signed token to be checked, and the bot's own
token has to be fetched repeatedly, from a slow login service. A probe in its process
(bench/probe.py) times every callback of the loop. Exit status 1 means that a callback ran too long,
that tokens were not checked or fetched, or that an answer was wrong.
"""

import argparse
import asyncio
import sys
from typing import Any, Final

from bench.crowd import add_answers
from bench.login import Login
from bench.probe import PROBE_PATH, read_figures
from bench.registered_bot import LOGIN
from bench.scene import ANSWER_SECONDS, Seconds, ask_all, stage
from testkit.report import Report

REGISTERED_BOT: Final = ("-m", "bench.registered_bot")
LONGEST_CALLBACK_MS: Final = 50.0


async def loop(count: int = 100, answer_seconds: Seconds = ANSWER_SECONDS) -> Report:
    """Let a crowd ask, and read the probe."""
    login = Login()
    async with (
        login.serving() as address,
        stage(
            count,
            answer_seconds,
            REGISTERED_BOT,
            env={LOGIN: address},
            authorize=login.authorization,
        ) as ready,
    ):
        await read_figures(ready.bot.port, PROBE_PATH)  # discard what happened until now
        run = await ask_all(ready)
        figures = await read_figures(ready.bot.port, PROBE_PATH)
    report = Report(f"The bot's event loop while {count} people ask, with tokens checked")
    add_answers(report, run)
    _add_figures(report, figures)
    report.add("signing keys read", login.keys_read, least=1)
    report.add("bot tokens fetched", login.tokens_given, least=2)
    return report


def _add_figures(report: Report, figures: dict[str, Any]) -> None:
    report.add("callbacks", figures["callbacks"])
    report.add("longest callback", figures["longest_ms"], "ms", most=LONGEST_CALLBACK_MS)
    report.add("of that on a CPU", figures["longest_cpu_ms"], "ms")
    report.add("latest timer of 10 ms", figures["timer_late_ms"], "ms")
    report.add("longest garbage collection", figures["longest_gc_ms"], "ms")
    report.remarks.append(f"The longest callback was {figures['longest_name']}.")


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="Is the bot's event loop ever blocked?")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--answer-seconds", type=float, nargs=2, default=ANSWER_SECONDS)
    options = parser.parse_args()
    return asyncio.run(loop(options.people, tuple(options.answer_seconds))).show()


if __name__ == "__main__":
    sys.exit(main())
