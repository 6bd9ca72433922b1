"""Many people asking within a few seconds: `python -m bench.crowd --people 100`.

The simulated workspace and the bot run as separate processes, and this one is Teams: it delivers
one question per person, each in a personal chat, and receives the bot's messages. It measures the
acknowledgement, the first feedback, the time from Genie's completion to the answer, the bot's
memory, and the number of its connections. Every answer is checked. Exit status 1 means that a bar
was missed.
"""

import argparse
import asyncio
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Final

from bench.scene import ANSWER_SECONDS, Run, Seconds, play
from testkit.people import MOST_PEOPLE
from testkit.report import Report, percentile

MOST_CONNECTIONS: Final = 100


@dataclass(frozen=True, slots=True)
class Bars:
    """Limits: seconds at the named percentile, and MB; None: no limit."""

    acknowledged_p99: float | None = None
    slowest_post: float | None = None
    feedback_p99: float | None = None
    answer_p50: float | None = None
    answer_p99: float | None = None
    more_memory_mb: float | None = None


# Bars by the number of people up to which they hold. A channel redelivers a message after 10 to
# 15 s; larger crowds are checked for that, and for their answers.
BARS: Final = {
    100: Bars(acknowledged_p99=0.1, feedback_p99=0.2, answer_p50=0.65, answer_p99=1.2),
    1000: Bars(acknowledged_p99=1.0, feedback_p99=1.5, answer_p99=2.0, more_memory_mb=45.0),
    MOST_PEOPLE: Bars(slowest_post=10.0),
}
OVER_S: Final = 5.0


async def crowd(
    count: int, answer_seconds: Seconds = ANSWER_SECONDS, *, over_s: float = OVER_S
) -> Report:
    """Run it once, and evaluate it. over_s 0: all ask at the same moment."""
    run = await play(count, answer_seconds, over_s=over_s)
    fastest, slowest = answer_seconds
    within = f"within {over_s:g} s" if over_s else "at once"
    report = Report(f"{count} people ask {within}, Genie takes {fastest:g} to {slowest:g} s")
    add_answers(report, run)
    _add_times(report, run, next(bars for most, bars in BARS.items() if count <= most))
    _add_connections(report, run)
    report.add("the bot's CPU per question", run.cpu_per_question_ms, "ms")
    return report


def add_answers(report: Report, run: Run) -> None:
    """Check all answers: none may be lost, duplicated, another person's, or wrong."""
    times = Counter(asked.text for asked in run.record.questions)
    asked = [times[person.question] for person in run.people]
    lost = [person for person in run.people if not person.answers]
    report.add("questions without an answer", len(lost), most=0)
    report.add("questions refused by the bot", sum(p.is_refused for p in run.people), most=0)
    report.add("questions that Genie never got", asked.count(0), most=0)
    report.add("questions that Genie got twice", sum(n > 1 for n in asked), most=0)
    report.add("answered twice", sum(person.is_doubled for person in run.people), most=0)
    report.add("answered with another's question", sum(p.is_crossed for p in run.people), most=0)
    report.add("answered wrongly", sum(person.is_wrong for person in run.people), most=0)
    report.remarks += [f"no answer: {person.question}" for person in lost[:5]]


def _add_times(report: Report, run: Run, bars: Bars) -> None:
    posts = [person.acknowledged_at - person.pressed_at for person in run.people]
    feedback = [person.first_feedback_at - person.pressed_at for person in run.people]
    report.add("acknowledged, median", percentile(posts, 50), "s")
    report.add("acknowledged, p99", percentile(posts, 99), "s", most=bars.acknowledged_p99)
    report.add("slowest acknowledgement", max(posts), "s", most=bars.slowest_post)
    report.add("first feedback, median", percentile(feedback, 50), "s")
    report.add("first feedback, p99", percentile(feedback, 99), "s", most=bars.feedback_p99)
    answers = run.after_genie_s()
    report.add("answer after Genie's, median", percentile(answers, 50), "s", most=bars.answer_p50)
    report.add("answer after Genie's, p99", percentile(answers, 99), "s", most=bars.answer_p99)
    more_mb = run.peak_mb - run.idle_mb
    report.add("memory when idle", run.idle_mb, "MB")
    report.add("memory at most, above idle", more_mb, "MB", most=bars.more_memory_mb)


def _add_connections(report: Report, run: Run) -> None:
    """Check the connections: one per turn would cost a handshake each, and in the end all ports."""
    most = min(MOST_CONNECTIONS, run.channel_requests // 5)
    report.add("requests to the channel", run.channel_requests)
    report.add("connections to the channel", run.channel_connections, most=most)
    report.add("connections to Genie", run.record.connections, most=MOST_CONNECTIONS)


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="Many people asking the bot at once.")
    parser.add_argument("--people", type=int, default=100, choices=range(1, MOST_PEOPLE + 1))
    parser.add_argument("--over-seconds", type=float, default=OVER_S)
    parser.add_argument("--answer-seconds", type=float, nargs=2, default=ANSWER_SECONDS)
    options = parser.parse_args()
    asking = crowd(options.people, tuple(options.answer_seconds), over_s=options.over_seconds)
    return asyncio.run(asking).show()


if __name__ == "__main__":
    sys.exit(main())
