"""Runs one bot with all of its processes, on all cores or on one."""

import asyncio
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from bench.frameworks.rivals import Rival
from testkit.hosts import HOST, free_port
from testkit.processes import ROOT, STARTS_WITHIN_S, bot_settings, launched, serves
from testkit.trees import Tree


def cores(*, is_pinned: bool) -> list[int]:
    """Return the cores that the bot may use: all, or only the last one."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[-1:] if is_pinned else usable


@asynccontextmanager
async def running(rival: Rival, genie_port: int, usable: Sequence[int]) -> AsyncIterator[Tree]:
    """Run a bot on these cores with what it needs, and yield its processes once it serves."""
    pin = ["taskset", "-c", ",".join(map(str, usable))]
    port, redis_port = free_port(), free_port()
    *beside, command = rival.programs(len(usable), port=port, redis_port=redis_port)
    with tempfile.TemporaryDirectory() as folder:
        env = bot_settings(genie_port, port) | {
            "STORAGE": f"sqlite:///{Path(folder) / 'bot.sqlite3'}",
            "REDIS_URL": f"redis://{HOST}:{redis_port}",
            "PYTHONPATH": str(ROOT),
        }
        async with AsyncExitStack() as stack:
            roots = []
            for program in beside:
                process = await stack.enter_async_context(
                    launched([*pin, *program], env, folder=Path(folder))
                )
                roots.append(process.pid)
                await _listens(redis_port)
            process = await stack.enter_async_context(launched([*pin, *command], env))
            tree = Tree(port, (*roots, process.pid))
            stack.callback(tree.kill)
            await serves(process, port, " ".join(command[1:]))
            yield tree


async def _listens(port: int) -> None:
    """Wait for the first of the programs beside the bot, which is Redis."""
    async with asyncio.timeout(STARTS_WITHIN_S):
        while True:
            with suppress(ConnectionError), socket.create_connection((HOST, port)):
                return
            await asyncio.sleep(0.1)
