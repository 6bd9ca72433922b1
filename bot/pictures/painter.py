"""Pictures of charts; the drawing libraries are loaded in another process only."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.pictures.child import Child, ChildError
from bot.pictures.spec import spec_of
from bot.pictures.wire import Sort
from cards.charts.model import Chart

log = logging.getLogger(__name__)

# Variables that Python needs on some systems; none has a setting of the bot.
_INHERITED: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_END_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of time and of requests.

    Args:
        first_s: for the first picture of a process, which includes loading the libraries: 0.7 s on
            an idle machine.
        next_s: for every other picture; 0.1 to 0.3 s on an idle machine. Also the longest wait for
            other requests.
        idle_s: an idle process ends after this time, which frees 90 to 180 MB.
        waiting: the number of requests in progress or waiting; further ones get no picture.
    """

    first_s: float = 10.0
    next_s: float = 5.0
    idle_s: float = 60.0
    waiting: int = 20


class Painter:
    """Draws charts in a separate process, one after the other; starts it when needed.

    On any error, the answer is sent without the picture.
    """

    def __init__(
        self,
        *,
        environment: Mapping[str, str],
        limits: Limits | None = None,
        command: Sequence[str] = (sys.executable, "-m", "bot.pictures"),
    ) -> None:
        """Start nothing yet.

        Args:
            environment: the server's; only what Python itself needs is passed on.
            command: the drawing program; limits.idle_s is its last argument.
        """
        self._limits = limits or Limits()
        self._command = (*command, str(self._limits.idle_s))
        self._inherited = {k: environment[k] for k in _INHERITED if k in environment}
        self._turn = asyncio.Lock()
        self._present = 0
        self._child: Child | None = None
        self._has_complained = False
        self._is_over = False

    async def paint(self, charts: Mapping[int, Chart]) -> dict[int, bytes]:
        """Return the charts as PNGs, without those that could not be drawn in time."""
        if self._is_over or not charts:
            return {}
        if self._present >= self._limits.waiting:
            self._complain("too many")
            return {}
        self._present += 1
        try:
            async with asyncio.timeout(self._limits.next_s) as patience, self._turn:
                patience.reschedule(None)
                return await self._paint_all(charts)
        except TimeoutError:
            self._complain("too many")
            return {}
        finally:
            self._present -= 1

    async def close(self) -> None:
        """End the process; nothing is drawn after that."""
        self._is_over = True
        child, self._child = self._child, None
        if child is not None:
            await child.end(_END_S)

    async def _paint_all(self, charts: Mapping[int, Chart]) -> dict[int, bytes]:
        pictures: dict[int, bytes] = {}
        for key, chart in charts.items():
            try:
                sort, body = await self._ask(json.dumps(spec_of(chart)))
            except ChildError as exc:
                self._complain(str(exc))
                break
            if sort is Sort.PICTURE:
                pictures[key] = body
                self._has_complained = False
            elif sort is Sort.UNABLE:
                self._complain(body.decode("ascii", "replace"))
                self._is_over = True
                break
            else:
                log.warning("picture not drawn", extra={"error": body.decode("ascii", "replace")})
        return pictures

    async def _ask(self, chart: str) -> tuple[Sort, bytes]:
        """Ask the running process, or a new one.

        Raises:
            ChildError: no response, or none in time.
        """
        if self._child is not None and not self._child.has_ended:
            try:
                return await self._exchange(self._child, chart, self._limits.next_s)
            except ChildError as exc:
                if isinstance(exc.__cause__, TimeoutError):
                    raise
                # The process was idle for so long that it has just ended.
        self._child = await self._start()
        return await self._exchange(self._child, chart, self._limits.first_s)

    async def _start(self) -> Child:
        if self._is_over:
            raise ChildError("closed")
        child = await Child.start(self._command, self._environment())
        if self._is_over:  # closed meanwhile
            await child.kill()
            raise ChildError("closed")
        return child

    async def _exchange(self, child: Child, chart: str, limit_s: float) -> tuple[Sort, bytes]:
        is_in_step = False
        try:
            async with asyncio.timeout(limit_s):
                reply = await child.ask(chart)
            is_in_step = True
        except TimeoutError as exc:
            raise ChildError("too slow") from exc
        finally:
            if not is_in_step:  # also if cancelled: the next reply would be that of this chart
                self._child = None
                await child.kill()
        return reply

    def _environment(self) -> dict[str, str]:
        """Return the environment of the process; it has no settings, and therefore no secrets."""
        return {
            **self._inherited,
            # The interpreter does not always find the packages by its own path.
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }

    def _complain(self, reason: str) -> None:
        """Log once that there are no pictures, until one is drawn again."""
        if not (self._has_complained or self._is_over):
            log.warning("no chart pictures", extra={"reason": reason})
        self._has_complained = True
