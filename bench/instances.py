"""Several instances of the bot behind one address, on Azure Storage: `python -m bench.instances`.

One, two and four processes share a store, which Azurite simulates, and a port in front of them
gives each connection to the next one. People ask as in bench/crowd.py; they, the channel and that
port are this process. Storage operations are counted in Azurite's access log; those that the same
instances make without questions are subtracted. How soon an instance takes over the questions of
one that is killed is shown by `python -m bench.kills --instances 4 --store azure`. Exit status 1
means that an answer was lost or wrong, or that the store was asked too often.
"""

import argparse
import asyncio
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Final

from bench.crowd import OVER_S, add_answers
from bench.load import ask_over
from bench.scene import ANSWER_SECONDS, OUR_BOT, Run, ask_all, staged
from testkit.hosts import HOST
from testkit.kills import storage
from testkit.processes import bot
from testkit.report import Report, percentile
from testkit.trees import Tree

COUNTS: Final = (1, 2, 4)
PEOPLE: Final = 200
_IDLE_S: Final = 30.0
# Of the store, per question.
_WRITES, _READS, _QUEUE, _DELETES = (
    "blob writes and lists",
    "blob reads",
    "queue operations",
    "blob deletes",
)
MOST: Final = {_WRITES: 12.0, _READS: 7.0, _QUEUE: 8.0, _DELETES: 2.0}
_REQUEST: Final = re.compile(r'"(?P<method>[A-Z]+) /genie/(?P<path>\S*) HTTP', re.MULTILINE)
_CHUNK: Final = 65_536


class Operations:
    """Counts the requests in Azurite's access log, by what Azure charges for."""

    def __init__(self, access_log: Path) -> None:
        self._access_log = access_log
        self._before: Counter[str] = Counter()

    def since_last(self) -> Counter[str]:
        """Return the requests since the last call."""
        text = self._access_log.read_text("utf-8", "replace")
        now = Counter(_kind(**found.groupdict()) for found in _REQUEST.finditer(text))
        more = now - self._before
        self._before = now
        return more


def _kind(method: str, path: str) -> str:
    """Return the price group; see https://azure.microsoft.com/pricing/details/storage/blobs/."""
    if "/messages" in path:
        return _QUEUE
    if "comp=list" in path or method == "PUT":
        return _WRITES
    return _DELETES if method == "DELETE" else _READS


async def instances(counts: Sequence[int] = COUNTS, people: int = PEOPLE) -> Report:
    """Let the same crowd ask ever more instances."""
    report = Report(f"Instances on Azure Storage, {people} people within {OVER_S:g} s")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "access.log"
            with storage("azure", access_log=log) as settings:
                await _ask(report, count, people, settings, Operations(log))
        print(f"  {count}: done", flush=True)
    return report


async def _ask(
    report: Report, count: int, people: int, settings: dict[str, str], operations: Operations
) -> None:
    start = partial(_running, count, settings)
    async with staged(people, ANSWER_SECONDS, start) as ready:
        operations.since_last()
        await asyncio.sleep(_IDLE_S)
        idle = operations.since_last()
        began_at = time.monotonic()
        run = await ask_all(ready, ask=partial(ask_over, over_s=OVER_S))
        took_s = time.monotonic() - began_at
        asking = operations.since_last()
    _add(report, count, run)
    for kind in sorted(idle | asking):
        per_s = idle[kind] / _IDLE_S
        more = asking[kind] - per_s * took_s
        report.add(f"{count}: {kind} per question", more / len(run.people), most=MOST[kind])
        report.add(f"{count}: {kind} without questions, per minute", per_s * 60)


def _add(report: Report, count: int, run: Run) -> None:
    waits = [person.acknowledged_at - person.pressed_at for person in run.people]
    report.add(f"{count}: acknowledged, p99", percentile(waits, 99), "s")
    for percent in (50, 99):
        answers = percentile(run.after_genie_s(), percent)
        report.add(f"{count}: answer after Genie's, p{percent}", answers, "s")
    report.add(f"{count}: CPU per question, all instances", run.cpu_per_question_ms, "ms")
    judged = Report("")
    add_answers(judged, run)
    report.add(f"{count}: lost, doubled or wrong", sum(row.value for row in judged.rows), most=0)


@asynccontextmanager
async def _running(count: int, settings: dict[str, str], genie_port: int) -> AsyncIterator[Tree]:
    """Run the instances, and one port in front of them."""
    async with AsyncExitStack() as stack:
        processes = [
            await stack.enter_async_context(bot(OUR_BOT, genie_port, settings))
            for _ in range(count)
        ]
        port = await stack.enter_async_context(_in_turn([each.port for each in processes]))
        yield Tree(port, tuple(each.pid for each in processes))


@asynccontextmanager
async def _in_turn(ports: Sequence[int]) -> AsyncIterator[int]:
    """Give each connection to the next port, like a load balancer without sessions."""
    turns = cycle(ports)

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind_reader, behind_writer = await asyncio.open_connection(HOST, next(turns))
        await asyncio.gather(_copy(reader, behind_writer), _copy(behind_reader, writer))

    server = await asyncio.start_server(connect, HOST, 0, backlog=1024)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(_CHUNK):
        writer.write(data)
        await writer.drain()
    writer.close()


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="Several instances of the bot on one store.")
    parser.add_argument("--instances", type=int, nargs="+", default=COUNTS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    options = parser.parse_args()
    return asyncio.run(instances(options.instances, options.people)).show()


if __name__ == "__main__":
    sys.exit(main())
