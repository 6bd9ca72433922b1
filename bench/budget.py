"""A workspace with five questions per minute: `python -m bench.budget --factor 60`.

100 people ask within ten minutes, 31 of them the same question: within a minute of each other, or
with --spread at any time, also after it has been answered. Ten ask a second question while they
wait for the first. Bot, workspace and channel run in this process, on a clock that is faster by
--factor. All people must be answered, or told that they are not; equal questions share an answer;
no first question waits behind another person's second one; and the expected waits must be accurate.
With --instances 2, processes of the bot share a store and the limit, and one is killed: the limit
is never exceeded, and used (see bench/shared_budget.py). Exit status 1 means that a bar was missed.
"""

import argparse
import asyncio
import logging
import sys
import time
from collections import defaultdict
from contextlib import suppress
from typing import Final

from aiohttp import web

from app import build_app
from bench import shared_budget
from bench.load import delivery, lines
from bench.wishes import ASK_AGAIN, DIFFERENT, AskedAt, Morning, Wish, waits, wishes
from config import Settings
from server.overrides import Overrides
from simulator import SALES_SPACE_ID, TOKEN, WORKSPACE, SimulatorSettings, Workspace, create_app
from testkit.channel import Channel
from testkit.hosts import HOST, serving
from testkit.people import activity
from testkit.report import Report
from testkit.scaled import ScaledClock, put_on

PER_MINUTE: Final = 5
FACTOR: Final = 60.0
# All questions take 16 minutes at five per minute; a wait of an hour means that one was lost.
PATIENCE_S: Final = 3600.0
# Allowed error of an expected wait: a fifth, or the half minute to which it is rounded.
MOST_WRONG: Final = 0.2
_ROUNDED_BY_S: Final = 15.0
# An unexpected refusal by Genie delays all waiting questions.
MOST_TOLD_WRONGLY_PERCENT: Final = 5.0
_TOO_MANY: Final = 429


async def budget(factor: float = FACTOR, *, is_together: bool = True) -> Report:
    """Run the scenario, and evaluate it."""
    logging.disable(logging.WARNING)  # the bot in this process logs a warning for each refusal
    clock = ScaledClock(factor)
    simulated = create_app(
        SimulatorSettings(answer_seconds=(5.0, 20.0), questions_per_minute=PER_MINUTE)
    )
    workspace, morning = simulated[WORKSPACE], Morning(wishes(is_together=is_together))
    put_on(clock, workspace)
    channel = Channel(lambda spoken: morning.hear(spoken, clock.at(spoken.at_s)))
    async with (
        channel.serving() as service_url,
        serving(simulated) as genie_port,
        serving(_bot(genie_port, clock)) as port,
    ):
        await _live_through(morning, clock, port, service_url)
    logging.disable(logging.NOTSET)
    return _judged(morning, workspace, factor, is_together=is_together)


def _bot(genie_port: int, clock: ScaledClock) -> web.Application:
    """Make the bot on the scaled clock, with the workspace's limit as its budget."""
    settings = Settings.from_env(
        {
            "STORAGE": "memory",
            "DATABRICKS_HOST": f"http://{HOST}:{genie_port}",
            "DATABRICKS_TOKEN": TOKEN,
            "DATABRICKS_SPACE_ID": SALES_SPACE_ID,
            "GENIE_QUESTIONS_PER_MINUTE": str(PER_MINUTE),
        }
    )
    return build_app(settings, overrides=Overrides(clock=clock))


async def _live_through(morning: Morning, clock: ScaledClock, port: int, service_url: str) -> None:
    """Let all people ask at their times, and wait until all are settled, or the time is over."""
    began_at = clock.monotonic()
    async with asyncio.TaskGroup() as group:
        for wish in morning.wishes:
            await clock.sleep(began_at + wish.arrives_s - clock.monotonic())
            group.create_task(_ask(wish, clock, port, service_url))
    with suppress(TimeoutError):
        await asyncio.wait_for(morning.is_over.wait(), clock.real_s(PATIENCE_S))


async def _ask(wish: Wish, clock: ScaledClock, port: int, service_url: str) -> None:
    said = activity(wish.person, wish.question, service_url, number=wish.number)
    async with lines(port, 1) as (line,):
        wish.arrived_at = clock.monotonic()
        line.send(delivery(port, said))
        await line.done


def _judged(morning: Morning, workspace: Workspace, factor: float, *, is_together: bool) -> Report:
    questions = [asked.text for asked in workspace.questions()]
    asked_at: AskedAt = defaultdict(list)
    for asked in workspace.questions():
        asked_at[asked.text].append(asked.time_s)
    second_ones = {wish.question for wish in morning.seconds}
    seconds_asked = sum(question in second_ones for question in questions)
    report = Report(
        f"100 people in 10 minutes, {'a third of them together' if is_together else 'spread out'}, "
        f"5 questions a minute, {factor:g} times as fast"
    )
    answered = [wish for wish in morning.wishes if wish.answered_at == wish.answered_at]
    report.add("questions", len(morning.wishes))
    report.add("neither answered nor told", sum(not w.is_settled for w in morning.wishes), most=0)
    report.add("told that there is no answer", len(morning.wishes) - len(answered))
    report.add("answered wrongly", sum(not wish.is_right for wish in answered), most=0)
    # With --spread, some ask a question that has been answered, and it is asked again.
    most = DIFFERENT if is_together else None
    report.add("first questions to Genie", len(questions) - seconds_asked, most=most)
    report.add("asked again while it was being asked", morning.repeated(asked_at), most=0)
    report.add("second questions to Genie", seconds_asked, most=ASK_AGAIN)
    report.add("questions that Genie refused", _refusals(workspace))
    overtaken = list(morning.overtaken(asked_at))
    report.add("waited behind another's second question", len(overtaken), most=0)
    _add_waits(report, morning, asked_at)
    return report


def _add_waits(report: Report, morning: Morning, asked_at: AskedAt) -> None:
    waited_s = [wish.answered_at - wish.arrived_at for wish in morning.wishes if wish.is_right]
    report.add("longest wait for an answer", max(waited_s, default=0.0) / 60, "min")
    told = list(waits(morning.firsts, asked_at))
    wrong = [pair for pair in told if not _is_true(*pair)]
    report.add("expected waits shown, first questions", len(told), least=1)
    percent = 100 * len(wrong) / max(len(told), 1)
    report.add("of these inaccurate", percent, "%", most=MOST_TOLD_WRONGLY_PERCENT)
    # New first questions overtake them, which cannot be predicted.
    after_turn = list(waits(morning.seconds, asked_at))
    report.add("expected waits shown, second questions", len(after_turn))
    report.add("of these inaccurate", sum(not _is_true(*pair) for pair in after_turn))
    worst = sorted(wrong, key=lambda pair: abs(pair[0] - pair[1]))[-3:]
    report.remarks += [
        f"First question: told {told_s:.0f} s, was {true_s:.0f} s" for told_s, true_s in worst
    ]


def _is_true(told_s: float, true_s: float) -> bool:
    return abs(told_s - true_s) <= max(MOST_WRONG * true_s, _ROUNDED_BY_S)


def _refusals(workspace: Workspace) -> int:
    return sum(request.status == _TOO_MANY for request in workspace.requests)


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="A workspace with a limit of questions.")
    parser.add_argument("--factor", type=float, help="how many times as fast")
    began_at = time.monotonic()
    parser.add_argument("--spread", action="store_true", help="the same is asked at any time")
    parser.add_argument("--instances", type=int, default=1, help="processes that share the limit")
    parser.add_argument("--store", choices=("sqlite", "azure"), default="sqlite", help="of these")
    options = parser.parse_args()
    if options.instances > 1:
        factor = options.factor or shared_budget.FACTOR
        measured = shared_budget.shared_budget(options.instances, options.store, factor)
    else:
        measured = budget(options.factor or FACTOR, is_together=not options.spread)
    report = asyncio.run(measured)
    report.remarks.append(f"It took {time.monotonic() - began_at:.0f} s.")
    return report.show()


if __name__ == "__main__":
    sys.exit(main())
