"""The program that draws, as a process of its own."""

import io
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.pictures.wire import HEADER, MAX_PICTURE_BYTES, Sort, chart_to_json, frame, header
from cards.charts.model import Kind
from tests.bot.pictures.charts import REVENUE, chart
from tests.bot.pictures.pixels import opened
from tests.needs import ROOT

CHART = frame(Sort.CHART, chart_to_json(chart(Kind.BAR, REVENUE)))
BROKEN = frame(Sort.CHART, b"{}")
PROGRAM = ("-m", "bot.pictures")


def run(
    sent: bytes, home: Path, *, arguments: Sequence[str] = PROGRAM
) -> subprocess.CompletedProcess[bytes]:
    """Let the program read all this, up to its end, in an environment that says nothing."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *arguments],
        input=sent,
        cwd=ROOT,
        env={"MPLCONFIGDIR": str(home)},
        capture_output=True,
        check=False,
        timeout=120,
    )


def frames(told: bytes) -> list[tuple[Sort, bytes]]:
    """Return what is in the frames."""
    stream, found = io.BytesIO(told), []
    while head := stream.read(HEADER.size):
        sort, length = header(head, most_bytes=MAX_PICTURE_BYTES)
        found.append((sort, stream.read(length)))
    return found


def test_each_request_has_its_reply(tmp_path: Path) -> None:
    """Pictures and errors in the order of the charts; the end of the input ends the program."""
    told = run(CHART + BROKEN + CHART, tmp_path)

    first, second, third = frames(told.stdout)
    assert opened(first[1]).format == "PNG"
    assert second == (Sort.FAILED, b"WireError")
    assert third == first
    assert (told.returncode, told.stderr) == (0, b"")


@pytest.mark.parametrize("sent", [b"", CHART[:3], CHART[:20]])
def test_half_a_request_is_the_end(tmp_path: Path, sent: bytes) -> None:
    """Who asked is gone."""
    told = run(sent, tmp_path)

    assert (told.returncode, told.stdout) == (0, b"")


def test_the_server_is_not_loaded_a_second_time(tmp_path: Path) -> None:
    """It would take as much memory again as matplotlib does."""
    told = run(CHART, tmp_path, arguments=("-X", "importtime", *PROGRAM))

    loaded = {line.rsplit("|", 1)[-1].strip() for line in told.stderr.decode().splitlines()}
    assert {"matplotlib.figure", "bot.pictures.serving"} <= loaded
    unwanted = ("aiohttp", "botbuilder", "asyncio", "genie", "babel", "cards", "app", "config")
    assert {name for name in loaded if name.split(".")[0] in unwanted} == set()


def test_no_picture_without_matplotlib(tmp_path: Path) -> None:
    """The program says so once, and ends; whatever else is printed does not get between."""
    (tmp_path / "matplotlib.py").write_text("print('hello')\nraise ImportError")
    script = f"import sys, runpy; sys.path.insert(0, {str(tmp_path)!r}); sys.argv[1:] = []; "
    script += "runpy.run_module('bot.pictures', run_name='__main__')"
    told = run(CHART * 2, tmp_path, arguments=("-c", script))

    assert frames(told.stdout) == [(Sort.UNABLE, b"ImportError")]
