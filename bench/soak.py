"""Whether the memory grows with the questions: `python -m bench.soak`.

People ask one question after another, in their own chats, of a Genie that answers at once, so that
a month of questions passes in minutes. Exit status 1 means that the memory grew, or that an answer
was missing.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from typing import Final

import aiohttp

from bench.scene import OUR_BOT
from testkit.channel import Channel, Spoken
from testkit.hosts import HOST
from testkit.people import TABLE, activity, chat_of
from testkit.processes import bot, workspace
from testkit.report import Report

QUESTIONS: Final = 30_000
PEOPLE: Final = 100
PARTS: Final = 10
# Compared with the end of the first part, in which caches are filled.
MOST_GROWTH_MB: Final = 5.0
ANSWERED_WITHIN_S: Final = 120.0
_TEXT: Final = "Top 3 products by revenue in March 2025"


class Chats:
    """People in their own chats, each with one question at a time."""

    def __init__(self, people: int, session: aiohttp.ClientSession, channel: Channel) -> None:
        self._session = session
        self._answered = {chat_of(person): asyncio.Event() for person in range(people)}
        self._numbers = count(1)
        self.missing = 0
        channel.hear = self._hear

    async def ask(self, url: str, service_url: str, questions: int) -> None:
        """Let all people ask until this many questions are answered or given up."""
        left = iter(range(questions))
        people = range(len(self._answered))
        await asyncio.gather(*(self._ask_on(url, service_url, who, left) for who in people))

    async def _ask_on(self, url: str, service_url: str, who: int, left: Iterator[int]) -> None:
        answered = self._answered[chat_of(who)]
        for _ in left:
            answered.clear()
            message = activity(who, _TEXT, service_url, number=next(self._numbers))
            async with self._session.post(url, json=message) as response:
                response.raise_for_status()
            try:
                await asyncio.wait_for(answered.wait(), ANSWERED_WITHIN_S)
            except TimeoutError:
                self.missing += 1

    def _hear(self, spoken: Spoken) -> None:
        """Notice an answer, which is a message with a table."""
        if TABLE.search(spoken.body):
            self._answered[spoken.conversation_id].set()


async def soak(questions: int = QUESTIONS, people: int = PEOPLE) -> Report:
    """Let people ask this many questions in all, and report."""
    channel = Channel(lambda _: None)
    memory_mb: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        env = {"STORAGE": f"sqlite:///{folder}/bot.sqlite3"}
        async with (
            channel.serving() as service_url,
            workspace((0.0, 0.2)) as genie_port,
            bot(OUR_BOT, genie_port, env) as process,
            aiohttp.ClientSession() as session,
        ):
            chats = Chats(people, session, channel)
            url = f"http://{HOST}:{process.port}/api/messages"
            for part in range(1, PARTS + 1):
                await chats.ask(url, service_url, questions // PARTS)
                memory_mb.append(process.memory_mb())
                done = part * questions // PARTS
                print(f"  {done:,} of {questions:,}: {memory_mb[-1]:.1f} MB", flush=True)
    report = Report(f"{questions:,} questions, one after another in {people} chats")
    report.add("answers missing", chats.missing, most=0)
    report.add("memory after the first tenth", memory_mb[0], "MB")
    report.add("growth at the end", memory_mb[-1] - memory_mb[0], "MB", most=MOST_GROWTH_MB)
    return report


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="Does the memory grow with the questions?")
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    options = parser.parse_args()
    return asyncio.run(soak(options.questions, options.people)).show()


if __name__ == "__main__":
    sys.exit(main())
