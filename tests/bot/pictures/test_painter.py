"""How the server gets its pictures, with real processes."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.pictures.painter import Limits, Painter
from bot.pictures.wire import MAX_PICTURE_BYTES
from cards.charts.model import Kind
from tests.bot.pictures.charts import REVENUE, chart
from tests.bot.pictures.pixels import opened
from tests.idle_loop import IdleLoop
from tests.needs import ROOT

REGIONS = chart(Kind.BAR, REVENUE)
CHARTS = {0: REGIONS}
# For any machine.
PATIENCE_S = 300.0
PATIENT = Limits(first_s=PATIENCE_S, next_s=PATIENCE_S)
# A process with this is ended from outside.
FOR_EVER = "time.sleep(3600)"

# It records its id and its environment, then follows the scenario, depending on its number.
PROGRAM = """
import os, pathlib, runpy, sys, time
notes = pathlib.Path({notes!r})
number = len(list(notes.glob("*.pid")))
(notes / f"{{number}}.env").write_text(repr(dict(os.environ)))
(notes / f"{{number}}.part").write_text(str(os.getpid()))
(notes / f"{{number}}.part").rename(notes / f"{{number}}.pid")
os.nice, nice = lambda _: 0, os.nice  # else other processes could starve it
{scenario}
runpy.run_module("bot.pictures", run_name="__main__")
"""


async def until(condition: Callable[[], bool]) -> None:
    """Wait for an effect of the processes."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - processes have no events
            await asyncio.sleep(0.005)


def skip(seconds: float) -> None:
    """Advance the time at once."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, IdleLoop)
    loop.skip(seconds)


def _exists(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


class Programs:
    """The processes that a painter has started, by their records."""

    def __init__(self, notes: Path, scenario: str) -> None:
        self._notes = notes
        self.command = (
            sys.executable, "-c", PROGRAM.format(notes=str(notes), scenario=scenario),
        )  # fmt: skip

    @property
    def ids(self) -> list[int]:
        """The ids of all processes so far, in the order of their start."""
        return [int(note.read_text()) for note in sorted(self._notes.glob("*.pid"))]

    @property
    def environments(self) -> str:
        """All their environments."""
        return "".join(note.read_text() for note in self._notes.glob("*.env"))

    async def started(self, number: int = 1) -> None:
        """Wait for the start of this many processes."""
        await until(lambda: len(self.ids) == number)

    async def gone(self) -> None:
        """Wait until none is running."""
        await until(lambda: not any(map(_exists, self.ids)))


@asynccontextmanager
async def painting(
    notes: Path, scenario: str = "", limits: Limits = PATIENT
) -> AsyncIterator[tuple[Painter, Programs]]:
    """Make a painter whose processes follow a scenario, and end them with the block."""
    programs = Programs(notes, scenario)
    painter = Painter(environment=os.environ, limits=limits, command=programs.command)
    try:
        yield painter, programs
    finally:
        await painter.close()
        await programs.gone()


async def test_charts_are_drawn_as_pictures(tmp_path: Path) -> None:
    """One process draws them all, and keeps running for the next ones."""
    async with painting(tmp_path) as (painter, programs):
        pictures = await painter.paint({3: REGIONS, 5: chart(Kind.LINE, REVENUE)})
        again = await painter.paint({3: REGIONS})

        assert pictures.keys() == {3, 5}
        assert all(len(picture) <= MAX_PICTURE_BYTES for picture in pictures.values())
        assert all(opened(picture).width > 800 for picture in pictures.values())
        assert again == {3: pictures[3]}
        assert len(programs.ids) == 1


async def test_without_charts_no_process_is_started(tmp_path: Path) -> None:
    """Most answers have no chart."""
    async with painting(tmp_path) as (painter, programs):
        assert await painter.paint({}) == {}
        assert programs.ids == []


async def test_the_process_has_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It processes untrusted text with third-party libraries."""
    monkeypatch.setenv("MicrosoftAppPassword", "a-secret")
    monkeypatch.setenv("DATABRICKS_TOKEN", "a-secret")

    async with painting(tmp_path) as (painter, programs):
        assert await painter.paint(CHARTS)
        assert "a-secret" not in programs.environments
        assert "PYTHONPATH" in programs.environments


async def test_the_process_has_a_lower_priority_than_the_server(tmp_path: Path) -> None:
    """A picture can wait, but a question must not."""
    async with painting(tmp_path, "os.nice = nice") as (painter, programs):
        assert await painter.paint(CHARTS)
        (number,) = programs.ids
        assert os.getpriority(os.PRIO_PROCESS, number) >= os.getpriority(os.PRIO_PROCESS, 0) + 10


async def test_a_dead_process_is_replaced(tmp_path: Path) -> None:
    """It may have run out of memory; the next answer has its picture."""
    async with painting(tmp_path) as (painter, programs):
        assert await painter.paint(CHARTS)
        os.kill(programs.ids[0], signal.SIGKILL)

        assert await painter.paint(CHARTS)
        assert len(programs.ids) == 2


async def test_an_idle_process_ends_by_itself(tmp_path: Path) -> None:
    """Its memory is freed; the next chart starts another one."""
    async with painting(tmp_path, limits=replace(PATIENT, idle_s=0.2)) as (painter, programs):
        assert await painter.paint(CHARTS)
        await programs.gone()

        assert await painter.paint(CHARTS)
        assert len(programs.ids) == 2


async def test_a_slow_process_is_ended(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The answer has no picture; the log says so once, without data of the chart."""
    async with painting(tmp_path, FOR_EVER) as (painter, programs):
        for number, charts in enumerate([{0: REGIONS, 1: REGIONS}, CHARTS], start=1):
            painted = asyncio.create_task(painter.paint(charts))
            await programs.started(number)
            skip(PATIENCE_S)
            assert await painted == {}
        await programs.gone()

        (record,) = [r for r in caplog.records if r.levelno >= logging.WARNING]
        assert record.message == "no chart pictures"
        assert record.__dict__["reason"] == "too slow"
        assert len(programs.ids) == 2


@pytest.mark.parametrize(
    ("scenario", "reason"),
    [
        ("sys.exit(1)", "ended"),
        ("print('Hello, this is no picture'); sys.stdout.flush()", "garbled"),
        ("""print('["picture", "no base64!"]'); sys.stdout.flush()""", "garbled"),
        ("""print('["unheard-of", ""]'); sys.stdout.flush()""", "garbled"),
        ("print('x' * 99_999); sys.stdout.flush()", "garbled"),
        ("sys.stdout.write('['); sys.exit()", "ended"),
    ],
)
async def test_a_broken_process_costs_only_the_picture(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, scenario: str, reason: str
) -> None:
    """This holds for any output."""
    async with painting(tmp_path, scenario) as (painter, _):
        assert await painter.paint(CHARTS) == {}

        (record,) = [r for r in caplog.records if r.levelno >= logging.WARNING]
        assert record.__dict__["reason"] == reason


async def test_a_process_that_cannot_be_started_costs_only_the_picture(tmp_path: Path) -> None:
    """The system may have run out of processes."""
    painter = Painter(environment={}, command=(str(tmp_path / "nothing"),))

    assert await painter.paint(CHARTS) == {}
    await painter.close()


async def test_without_the_renderer_there_is_no_second_attempt(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It will not be installed while the server runs."""
    missing = "sys.modules['vl_convert'] = None"
    async with painting(tmp_path, missing) as (painter, programs):
        assert await painter.paint({0: REGIONS, 1: REGIONS}) == {}
        assert await painter.paint(CHARTS) == {}

        (record,) = [r for r in caplog.records if r.levelno >= logging.WARNING]
        assert record.__dict__["reason"] == "ModuleNotFoundError"
        assert len(programs.ids) == 1


FAILS_ONCE = """
import vl_convert
works = vl_convert.vegalite_to_svg
def fails(spec, **_):
    vl_convert.vegalite_to_svg = works
    raise ValueError("a secret")
vl_convert.vegalite_to_svg = fails
"""


async def test_a_failing_chart_does_not_affect_the_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No such chart is known."""
    async with painting(tmp_path, FAILS_ONCE) as (painter, programs):
        pictures = await painter.paint({0: REGIONS, 1: REGIONS})

        assert pictures.keys() == {1}
        assert [r.message for r in caplog.records if r.levelno >= logging.WARNING] == [
            "picture not drawn"
        ]
        assert "a secret" not in caplog.text
        assert len(programs.ids) == 1


async def test_a_cancelled_request_ends_its_process(tmp_path: Path) -> None:
    """Otherwise the next request would get its picture."""
    async with painting(tmp_path, f"if number == 0: {FOR_EVER}") as (painter, programs):
        cancelled = asyncio.create_task(painter.paint(CHARTS))
        await programs.started()
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled

        lines = {0: chart(Kind.LINE, REVENUE)}
        assert await painter.paint(lines) == await painter.paint(lines) != {}
        assert len(programs.ids) == 2


async def test_concurrent_requests_are_drawn_one_after_another(tmp_path: Path) -> None:
    """One process draws them, and each answer gets its own."""
    charts = [chart(Kind.BAR, (float(n), 1.0)) for n in range(1, 6)]
    async with painting(tmp_path) as (painter, programs):
        together = await asyncio.gather(*(painter.paint({0: one}) for one in charts))
        alone = [await painter.paint({0: one}) for one in charts]

        assert together == alone
        assert len({pictures[0] for pictures in together}) == len(charts)
        assert len(programs.ids) == 1


async def test_the_queue_of_charts_is_limited(tmp_path: Path) -> None:
    """An answer without a picture is better than a late one."""
    limits = replace(PATIENT, next_s=10 * PATIENCE_S, waiting=2)
    async with painting(tmp_path, FOR_EVER, limits) as (painter, programs):
        waiting = [asyncio.create_task(painter.paint(CHARTS)) for _ in range(2)]
        await programs.started()

        assert await painter.paint(CHARTS) == {}
        assert not any(task.done() for task in waiting)
        skip(PATIENCE_S)
        await programs.started(2)
        skip(PATIENCE_S)
        assert await asyncio.gather(*waiting) == [{}, {}]


async def test_a_chart_waits_for_a_limited_time(tmp_path: Path) -> None:
    """The first chart may be slow; the others are sent without their picture."""
    limits = replace(PATIENT, next_s=0.05)
    async with painting(tmp_path, FOR_EVER, limits) as (painter, programs):
        first = asyncio.create_task(painter.paint(CHARTS))
        await programs.started()

        assert await painter.paint(CHARTS) == {}
        await painter.close()
        assert await first == {}


async def test_after_closing_nothing_is_started(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A shutdown logs no errors about processes that it ended itself."""
    async with painting(tmp_path) as (painter, programs):
        assert await painter.paint(CHARTS)
        await painter.close()

        assert await painter.paint(CHARTS) == {}
        await programs.gone()
        assert len(programs.ids) == 1
        assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []


async def test_a_process_that_does_not_end_is_killed(tmp_path: Path) -> None:
    """A restart does not wait for a picture."""
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    async with painting(tmp_path, stubborn) as (painter, programs):
        assert await painter.paint(CHARTS)
        await painter.close()

        await programs.gone()


SERVER = """
import asyncio, os, sys
import app
from bot.pictures.painter import Limits, Painter
from cards.charts.model import Chart, Kind, Series

async def main():
    painter = Painter(environment=os.environ, limits=Limits(first_s=300, next_s=300))
    chart = Chart(Kind.BAR, "", ("a",), (Series("", (1.0,)),))
    print(len(await painter.paint({0: chart})))
    await painter.close()

asyncio.run(main())
print(*{"vl_convert", "PIL", "bot.pictures.rendering"} & set(sys.modules))
"""


def test_the_server_does_not_load_the_renderer() -> None:
    """It would use 100 MB permanently."""
    command = [sys.executable, "-c", SERVER]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603

    assert told.stdout == "1\n\n"
