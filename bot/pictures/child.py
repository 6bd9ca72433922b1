"""The drawing process, as the server uses it."""

import asyncio
import json
from asyncio.subprocess import DEVNULL, PIPE, Process
from base64 import b64decode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from bot.pictures.wire import MAX_PICTURE_BYTES, Sort

_ROOT: Final = Path(__file__).parents[2]
# The longest wait for the end of a killed process, which usually ends at once.
_GONE_S: Final = 2.0
_MOST_REPLY_BYTES: Final = 2 * MAX_PICTURE_BYTES  # in base64, with the JSON around it


class ChildError(Exception):
    """The process gave no response, and will give none."""


class Child:
    """A running process, which handles one request at a time."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, command: Sequence[str], environment: Mapping[str, str]) -> Self:
        """Start the process with exactly this environment.

        Raises:
            ChildError: the system does not allow it.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,  # its warnings may quote the chart
                limit=_MOST_REPLY_BYTES,
                cwd=_ROOT,
                env=dict(environment),
            )
        except OSError as exc:
            raise ChildError("not started") from exc
        return cls(process)

    @property
    def has_ended(self) -> bool:
        """Whether the process is known to have ended."""
        return self._process.returncode is not None

    async def ask(self, chart: str) -> tuple[Sort, bytes]:
        """Send a chart in Vega-Lite, and return its picture, or the name of an error.

        Raises:
            ChildError: the process has ended, or its response is invalid.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None  # noqa: S101, PT018 - both are pipes
        try:
            stdin.write(chart.encode() + b"\n")
            await stdin.drain()
            return _reply(await stdout.readuntil())
        except (OSError, EOFError) as exc:
            await self._gone(_GONE_S)
            raise ChildError("ended") from exc
        except (asyncio.LimitOverrunError, ValueError, TypeError) as exc:
            raise ChildError("garbled") from exc

    async def kill(self) -> None:
        """Kill the process."""
        if not self.has_ended:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._gone(_GONE_S)

    async def end(self, grace_s: float) -> None:
        """Terminate the process, and kill it if it still runs after grace_s."""
        if not self.has_ended:
            with suppress(ProcessLookupError):
                self._process.terminate()
            await self._gone(grace_s)
        await self.kill()

    async def _gone(self, limit_s: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), limit_s)


def _reply(line: bytes) -> tuple[Sort, bytes]:
    name, body = json.loads(line)
    sort = Sort(name)
    return sort, b64decode(body, validate=True) if sort is Sort.PICTURE else str(body).encode()
