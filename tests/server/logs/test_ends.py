"""However a process ends by itself, all of its lines are written; crashes are lines, too."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[3]
COUNT = 1000
SECRET = "planted text"
# Its settings, its log, and an end.
PROGRAM = """
import logging, os, signal, sys, threading
from server import process
process.begin({
    "DATABRICKS_HOST": "http://127.0.0.1", "DATABRICKS_TOKEN": "t", "DATABRICKS_SPACE_ID": "s",
    "STORAGE": "memory", "LOG_SAMPLE": "FRACTION",
})
log = logging.getLogger("bot.test")
def fail():
    text = "planted " + "text"
    raise ValueError(text)
for number in range(1000):
    log.info("done", extra={"reference": str(number)})
"""
ENDS = {
    "by itself": ("", 0),
    "by sys.exit": ("sys.exit(3)", 3),
    "by a crash": ("fail()", 1),
    "by sys.exit in a handler": (
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(4)); os.kill(os.getpid(), 15)",
        4,
    ),
    "with a crashed thread": ("threading.Thread(target=fail).start()", 0),
}


def ended(end: str, *, sample: float = 1) -> tuple[int, list[dict[str, str]]]:
    """Run the program to its end, and return its status and its log."""
    program = PROGRAM.replace("FRACTION", str(sample)) + end
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert SECRET not in done.stderr
    return done.returncode, [json.loads(line) for line in done.stderr.splitlines()]


@pytest.mark.parametrize("how", ENDS)
def test_all_lines_are_written(how: str) -> None:
    """The last ones say why it ended."""
    end, status = ENDS[how]
    returned, lines = ended(end)

    assert returned == status
    assert [line["reference"] for line in lines[:COUNT]] == [str(n) for n in range(COUNT)]
    crashes = [line for line in lines[COUNT:] if line["message"] == "crashed"]
    assert len(crashes) == len(lines) - COUNT == ("crash" in how)
    assert all("ValueError" in line["exc_info"] for line in crashes)


def test_log_sample_is_the_fraction_that_is_written() -> None:
    """The setting reaches the log."""
    _, lines = ended("", sample=0.25)

    assert 0.15 * COUNT < len(lines) < 0.35 * COUNT
