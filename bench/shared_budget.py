"""Instances of the bot that share the workspace's questions per minute; see bench/budget.py."""

from functools import partial
from typing import Final

from bench.scaled_bot import PAGE
from testkit.kills import storage
from testkit.limits import Outcome, limited
from testkit.report import Report

FACTOR: Final = 5.0
LIMIT: Final = 10
_WINDOWS: Final = 6
# In the middle of the second window.
_KILLED_AFTER_S: Final = 100.0
_LEAST_USED_PERCENT: Final = 90.0
_MOST_UNUSED_S: Final = 20.0
_PROGRAM: Final = ("-m", "bench.scaled_bot")
# Without a queue, questions come one after another, as fast as one instance is asked.
_NO_LINE: Final = 1000
_FEW: Final = 50


async def shared_budget(instances: int, store: str, factor: float = FACTOR) -> Report:
    """Let all live, then kill one of them; at last, let one instance work without a queue."""
    questions = LIMIT * _WINDOWS
    report = Report(
        f"{instances} instances on one {store} store, {questions} questions at once, "
        f"{LIMIT} a minute, {factor:g} times as fast"
    )
    crowded = partial(
        limited, _PROGRAM, limit=LIMIT, questions=questions, factor=factor, instances=instances
    )
    with storage(store) as settings:
        living = await crowded(settings, page=PAGE)
    _add(report, "all live", living)
    report.add("all live: used", 100 * living.used_share, "%", least=_LEAST_USED_PERCENT)
    report.add("all live: operations per question", living.operations / questions)
    with storage(store) as settings:
        bereaved = await crowded(settings, kill_after_s=_KILLED_AFTER_S)
    _add(report, "one killed", bereaved)
    with storage(store) as settings:
        alone = await limited(
            _PROGRAM,
            settings,
            limit=_NO_LINE,
            questions=_FEW,
            factor=factor,
            instances=1,
            page=PAGE,
        )
    # One more is the first look at what earlier processes have left.
    per_question = (alone.operations - 1) / _FEW
    report.add("one instance, no queue: operations per question", per_question, most=1)
    return report


def _add(report: Report, name: str, outcome: Outcome) -> None:
    report.add(f"{name}: most posts in any 60 s", outcome.most_in_a_window, most=LIMIT)
    report.add(f"{name}: refused by Genie", outcome.refused, most=0)
    report.add(f"{name}: questions without an answer", outcome.unanswered, most=0)
    unused_s = outcome.longest_unused_s
    report.add(f"{name}: longest time not used", unused_s, "s", most=_MOST_UNUSED_S)
