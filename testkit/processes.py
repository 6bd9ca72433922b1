"""Runs the bot and the workspace as separate processes, and reads their usage (Linux).

The figures of a process come from /proc: https://man7.org/linux/man-pages/man5/proc.5.html
"""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

import aiohttp

from simulator import SALES_SPACE_ID, TOKEN
from testkit.hosts import HOST, free_port

ROOT: Final = Path(__file__).parent.parent
STARTS_WITHIN_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Checkout:
    """A version of this project in a folder, and the Python that has its packages."""

    root: Path
    python: str


HERE: Final = Checkout(ROOT, sys.executable)


@dataclass(frozen=True, slots=True)
class Process:
    """A running bot: its port and its process id."""

    port: int
    pid: int

    @property
    def cpu_s(self) -> float:
        """The CPU seconds used so far, in user and system mode."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Return the resident memory."""
        return self._status_mb("VmRSS")

    @property
    def peak_mb(self) -> float:
        """The maximum of the resident memory, since forget_peak."""
        return self._status_mb("VmHWM")

    def forget_peak(self) -> None:
        """Reset peak_mb to the current memory."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5", "utf-8")

    def _status_mb(self, name: str) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text("utf-8")
        found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) / 1024 if found else float("nan")


@asynccontextmanager
async def workspace(
    answer_seconds: tuple[float, float], *, is_nice: bool = True
) -> AsyncIterator[int]:
    """Run the simulated workspace without a limit on questions, and yield its port.

    is_nice: it runs at low priority, so that it does not affect the bot's figures.
    """
    options = ["--answer-seconds", *map(str, answer_seconds)] + ["--nice"] * is_nice
    async with started(["-m", "testkit.workspace", *options], {}) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        yield int(await process.stdout.readline())


@asynccontextmanager
async def bot(
    command: Sequence[str],
    genie_port: int,
    env: Mapping[str, str] | None = None,
    *,
    checkout: Checkout = HERE,
) -> AsyncIterator[Process]:
    """Run a bot on a free port without a limit on questions, and yield it once it serves."""
    port = free_port()
    settings = bot_settings(genie_port, port) | dict(env or {})
    async with started(command, settings, checkout=checkout) as process:
        await serves(process, port, " ".join(command))
        yield Process(port, process.pid)


def bot_settings(genie_port: int, port: int) -> dict[str, str]:
    """Return the settings of a bot without a limit on questions and without a disk."""
    return {
        "DATABRICKS_HOST": f"http://{HOST}:{genie_port}",
        "DATABRICKS_AUTH_TYPE": "pat",
        "DATABRICKS_TOKEN": TOKEN,
        "DATABRICKS_SPACE_ID": SALES_SPACE_ID,
        "GENIE_SPACES": "",
        "GENIE_QUESTIONS_PER_MINUTE": "0",
        "PORT": str(port),
        "MicrosoftAppId": "",
        "MicrosoftAppPassword": "",
        "STORAGE": "memory",
        "HTTP_PROXY": "",  # everything is on loopback
        "http_proxy": "",
    }


@asynccontextmanager
async def started(
    command: Sequence[str], env: Mapping[str, str], *, checkout: Checkout = HERE
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a process of this project, or of another version of it, inside the block."""
    async with launched([checkout.python, *command], env, folder=checkout.root) as process:
        yield process


@asynccontextmanager
async def launched(
    command: Sequence[str], env: Mapping[str, str], *, folder: Path = ROOT
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run any program inside the block."""
    # Like Ctrl-C: end the blocks, and with them the processes.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
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


async def serves(process: asyncio.subprocess.Process, port: int, name: str) -> None:
    """Wait until a bot serves."""
    async with asyncio.timeout(STARTS_WITHIN_S), aiohttp.ClientSession() as session:
        while not await _is_up(session, port):
            if process.returncode is not None:
                raise SystemExit(f"the bot ended with {process.returncode}: run python {name}")
            await asyncio.sleep(0.1)


async def _is_up(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://{HOST}:{port}/healthz") as response:
            return response.status == HTTPStatus.OK
    except aiohttp.ClientConnectionError:
        return False
