"""Whether a client can prevent others from being served: `python -m bench.door`.

The bot runs in both ways of starting it, with an app id and 1,024 descriptors, and people ask it
while other processes send large bodies without a token, incomplete requests, and 2,000 connections.
Exit status 1 means that a person had to wait, was not answered, or that the log was flooded.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from bench.load import delivery, lines
from bench.login import Login
from bench.registered_bot import LOGIN
from bench.scene import Stage, stage
from testkit.people import Crowd, Person
from testkit.processes import started
from testkit.report import Report

DESCRIPTORS: Final = 1024
ASKED_EVERY_S: Final = 0.25
ACKNOWLEDGED_WITHIN_S: Final = 0.5
CLOSED_WITHIN_S: Final = 20.0
PEOPLE: Final = 500
ANSWERED_WITHIN_S: Final = 60.0
# Loggers for the behaviour of clients; the other loggers are about questions.
_LOGGERS: Final = ("server", "bot.turns.routes", "asyncio", "aiohttp")
_GUNICORN: Final = """#!/bin/sh
# startup.sh's Python: its gunicorn serves the bot of the benchmark.
shift 3
exec {python} -m gunicorn bench.registered_bot:create_app "$@"
"""

# The channel's minimum timeout; with too many connections, people wait in the backlog.
CHANNEL_WAITS_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Attack:
    """Kinds of bench/attackers.py, how many of each, and how long people may wait meanwhile."""

    name: str
    kinds: Mapping[str, int]
    acknowledged_within_s: float


ATTACKS: Final = (
    Attack("bodies and halves", {"bodies": 60, "halves": 500}, ACKNOWLEDGED_WITHIN_S),
    Attack("2,000 connections", {"crowd": 2000}, CHANNEL_WAITS_S),
    Attack("2,000 that come again", {"again": 2000}, CHANNEL_WAITS_S),
)


@dataclass(frozen=True, slots=True)
class Start:
    """A way of starting the bot, in a folder for its files."""

    name: str
    folder: Path

    @property
    def log(self) -> Path:
        """The bot's log."""
        return self.folder / "log"

    def command(self) -> tuple[str, ...]:
        """Return the command line, for Python."""
        started_by = {
            "python app.py": [sys.executable, "-m", "bench.registered_bot"],
            "startup.sh": ["sh", "startup.sh"],
        }
        confined = ("-m", "bench.confined", "--descriptors", str(DESCRIPTORS))
        return (*confined, "--log", str(self.log), *started_by[self.name])

    def python(self) -> str:
        """Return the PYTHON of startup.sh."""
        python = self.folder / "python"
        python.write_text(_GUNICORN.format(python=sys.executable), "utf-8")
        python.chmod(0o700)
        return str(python)


async def door(name: str) -> Report:
    """Let people ask under each attack in turn."""
    report = Report(f"People ask while others attack, {name}, {DESCRIPTORS} descriptors")
    login = Login()
    with tempfile.TemporaryDirectory() as folder:
        start = Start(name, Path(folder))
        async with (
            login.serving() as address,
            stage(
                PEOPLE,
                (1.0, 2.0),
                start.command(),
                env={LOGIN: address, "PYTHON": start.python()},
                authorize=login.authorization,
            ) as ready,
        ):
            people = iter(ready.crowd.members)
            for attack in ATTACKS:
                logged = len(_lines(start.log))
                outcome = await _under(attack, ready, people)
                outcome.lines = len(_lines(start.log)) - logged
                _add(report, attack, outcome)
    return report


@dataclass(slots=True)
class Outcome:
    """The outcome of an attack. people: who asked, and how long each waited."""

    seconds: float
    people: list[tuple[Person, float]]
    figures: Mapping[str, Any]
    lines: int = 0


async def _under(attack: Attack, ready: Stage, people: Iterator[Person]) -> Outcome:
    """Let people ask, one after another, during an attack."""
    began_s = time.monotonic()
    kinds = (_attackers(kind, ready.bot.port, count) for kind, count in attack.kinds.items())
    attackers = asyncio.gather(*kinds)
    asked = []
    while not attackers.done():
        asked.append(asyncio.ensure_future(_ask(ready, next(people))))
        await asyncio.sleep(ASKED_EVERY_S)
    served = await asyncio.gather(*asked)
    seconds = time.monotonic() - began_s
    await Crowd([person for person, _ in served]).answered(within_s=ANSWERED_WITHIN_S)
    figures = {name: value for each in await attackers for name, value in each.items()}
    return Outcome(seconds, served, figures)


def _add(report: Report, attack: Attack, outcome: Outcome) -> None:
    def add(name: str, value: float, unit: str = "", **bars: float) -> None:
        report.add(f"{attack.name}: {name}", value, unit, **bars)

    people = [person for person, _ in outcome.people]
    add("people who asked", len(people), least=1)
    add("not acknowledged", sum(p.status != HTTPStatus.CREATED for p in people), most=0)
    add("not answered", sum(not person.answers for person in people), most=0)
    longest_s = max(wait_s for _, wait_s in outcome.people)
    add("longest wait", longest_s, "s", most=attack.acknowledged_within_s)
    if "longest_s" in outcome.figures:
        add("last half closed after", outcome.figures["longest_s"], "s", most=CLOSED_WITHIN_S)
    add("lines logged a second", outcome.lines / outcome.seconds, most=1.0)
    report.remarks.append(f"{attack.name}: {outcome.figures}")


async def _ask(ready: Stage, person: Person) -> tuple[Person, float]:
    """Ask on a new connection, and return the time to the acknowledgement."""
    began_s = time.monotonic()
    async with lines(ready.bot.port, 1) as (line,):
        activity = person.activity(ready.service_url)
        line.send(delivery(ready.bot.port, activity, authorization=ready.authorization))
        person.status, person.acknowledged_at = await line.done
    return person, person.acknowledged_at - began_s


async def _attackers(kind: str, port: int, count: int) -> Mapping[str, Any]:
    command = ["-m", "bench.attackers", kind, "--port", str(port), "--count", str(count)]
    async with started(command, {}) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        figures: Mapping[str, Any] = json.loads(await process.stdout.read())
        await process.wait()
    return figures


def _lines(log: Path) -> list[str]:
    """Return the log lines about clients; a line that is not JSON is a traceback, or gunicorn's."""
    return [line for line in log.read_text("utf-8").splitlines() if _is_about_clients(line)]


def _is_about_clients(line: str) -> bool:
    try:
        return str(json.loads(line)["name"]).startswith(_LOGGERS)
    except ValueError:
        return "[INFO]" not in line


async def _doors(names: Sequence[str]) -> int:
    return max([(await door(name)).show() for name in names])


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="Can one client stop the others?")
    start_gate = ("python app.py", "startup.sh")
    parser.add_argument("--start", choices=start_gate, action="append")
    return asyncio.run(_doors(parser.parse_args().start or start_gate))


if __name__ == "__main__":
    sys.exit(main())
