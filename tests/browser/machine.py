"""What a browser needs from the machine: Chromium, and an isolated network."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

BROWSER_ARGUMENTS = (
    "--no-sandbox",  # CI runs as root, which Chromium's sandbox does not support
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_CHROMIUM = "Chromium is not installed: install Debian's `chromium`, or set CHROMIUM to its path."


class Patience:
    """Sleeps; the demo's own class also notices Ctrl-C."""

    def pause(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)


def chromium_path() -> str | None:
    """The path of the installed Chromium, or None."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def own_network() -> Iterator[list[str]]:
    """The command prefix for an isolated network; empty if the machine does not allow that.

    The Playground listens on all network interfaces. Where the machine allows it (Linux, root), it
    and the browser therefore run in a network namespace with only its own loopback interface.
    """
    name = f"genie-test-{os.getpid()}"
    enter = ["ip", "netns", "exec", name]
    if not (shutil.which("ip") and _succeeds("ip", "netns", "add", name)):
        yield []
        return
    try:
        yield enter if _succeeds(*enter, "ip", "link", "set", "lo", "up") else []
    finally:
        _succeeds("ip", "netns", "delete", name)


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


def program_of(command: Sequence[str], path: Path) -> Path:
    """Write a script that runs the command and passes on its arguments."""
    path.write_text(f'#!/bin/sh\nexec {" ".join(command)} "$@"\n', "utf-8")
    path.chmod(0o700)
    return path
