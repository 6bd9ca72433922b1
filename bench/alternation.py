"""Bots that answer the same crowd in turns, so that what the machine does meanwhile hits them all.

CPU is user and system time of the bot's process from the first question to the last answer. The
ratio of two bots is the median of the ratios of the rounds. Behind a median are the lowest and the
highest value.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final

from bench.crowd import add_answers
from bench.scene import ANSWER_SECONDS, OUR_BOT, Run, Seconds, play
from testkit.processes import HERE, Checkout
from testkit.report import Report, percentile

ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Contestant:
    """A bot: how it is started, in which version of this project, and with which settings."""

    command: Sequence[str] = OUR_BOT
    checkout: Checkout = HERE
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """How many people ask over which time, how long Genie takes, and how often all is repeated."""

    people: int = 100
    over_s: float = 5.0
    answer_seconds: Seconds = ANSWER_SECONDS
    rounds: int = ROUNDS

    @property
    def title(self) -> str:
        """The scenario in words."""
        fastest, slowest = self.answer_seconds
        return (
            f"{self.people} people over {self.over_s:g} s, Genie takes {fastest:g} to {slowest:g} s"
        )

    @classmethod
    def from_options(cls, options: argparse.Namespace) -> "Scenario":
        """Read the options that add_options adds."""
        seconds = tuple(options.answer_seconds)
        return cls(options.people, options.over_seconds, seconds, options.rounds)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a scenario to a command."""
    default = Scenario()
    parser.add_argument("--people", type=int, default=default.people)
    parser.add_argument("--over-seconds", type=float, default=default.over_s)
    parser.add_argument("--rounds", type=int, default=default.rounds)
    parser.add_argument("--answer-seconds", type=float, nargs=2, default=default.answer_seconds)


async def compared(
    contestants: Mapping[str, Contestant],
    scenario: Scenario,
    bars: Mapping[tuple[str, str], float | None],
) -> Report:
    """Let the bots alternate, and report what they did.

    Args:
        bars: the largest ratio of two bots' CPU time, by their names; None: any is allowed.
    """
    runs = await _alternated(contestants, scenario)
    report = Report(f"CPU per question, medians of {scenario.rounds} rounds: {scenario.title}")
    _add_cpu(report, runs)
    for (name, other), most in bars.items():
        _add_ratio(report, runs, name, other, most=most)
    _add_waits(report, runs)
    _add_work(report, runs)
    return report


async def _alternated(
    contestants: Mapping[str, Contestant], scenario: Scenario
) -> dict[str, list[Run]]:
    """Let the bots take turns, beginning with another one in each round."""
    runs: dict[str, list[Run]] = {name: [] for name in contestants}
    names = list(contestants)
    for number in range(scenario.rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            bot = contestants[name]
            runs[name].append(
                await play(
                    scenario.people,
                    scenario.answer_seconds,
                    bot.command,
                    checkout=bot.checkout,
                    env=bot.env,
                    over_s=scenario.over_s,
                )
            )
    return runs


def _add_cpu(report: Report, runs: Mapping[str, Sequence[Run]]) -> None:
    """Add the CPU time per question of each bot: the median of its runs."""
    for name, of_bot in runs.items():
        report.add_median(f"{name}: CPU", [run.cpu_per_question_ms for run in of_bot], "ms")


def _add_ratio(
    report: Report,
    runs: Mapping[str, Sequence[Run]],
    name: str,
    other: str,
    *,
    most: float | None = None,
) -> None:
    """Add the ratio of two bots' CPU time per question."""
    pairs = zip(runs[name], runs[other], strict=True)
    ratios = [run.cpu_s / other_run.cpu_s for run, other_run in pairs]
    report.add_median(f"{name} / {other}", ratios, most=most)


def _add_waits(report: Report, runs: Mapping[str, Sequence[Run]]) -> None:
    """Add how long people wait for each bot, apart from the time that Genie takes."""
    for name, of_bot in runs.items():
        for label, percent in (("median", 50), ("p99", 99)):
            after = [percentile(run.after_genie_s(), percent) for run in of_bot]
            besides = [percentile(run.besides_genie_s(), percent) for run in of_bot]
            report.add_median(f"{name}: after Genie, {label}", after, "s")
            report.add_median(f"{name}: since press, {label}", besides, "s")
    report.remarks.append(
        "After Genie: from its answer to the bot's. Since press: less Genie's time."
    )


def _add_work(report: Report, runs: Mapping[str, Sequence[Run]]) -> None:
    """Add what each bot did: one that sends, asks or answers less also uses less CPU."""
    for name, of_bot in runs.items():
        asked = sum(len(run.people) for run in of_bot)
        messages = sum(run.channel_requests for run in of_bot) / asked
        requests = sum(run.genie_requests for run in of_bot) / asked
        report.add(f"{name}: messages per question", messages)
        report.add(f"{name}: requests to Genie per question", requests)
        report.add(f"{name}: size of an answer", fmean(map(_answer_kb, of_bot)), "kB")
        report.add(f"{name}: not answered rightly", sum(map(_failures, of_bot)), most=0)


def _answer_kb(run: Run) -> float:
    sizes = [len(body) for person in run.people for body in person.answers.values()]
    return fmean(sizes) / 1000 if sizes else 0.0


def _failures(run: Run) -> int:
    judged = Report("")
    add_answers(judged, run)
    return int(sum(row.value for row in judged.rows))
