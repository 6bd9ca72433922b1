"""A thread that makes calls for an event loop, one after the other."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

ResultT = TypeVar("ResultT")


class WorkerThread(Thread):
    """Makes calls in their order, at less than the cost of an executor: one wake-up each way.

    It keeps no process from exiting, even during a call.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._open_calls = 0

    @property
    def is_at_work(self) -> bool:
        """Whether there are calls whose outcome the event loop does not have yet."""
        return self._open_calls > 0

    def call(self, function: Callable[[], ResultT]) -> asyncio.Future[ResultT]:
        """Let the thread call this; the future gets the outcome."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[ResultT] = loop.create_future()

        def call() -> None:
            outcome: ResultT | BaseException
            try:
                outcome = function()
            except BaseException as exc:  # noqa: BLE001 - for the caller
                outcome = exc
            with suppress(RuntimeError):  # the event loop is closed
                loop.call_soon_threadsafe(self._note, done, outcome)

        self._open_calls += 1
        self._calls.put(call)
        return done

    def end(self) -> None:
        """End after the calls so far."""
        self._calls.put(None)

    def run(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
            del call  # with all that it refers to

    def _note(self, done: asyncio.Future[Any], outcome: object) -> None:
        self._open_calls -= 1
        settle(done, outcome)


def settle(waiting: asyncio.Future[Any], outcome: object) -> None:
    """Give a caller the result or the exception of its call, unless it was cancelled."""
    if waiting.done():
        return
    if isinstance(outcome, BaseException):
        waiting.set_exception(outcome)
    else:
        waiting.set_result(outcome)
