"""The program that draws, as a separate process."""

import json
import subprocess
import sys
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.pictures.spec import spec_of
from cards.charts.model import Kind
from tests.bot.pictures.charts import REVENUE, chart
from tests.bot.pictures.pixels import opened
from tests.needs import ROOT

CHART = json.dumps(spec_of(chart(Kind.BAR, REVENUE))).encode() + b"\n"
PROGRAM = ("-m", "bot.pictures")


def run(
    sent: bytes, *, arguments: Sequence[str] = PROGRAM, path: str = ""
) -> subprocess.CompletedProcess[bytes]:
    """Run the program with this input, in an empty environment."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *arguments],
        input=sent,
        cwd=ROOT,
        env={"PYTHONPATH": path},
        capture_output=True,
        check=False,
        timeout=120,
    )


def test_each_request_has_its_reply() -> None:
    """Pictures and errors are in the order of the charts; the end of the input ends the program."""
    told = run(CHART + b"{}\n" + CHART)

    first, second, third = map(json.loads, told.stdout.splitlines())
    assert first[0] == "picture"
    assert opened(b64decode(first[1])).format == "PNG"
    assert second == ["failed", "ValueError"]
    assert third == first
    assert (told.returncode, told.stderr) == (0, b"")


@pytest.mark.parametrize("sent", [b"", CHART[:20]])
def test_an_incomplete_request_ends_the_program(sent: bytes) -> None:
    """The server has ended."""
    told = run(sent)

    assert (told.returncode, told.stdout) == (0, b"")


def test_the_program_does_not_load_the_server() -> None:
    """That would double the memory."""
    told = run(CHART, arguments=("-X", "importtime", *PROGRAM))

    loaded = {line.rsplit("|", 1)[-1].strip() for line in told.stderr.decode().splitlines()}
    assert {"vl_convert", "bot.pictures.rendering"} <= loaded
    unwanted = ("aiohttp", "botbuilder", "asyncio", "genie", "babel", "cards", "app", "config")
    assert {name for name in loaded if name.split(".")[0] in unwanted} == set()


def test_without_the_renderer_the_program_says_so(tmp_path: Path) -> None:
    """It says so once, and ends; other output does not interfere."""
    (tmp_path / "vl_convert.py").write_text("print('hello')\nraise ImportError")
    told = run(CHART * 2, path=str(tmp_path))

    assert json.loads(told.stdout) == ["unable", "ImportError"]
