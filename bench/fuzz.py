"""A hundred thousand inputs that no client sends by itself: `make fuzz`.

The bot runs as in production, with an app id. Activities, invokes, payloads of buttons and links to
files are changed in a few places, from a seed, and sent with a valid token. Exit status 1 means
that one of them was an error of the server, that the log has an error, that the memory grew, or
that a person was not answered afterwards.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import aiohttp

from bench.login import Login
from bench.registered_bot import LOGIN
from testkit.channel import Channel, Spoken
from testkit.fuzzing import Fuzzer, Input, buttons, valid_activities
from testkit.hosts import HOST
from testkit.people import TABLE, activity, chat_of
from testkit.processes import Process, bot, workspace
from testkit.report import Report

INPUTS: Final = 100_000
SEED: Final = 20_261_130
PARTS: Final = 10
AT_ONCE: Final = 32
# A chat takes two messages a second: with fewer chats the bot would wait most of the time.
PEOPLE: Final = 100
# Compared with the end of the first part, in which caches are filled.
MOST_GROWTH_MB: Final = 10.0
ANSWERED_WITHIN_S: Final = 120.0
QUESTIONS: Final = ("Show revenue by region", "Show the scorecard of all stores")
_DESCRIPTORS: Final = "1024"
_LINK: Final = re.compile(rb"/files/([\w.\-]+)")
_LINKED_AFTER_S: Final = 2.0
_CHAT: Final = {"id": "w:fuzzed"}
_PUBLIC_URL: Final = "https://bot.example"
# The protocol's answer to an invoke that the bot does not know.
_UNKNOWN_INVOKE: Final = HTTPStatus.NOT_IMPLEMENTED


@dataclass(slots=True)
class Heard:
    """What the bot said in each chat; a message with a table is an answer."""

    bodies: defaultdict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    answered: defaultdict[str, asyncio.Event] = field(
        default_factory=lambda: defaultdict(asyncio.Event)
    )

    def hear(self, spoken: Spoken) -> None:
        """Record a message."""
        self.bodies[spoken.conversation_id].append(spoken.body)
        if TABLE.search(spoken.body):
            self.answered[spoken.conversation_id].set()


@dataclass(slots=True)
class Client:
    """Sends inputs to the bot, and records the statuses."""

    bot: Process
    session: aiohttp.ClientSession
    service_url: str
    authorization: str
    heard: Heard
    tokens: list[str] = field(default_factory=list)  # the last parts of links to files
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(2, 10**6)))

    def message(self, person: int, text: str, **changes: Any) -> dict[str, Any]:
        """Return a person's message."""
        body = activity(person, text, self.service_url, number=next(self.numbers))
        return body | changes

    async def send(self, sent: Input) -> None:
        """Send an input, and count the status of the response."""
        url, headers = f"http://{HOST}:{self.bot.port}", {"Authorization": self.authorization}
        if sent.kind == "link":
            call = self.session.get(f"{url}/files/{quote(sent.token, safe='')}")
        else:
            headers["Content-Type"] = "application/json"
            call = self.session.post(f"{url}/api/messages", data=sent.body, headers=headers)
        async with call as response:
            await response.read()
            self.statuses[sent.kind, response.status] += 1

    async def asked(self, person: int, text: str, **changes: Any) -> None:
        """Ask a question, and wait for its answer, which has a table."""
        message = self.message(person, text, **changes)
        answered = self.heard.answered[message["conversation"]["id"]]
        answered.clear()
        await self.send(Input("real", json.dumps(message).encode()))
        async with asyncio.timeout(ANSWERED_WITHIN_S):
            await answered.wait()

    @property
    def failed(self) -> int:
        """How many inputs were an error of the server."""
        errors = HTTPStatus.INTERNAL_SERVER_ERROR
        return sum(
            count
            for (_, status), count in self.statuses.items()
            if status >= errors and status != _UNKNOWN_INVOKE
        )


async def fuzz(count: int, seed: int) -> Report:
    """Send this many inputs, and report."""
    login, heard = Login(), Heard()
    channel = Channel(heard.hear)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        command = ("-m", "bench.confined", "--descriptors", _DESCRIPTORS, "--log", str(log))
        started = (*command, sys.executable, "-m", "bench.registered_bot")
        async with (
            login.serving() as login_url,
            channel.serving() as service_url,
            workspace((0.0, 0.1)) as genie_port,
            bot(
                started,
                genie_port,
                {
                    LOGIN: login_url,
                    "STORAGE": f"sqlite:///{folder}/bot.sqlite3",
                    "PUBLIC_URL": _PUBLIC_URL,
                },
            ) as process,
            aiohttp.ClientSession() as session,
        ):
            authorization = login.authorization(service_url)
            client = Client(process, session, service_url, authorization, heard)
            first = await _fuzzer(client, 0, seed)  # finds the links, which all fuzzers change
            others = [_fuzzer(client, person, seed) for person in range(1, PEOPLE)]
            fuzzers = [first, *await asyncio.gather(*others)]
            memory_mb = await _sent(client, fuzzers, count)
            await client.asked(PEOPLE, QUESTIONS[0])
            lines = log.read_text("utf-8").splitlines()
    return _report(client, memory_mb, lines)


async def _fuzzer(client: Client, person: int, seed: int) -> Fuzzer:
    """Let a person ask, so that there are buttons to change; the first one also for links."""
    on_a_page = {"channelId": "webchat", "conversation": _CHAT}
    for places in ({}, *([on_a_page] if person == 0 else ())):
        for question in QUESTIONS:
            await client.asked(person, question, **places)
    for text in ("history", "language", "help"):
        await client.send(Input("real", json.dumps(client.message(person, text)).encode()))
    said = client.heard.bodies[chat_of(person)]
    payloads = [payload for body in said for payload in buttons(_json(body))]
    if person == 0:
        there = client.heard.bodies[_CHAT["id"]]
        offered = [payload for body in there for payload in buttons(_json(body))]
        for payload in [each for each in offered if each["do"] == "file"]:
            press = client.message(person, "", value=payload, **on_a_page)
            await client.send(Input("real", json.dumps(press).encode()))
        await asyncio.sleep(_LINKED_AFTER_S)
        client.tokens += sorted({link.decode() for body in there for link in _LINK.findall(body)})
    return Fuzzer(
        seed + person,
        activities=valid_activities(client.message(person, QUESTIONS[0])),
        press=client.message(person, ""),
        payloads=payloads,
        tokens=client.tokens,
    )


async def _sent(client: Client, fuzzers: Sequence[Fuzzer], count: int) -> list[float]:
    """Send inputs, several at once, and return the memory after each part."""
    memory_mb = []
    each = cycle([fuzzer.inputs(count) for fuzzer in fuzzers])
    inputs = (next(one) for one in each)
    for part in range(1, PARTS + 1):
        left = iter(range(count // PARTS))
        await asyncio.gather(*(_worker(client, inputs, left) for _ in range(AT_ONCE)))
        client.heard.bodies.clear()
        memory_mb.append(client.bot.memory_mb())
        print(f"  {part * count // PARTS:,} of {count:,}: {memory_mb[-1]:.1f} MB", flush=True)
    return memory_mb


async def _worker(client: Client, inputs: Iterator[Input], left: Iterator[int]) -> None:
    for _ in left:
        await client.send(next(inputs))


def _report(client: Client, memory_mb: list[float], lines: list[str]) -> Report:
    report = Report("Inputs that no client sends by itself")
    for kind in sorted({kind for kind, _ in client.statuses}):
        counts = {code: n for (each, code), n in sorted(client.statuses.items()) if each == kind}
        report.add(f"{kind}: inputs", sum(counts.values()))
        report.remarks.append(f"{kind}: {counts}")
    report.add("links to files to change", len(client.tokens), least=1)
    report.add("errors of the server", client.failed, most=0)
    errors = [line for line in lines if _is_error(line)]
    report.add("errors in the log", len(errors), most=0)
    report.remarks += errors[:3]
    report.add("memory after the first tenth", memory_mb[0], "MB")
    report.add("growth since then", max(memory_mb) - memory_mb[0], "MB", most=MOST_GROWTH_MB)
    return report


def _is_error(line: str) -> bool:
    """Whether a line is an error, or is not one of the log's."""
    logged = _json(line.encode())
    return not isinstance(logged, dict) or logged.get("levelname") in {"ERROR", "CRITICAL"}


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None


def main() -> int:
    """Send, and print the report."""
    parser = argparse.ArgumentParser(description="Send inputs that no client sends by itself.")
    parser.add_argument("--count", type=int, default=INPUTS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    return asyncio.run(fuzz(options.count, options.seed)).show()


if __name__ == "__main__":
    sys.exit(main())
