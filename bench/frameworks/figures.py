"""The figures of a run. An answer that was not given counts as infinitely late."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bench.frameworks.asking import Silence
from bench.scene import Run
from testkit.people import Person
from testkit.report import percentile
from testkit.trees import Tree

Figures = dict[str, float]

_PERCENTS: Final = (50, 95, 99)


def of_silence(silence: Silence) -> Figures:
    """Return the figures of silent connections."""
    return {
        "silent_connections": silence.connections,
        "silent_more_mb": silence.more_mb,
        "silent_open_after_3_s": silence.still_open,
    }


def of_run(run: Run, bot: Tree, *, within_s: float) -> Figures:
    """Return the figures of people who asked, until a deadline."""
    run = _until(run, within_s)
    answered = [person for person in run.people if person.answers]
    cpu_ms = run.cpu_s * 1000 / len(answered) if answered else math.inf
    return {
        **_waits(run),
        "answers_per_minute": _per_minute(run.people, within_s),
        "cpu_per_answer_ms": cpu_ms,
        "answers_per_minute_of_a_core": 60_000 / cpu_ms,
        "idle_mb": run.idle_mb,
        "peak_mb": run.peak_mb,
        "processes": bot.most_processes,
        "messages_per_question": run.channel_requests / len(run.people),
        "genie_requests_per_question": run.genie_requests / len(run.people),
        **_failures(run),
    }


def _until(run: Run, within_s: float) -> Run:
    """Return the run without answers after the deadline, which the channel heard as well."""
    deadline = min(person.pressed_at for person in run.people) + within_s
    people = [
        person
        if person.answered_at <= deadline
        else replace(person, answers={}, answered_at=math.inf)
        for person in run.people
    ]
    return replace(run, people=people)


def _waits(run: Run) -> Figures:
    people = run.people
    missing = [math.inf] * sum(not person.answers for person in people)
    waits = {
        "acknowledged": [person.acknowledged_at - person.pressed_at for person in people],
        "first_sign": [person.first_feedback_at - person.pressed_at for person in people],
        "answer": [person.answered_at - person.pressed_at for person in people],
        "beyond_genie": [*run.besides_genie_s(), *missing],
    }
    return {
        f"{name}_p{percent}_s": percentile(values, percent)
        for name, values in waits.items()
        for percent in _PERCENTS
    }


def _per_minute(people: Sequence[Person], within_s: float) -> float:
    began_at = min(person.pressed_at for person in people)
    answered = [person.answered_at for person in people if person.answers]
    ended_at = max(answered) if len(answered) == len(people) else began_at + within_s
    return len(answered) / (ended_at - began_at) * 60


def _failures(run: Run) -> Figures:
    times = Counter(asked.text for asked in run.record.questions)
    return {
        "unanswered": sum(not person.answers for person in run.people),
        "never_reached_genie": sum(not times[person.question] for person in run.people),
        "not_acknowledged": sum(person.is_refused for person in run.people),
        "delivered_again": sum(person.deliveries > 1 for person in run.people),
        "asked_twice": sum(times[person.question] > 1 for person in run.people),
        "answered_twice": sum(person.is_doubled for person in run.people),
        "wrong": sum(person.is_wrong or person.is_crossed for person in run.people),
    }
