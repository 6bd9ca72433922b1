"""The demo, started as a person starts it, and a browser that looks at it.

The Playground listens on all network interfaces. Where the machine allows it (Linux, root), it and
the browser therefore run in a network namespace that has nothing but its own loopback.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port
from playwright.sync_api import BrowserContext, sync_playwright

from deploy.local import install
from deploy.local.processes import Program, end_all
from tests.browser.playground import PlaygroundPage
from tests.needs import ROOT, need, node_with

BROWSER_ARGUMENTS = (
    "--no-sandbox",  # CI runs as root, and Chromium's sandbox does not
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Patience:
    """Waits where the demo would look whether the person pressed Ctrl-C."""

    def pause(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the machine's Chromium."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    need(
        path, "Chromium is not installed: install Debian's `chromium`, or set CHROMIUM to its path."
    )
    return str(path)


@pytest.fixture(scope="session")
def enter_namespace() -> Iterator[list[str]]:
    """What starts a command where nobody outside reaches it; empty if the machine forbids that."""
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


@pytest.fixture(scope="module")
def channel(request: pytest.FixtureRequest) -> str:
    """What the Playground plays: the test module says so in CHANNEL."""
    return str(request.module.CHANNEL)


@pytest.fixture(scope="module")
def address(
    channel: str, enter_namespace: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The demo runs, and this is the address that it tells people to open."""
    node_with("@microsoft/m365agentsplayground")
    need(install.is_complete(), "The demo is not installed completely: run `make set-up`.")
    command = [*enter_namespace, sys.executable, "-u", "demo.py", "--channel", channel]
    command += ["--answer-seconds", "1-2", "--bot-port", str(unused_port())]
    command += ["--playground-port", str(unused_port())]
    log = tmp_path_factory.mktemp("demo") / "demo.log"
    demo = Program("The demo", command, log=log, env={}, cwd=ROOT)
    try:
        yield demo.wait_for_line(r"Open (\S+)", Patience())[1]
    finally:
        end_all([demo])


@pytest.fixture(scope="module")
def browser(
    chromium: str, enter_namespace: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A Chromium that nobody used before, where the demo runs.

    Not for the whole session: while it is open, no other test can run an event loop.
    """
    folder = tmp_path_factory.mktemp("chromium")
    program = _wrapper(folder / "chromium", [*enter_namespace, chromium])
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=program,
            args=BROWSER_ARGUMENTS,
            viewport={"width": 1400, "height": 1000},
        )
        yield context
        context.close()


def _wrapper(path: Path, command: list[str]) -> Path:
    """A program that runs the command with the arguments it is given."""
    path.write_text(f'#!/bin/sh\nexec {" ".join(command)} "$@"\n', "utf-8")
    path.chmod(0o700)
    return path


@pytest.fixture
def playground(
    address: str, browser: BrowserContext, request: pytest.FixtureRequest
) -> Iterator[PlaygroundPage]:
    """The Playground in a new page; what it shows at the end of the test is kept."""
    page = browser.new_page()
    playground = PlaygroundPage(page, address)
    yield playground
    playground.screenshot(f"end-of-{request.node.name}")
    page.close()
