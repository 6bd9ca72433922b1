"""Background work: referenced, logged, and drained at the end."""

import asyncio
import gc
import logging

import pytest

from bot.concurrency.background import Background
from bot.storage.store import LeaseLostError


async def test_tasks_are_referenced_until_they_end() -> None:
    """The event loop itself holds tasks only weakly."""
    background, done = Background(), asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0)
        gc.collect()
        done.set()

    background.start(work(), name="work")
    await background.close(1)

    assert done.is_set()


async def test_a_lost_lease_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The work continues in another process, or its chat was deleted."""
    background = Background(handed_on=LeaseLostError)

    async def work() -> None:
        raise LeaseLostError("ann/activities/1")

    with caplog.at_level(logging.INFO):
        background.start(work(), name="asking")
        await background.close(1)

    assert [r.levelno for r in caplog.records if r.name == "bot.concurrency.background"][
        -1
    ] == logging.INFO


async def test_a_failure_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The task is not awaited, so that the failure would be unnoticed."""
    background = Background()

    async def work() -> None:
        raise RuntimeError("lost otherwise")

    background.start(work(), name="work")
    await background.close(1)

    assert [r.message for r in caplog.records if r.levelno == logging.ERROR] == [
        "background work failed"
    ]


async def test_work_that_takes_too_long_is_cancelled() -> None:
    """A shutdown takes seconds, not minutes."""
    background = Background()
    began, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    background.start(work(), name="work")
    await began.wait()
    await background.close()

    assert ended.is_set()


async def test_closing_without_work_is_quick() -> None:
    """Most shutdowns have nothing to wait for."""
    await Background().close(60)
