"""However a process ends by itself, all of its lines are written; crashes are lines, too.

It ends in any case, whatever becomes of its standard error.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[3]
COUNT = 1000
SECRET = "planted text"
# Only a process that never ends needs it.
PATIENCE_S = 120.0
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
PRINTED = """
import warnings
class Fails:
    def __del__(self):
        fail()
Fails()
warnings.warn("planted " + "text")
async def forgotten(): pass
forgotten()
"""
AUDITED = """
from bot.audit.audit import log_line
from bot.storage.store import Line
for number in range(1000):
    log_line(Line(str(number), 1.0, {"id": str(number), "statement_ids": ["s"]}))
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


def test_the_audit_has_a_log_of_its_own() -> None:
    """It is on standard output, whole, with none of its lines on standard error."""
    settings = '"LOG_SAMPLE": "0", "AUDIT_LOG": "true"'
    program = PROGRAM.replace('"LOG_SAMPLE": "FRACTION"', settings) + AUDITED
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]

    assert [line["id"] for line in lines] == [str(number) for number in range(COUNT)]
    assert {(line["name"], tuple(line["statement_ids"])) for line in lines} == {("audit", ("s",))}
    assert done.stderr == ""


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


def test_what_python_would_print_is_a_line_without_values() -> None:
    """Exceptions that it ignores, and warnings, contain the same texts as others."""
    _, lines = ended(PRINTED)

    ignored, warning, unawaited = lines[COUNT:]
    assert (ignored["message"], ignored["where"]) == ("exception ignored", "__main__.Fails.__del__")
    assert ignored["exc_info"].endswith("\nValueError")
    assert (warning["category"], warning["levelname"]) == ("UserWarning", "WARNING")
    assert warning["place"].startswith("<string>:")
    assert unawaited["category"] == "RuntimeWarning"


def test_log_sample_is_the_fraction_that_is_written() -> None:
    """The setting reaches the log."""
    _, lines = ended("", sample=0.25)

    assert 0.15 * COUNT < len(lines) < 0.35 * COUNT


def command(end: str) -> list[str]:
    """Return the command that runs the program."""
    return [sys.executable, "-c", PROGRAM.replace("FRACTION", "1") + end]


def test_a_process_ends_although_standard_error_is_not_read() -> None:
    """The thread waits for ever; its lines are given up."""
    running = subprocess.Popen(  # noqa: S603 - our own program
        command("log.info('x' * 200_000); sys.exit(3)"), cwd=ROOT, stderr=subprocess.PIPE
    )
    try:
        assert running.wait(PATIENCE_S) == 3
    finally:
        running.kill()
        running.communicate()


@pytest.mark.skipif(os.name != "posix", reason="Only a shell of POSIX closes standard error.")
def test_a_process_needs_no_standard_error() -> None:
    """It works on without its log, and no file takes the place of standard error."""
    end = "sys.exit(os.fstat(2).st_rdev != os.stat(os.devnull).st_rdev)"
    closed = ["/bin/sh", "-c", 'exec "$@" 2>&-', "sh", *command(end)]
    done = subprocess.run(closed, cwd=ROOT, check=False)  # noqa: S603 - our own program

    assert done.returncode == 0
