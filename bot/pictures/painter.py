"""Pictures of charts for the server, which itself loads none of what draws them."""

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

# What Python needs of the system, where it needs anything; nothing of the bot's is among it.
_INHERITED: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_END_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How long drawing may take, and for how many.

    Args:
        first_s: for the first picture of a process, which has to load what draws first:
            0.7 s on an idle machine.
        next_s: for every other; 0.1 to 0.3 s on an idle machine. Also how long one waits for its
            turn.
        idle_s: after so long without a request the process ends, and gives 90 to 180 MB back.
        waiting: so many are drawn or wait; further ones get no picture.
    """

    first_s: float = 10.0
    next_s: float = 5.0
    idle_s: float = 60.0
    waiting: int = 20


class Painter:
    """Has charts drawn by a process of its own, one after another; starts it when needed.

    Whatever goes wrong, the answer goes without the picture.
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
            command: the program that draws; it is told limits.idle_s.
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
        """Return the charts as PNGs, those that could be drawn in time."""
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
        """End the process; nothing is drawn any more."""
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
        """Ask the process that runs, or else a new one.

        Raises:
            ChildError: no answer, or none in time.
        """
        if self._child is not None and not self._child.has_ended:
            try:
                return await self._exchange(self._child, chart, self._limits.next_s)
            except ChildError as exc:
                if isinstance(exc.__cause__, TimeoutError):
                    raise
                # It had nothing to do for so long that it ended, just now.
        self._child = await self._start()
        return await self._exchange(self._child, chart, self._limits.first_s)

    async def _start(self) -> Child:
        if self._is_over:
            raise ChildError("closed")
        child = await Child.start(self._command, self._environment())
        if self._is_over:  # since a moment ago
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
            if not is_in_step:  # also if cancelled: the next reply would be this chart's
                self._child = None
                await child.kill()
        return reply

    def _environment(self) -> dict[str, str]:
        """Return all that the process gets to know: no settings, and so no secrets."""
        return {
            **self._inherited,
            # Where packages are found is not always told by the interpreter's own place.
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }

    def _complain(self, reason: str) -> None:
        """Say once that there are no pictures, until there are some again."""
        if not (self._has_complained or self._is_over):
            log.warning("no chart pictures", extra={"reason": reason})
        self._has_complained = True
