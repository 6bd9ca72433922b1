"""The thread that makes calls for an event loop."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.storage.worker_thread import WorkerThread


@pytest.fixture
async def thread() -> AsyncIterator[WorkerThread]:
    """A thread that is running."""
    thread = WorkerThread("worker")
    thread.start()
    yield thread
    thread.end()
    thread.join()


async def test_calls_are_made_in_their_order(thread: WorkerThread) -> None:
    """Those behind a caller that was cancelled as well."""
    calls: list[int] = []

    first, second, third = [thread.call(partial(calls.append, number)) for number in range(3)]
    second.cancel()
    await asyncio.gather(first, third)

    assert calls == [0, 1, 2]
    assert not thread.is_at_work


async def test_an_error_reaches_its_caller_only(thread: WorkerThread) -> None:
    """The thread goes on."""
    failing, succeeding = thread.call(lambda: 1 // 0), thread.call(lambda: 1)

    with pytest.raises(ZeroDivisionError):
        await failing
    assert await succeeding == 1


def test_a_loop_that_is_closed_does_not_end_the_thread() -> None:
    """A process ends in any order."""
    thread = WorkerThread("worker")

    async def begin() -> None:
        thread.call(lambda: None)

    asyncio.run(begin())
    thread.start()
    thread.end()
    thread.join()

    assert thread.is_at_work
