"""Many people asking at once: `python -m bench.questions --people 100`.

Starts the simulated workspace and the bot as processes of their own, and plays the channel:
delivers one question per person at the same moment, and takes what the bot sends. Prints how long
the acknowledgement, the first word and the answer took, and whether every answer is right. Exit
status 1 means that a question was lost, asked twice, answered wrongly, crossed with another, or
acknowledged after more than a second.
"""

import argparse
import asyncio
import json
import os
import re
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from simulator import SALES_SPACE_ID, TOKEN

ROOT = Path(__file__).parent.parent
PATIENCE_S = 300.0
# A channel gives 10 to 15 s; a person's own client shows an error sooner when it is slow.
ACKNOWLEDGED_WITHIN_S = 1.0


@dataclass
class Person:
    """One asker: what was asked, what came back, and when (seconds after asking)."""

    number: int
    question: str
    acknowledged_s: float = 0.0
    first_word_s: float = 0.0
    answered_s: float = 0.0
    answer: dict[str, Any] = field(default_factory=dict)
    is_answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def conversation_id(self) -> str:
        """The person's own chat with the bot."""
        return f"a:person-{self.number}"

    def problem(self) -> str:
        """Say what is wrong with the answer: it must quote the question and have its N rows."""
        if not self.is_answered.is_set():
            return "no answer"
        card = json.dumps(self.answer, ensure_ascii=False)
        if self.question not in card:
            return "the answer is to another question"
        rows = card.count('"TableRow"') - 1
        wanted = min(self.number, 10)
        return "" if rows == wanted else f"{rows} rows instead of {wanted}"


class Channel:
    """The channel's side: one conversation per person."""

    def __init__(self, people: list[Person]) -> None:
        self.app = web.Application()
        path = "/v3/conversations/{conversation}/activities"
        self.app.router.add_post(path, self._take)
        self.app.router.add_post(path + "/{activity}", self._take)
        self.app.router.add_put(path + "/{activity}", self._take)
        self.asked_at = 0.0
        self._people = {person.conversation_id: person for person in people}
        self._ids = count(1)

    async def _take(self, request: web.Request) -> web.Response:
        person = self._people[request.match_info["conversation"]]
        activity = await request.json()
        now_s = time.perf_counter() - self.asked_at
        person.first_word_s = person.first_word_s or now_s
        if '"Table"' in json.dumps(activity):
            person.answered_s, person.answer = now_s, activity
            person.is_answered.set()
        return web.json_response({"id": f"message-{next(self._ids)}"}, status=201)


@asynccontextmanager
async def started(*command: str, env: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a process of this project for as long as the block lasts."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=ROOT,
        env=os.environ | env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@asynccontextmanager
async def simulator(seconds: str) -> AsyncIterator[str]:
    """Run the simulated workspace; yield its address."""
    command = ("-m", "simulator", "--port", "0", "--answer-seconds", seconds)
    async with started(*command, "--questions-per-minute", "0", env={}) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        line = (await process.stdout.readline()).decode()
        yield re.findall(r"http://\S+", line)[0]


@asynccontextmanager
async def bot(genie_url: str) -> AsyncIterator[tuple[str, int]]:
    """Run the bot; yield the address of its endpoint and its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        "DATABRICKS_HOST": genie_url,
        "DATABRICKS_TOKEN": TOKEN,
        "DATABRICKS_SPACE_ID": SALES_SPACE_ID,
        "PORT": str(port),
        "MicrosoftAppId": "",
    }
    async with started("app.py", env=env) as process, aiohttp.ClientSession() as session:
        base = f"http://127.0.0.1:{port}"
        while not await is_up(session, base):
            if process.returncode is not None:
                raise SystemExit(f"the bot ended with {process.returncode}: run python app.py")
            await asyncio.sleep(0.1)
        yield f"{base}/api/messages", process.pid


async def is_up(session: aiohttp.ClientSession, base: str) -> bool:
    """Whether the bot serves already."""
    try:
        async with session.get(f"{base}/healthz") as response:
            return response.status == web.HTTPOk.status_code
    except aiohttp.ClientConnectionError:
        return False


async def ask(
    session: aiohttp.ClientSession, url: str, channel_url: str, person: Person, asked_at: float
) -> None:
    """Deliver a person's question, as Teams does."""
    activity = {
        "type": "message",
        "id": f"activity-{person.number}",
        "channelId": "msteams",
        "serviceUrl": channel_url,
        "from": {"id": f"29:person-{person.number}", "name": f"Person {person.number}"},
        "recipient": {"id": "28:bot", "name": "Genie"},
        "conversation": {"id": person.conversation_id},
        "locale": "en-US",
        "text": person.question,
    }
    async with session.post(url, json=activity) as response:
        response.raise_for_status()
    person.acknowledged_s = time.perf_counter() - asked_at


async def questions_in(genie_url: str) -> list[str]:
    """Return every question that Genie was asked, as its own API lists them."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    path = f"/api/2.0/genie/spaces/{SALES_SPACE_ID}/conversations"
    titles: list[str] = []
    query = {"page_size": "100"}
    async with aiohttp.ClientSession(genie_url, headers=headers) as session:
        while True:
            async with session.get(path, params=query) as response:
                page = await response.json()
            titles += [conversation["title"] for conversation in page["conversations"]]
            if not page.get("next_page_token"):
                return titles
            query["page_token"] = page["next_page_token"]


async def measure(people: list[Person], seconds: str) -> tuple[list[str], float]:
    """Let everyone ask at once; return Genie's own list of questions and the bot's CPU seconds."""
    channel = Channel(people)
    runner = web.AppRunner(channel.app)
    await runner.setup()
    await (site := web.TCPSite(runner, "127.0.0.1", 0)).start()
    assert site._server is not None  # noqa: S101, SLF001 - the only way to the port
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]  # noqa: SLF001
    connector = aiohttp.TCPConnector(limit=0)
    try:
        async with (
            simulator(seconds) as genie_url,
            bot(genie_url) as (url, pid),
            aiohttp.ClientSession(connector=connector) as session,
        ):
            before_s = cpu_s(pid)
            channel.asked_at = time.perf_counter()
            channel_url = f"http://127.0.0.1:{port}"
            asked = (ask(session, url, channel_url, p, channel.asked_at) for p in people)
            await asyncio.gather(*asked)
            await answers(people)
            return await questions_in(genie_url), cpu_s(pid) - before_s
    finally:
        await runner.cleanup()


async def answers(people: list[Person]) -> None:
    """Wait for everybody's answer, but not for ever."""
    waits = [asyncio.ensure_future(person.is_answered.wait()) for person in people]
    _, late = await asyncio.wait(waits, timeout=PATIENCE_S)
    for wait in late:
        wait.cancel()


def cpu_s(pid: int) -> float:
    """Return the CPU seconds that a process has used, where the system tells (Linux)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def row(name: str, values: list[float]) -> str:
    """Print a distribution in seconds."""
    ordered = sorted(values)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"{name:<24}{statistics.median(ordered):8.3f}{p99:8.3f}{ordered[-1]:8.3f}"


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(description="Many people asking the bot at once.")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--answer-seconds", default="5-20", help="how long Genie takes")
    options = parser.parse_args()
    people = [Person(n, f"Top {n} products by revenue") for n in range(1, options.people + 1)]
    asked, used_s = asyncio.run(measure(people, options.answer_seconds))
    print(f"{options.people} people at once, Genie takes {options.answer_seconds} s")
    print(f"{'seconds after asking':<24}{'median':>8}{'p99':>8}{'max':>8}")
    print(row("acknowledged", [person.acknowledged_s for person in people]))
    print(row("first word", [person.first_word_s for person in people]))
    print(row("answered", [person.answered_s for person in people]))
    print(f"CPU of the bot per question: {used_s / len(people) * 1000:.1f} ms")
    late = sum(person.acknowledged_s > ACKNOWLEDGED_WITHIN_S for person in people)
    wrong = [f"{p.question}: {problem}" for p in people if (problem := p.problem())]
    doubled = len(asked) - len(set(asked))
    lost = len({person.question for person in people} - set(asked))
    print(f"asked of Genie: {len(asked)}; twice: {doubled}; never: {lost}")
    print(f"answers wrong: {len(wrong)}; acknowledgements late: {late}")
    print("\n".join(wrong[:10]))
    return 1 if wrong or doubled or lost or late else 0


if __name__ == "__main__":
    sys.exit(main())
