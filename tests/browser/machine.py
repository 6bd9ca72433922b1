"""What a browser needs of this machine: Chromium, and a network that nobody else is in."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

BROWSER_ARGUMENTS = (
    "--no-sandbox",  # CI runs as root, and Chromium's sandbox does not
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_CHROMIUM = "Chromium is not installed: install Debian's `chromium`, or set CHROMIUM to its path."


class Patience:
    """Waits where the demo would look whether the person pressed Ctrl-C."""

    def pause(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)


def chromium_path() -> str | None:
    """The path of the machine's Chromium; None if it has none."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def own_network() -> Iterator[list[str]]:
    """What starts a command where nobody outside reaches it; empty if the machine forbids that.

    The Playground listens on all network interfaces. Where the machine allows it (Linux, root), it
    and the browser therefore run in a network namespace that has nothing but its own loopback.
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
    """A program that runs the command with the arguments it is given."""
    path.write_text(f'#!/bin/sh\nexec {" ".join(command)} "$@"\n', "utf-8")
    path.chmod(0o700)
    return path
