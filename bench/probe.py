"""A probe of an event loop from within: the duration of its callbacks, and delays of its timers."""

import asyncio
import gc
import time
from asyncio.events import Handle
from dataclasses import asdict, dataclass
from typing import Any, Final

import aiohttp
from aiohttp import web

from testkit.hosts import HOST

PROBE_PATH: Final = "/bench/probe"
TIMER_S: Final = 0.01


@dataclass(slots=True)
class Figures:
    """The figures since they were last read.

    longest_cpu_ms is the CPU time of the longest callback: if it is much less than its duration,
    the thread waited for the system or another process.
    """

    callbacks: int = 0
    longest_ms: float = 0.0
    longest_cpu_ms: float = 0.0
    longest_name: str = ""
    timer_late_ms: float = 0.0
    longest_gc_ms: float = 0.0


class LoopProbe:
    """Watches every loop of this process after install()."""

    def __init__(self) -> None:
        self._figures = Figures()
        self._gc_began_s = 0.0

    def install(self) -> None:
        """Time every callback: loops call each through Handle._run, also the steps of tasks."""
        run = Handle._run  # noqa: SLF001 - all callbacks go through it

        def timed(handle: Handle) -> None:
            cpu_began_s, began_s = time.thread_time(), time.perf_counter()
            run(handle)
            self._note(handle, time.perf_counter() - began_s, cpu_began_s)

        Handle._run = timed  # type: ignore[method-assign,assignment]  # noqa: SLF001 - as above
        gc.callbacks.append(self._collected)

    def watch_timers(self) -> None:
        """Set a short timer repeatedly on the running loop."""
        loop = asyncio.get_running_loop()

        def ring(due_s: float) -> None:
            late_ms = (loop.time() - due_s) * 1000
            self._figures.timer_late_ms = max(self._figures.timer_late_ms, late_ms)
            set_timer()

        def set_timer() -> None:
            due_s = loop.time() + TIMER_S
            loop.call_at(due_s, ring, due_s)

        set_timer()

    def read(self) -> dict[str, Any]:
        """Return the figures, and reset them."""
        figures, self._figures = self._figures, Figures()
        return asdict(figures)

    def _note(self, handle: Handle, took_s: float, cpu_began_s: float) -> None:
        figures = self._figures
        figures.callbacks += 1
        if took_s * 1000 > figures.longest_ms:
            figures.longest_ms = took_s * 1000
            figures.longest_cpu_ms = (time.thread_time() - cpu_began_s) * 1000
            figures.longest_name = _name(handle)

    def _collected(self, phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            self._gc_began_s = time.perf_counter()
            return
        took_ms = (time.perf_counter() - self._gc_began_s) * 1000
        self._figures.longest_gc_ms = max(self._figures.longest_gc_ms, took_ms)


def add_probe(app: web.Application, probe: LoopProbe) -> None:
    """Watch an application while it serves, and add a page with the figures."""

    async def begin(_: web.Application) -> None:
        probe.watch_timers()

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(probe.read())

    app.on_startup.append(begin)
    app.router.add_get(PROBE_PATH, answer)


async def read_figures(port: int, path: str) -> dict[str, Any]:
    """Read the page with a probe's figures, which resets them."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{HOST}:{port}{path}") as response,
    ):
        response.raise_for_status()
        figures: dict[str, Any] = await response.json()
    return figures


def _name(handle: Handle) -> str:
    """Return the name of a callback; for a task's step, that of its coroutine."""
    callback = getattr(handle, "_callback", None)
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, asyncio.Task):
        return f"a step of {getattr(owner.get_coro(), '__qualname__', owner)}"
    return str(getattr(callback, "__qualname__", callback))
