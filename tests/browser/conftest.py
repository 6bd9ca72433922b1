"""The demo, started as a person starts it, and a browser that shows it."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import pytest
from aiohttp.test_utils import unused_port
from playwright.sync_api import BrowserContext, Page, sync_playwright

from deploy.local import install
from deploy.local.processes import Program, end_all
from deploy.local.run import SIMULATOR_TOKEN
from simulator import SALES_SPACE_ID
from tests.browser.machine import (
    BROWSER_ARGUMENTS,
    NO_CHROMIUM,
    Patience,
    chromium_path,
    own_network,
    program_of,
)
from tests.browser.playground import TIMEOUT_MS, PlaygroundPage
from tests.needs import ROOT, need, node_with

GROUP = "browser"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one worker process: demos write the same logs."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group(GROUP))


@pytest.fixture(autouse=True)
def _one_worker(request: pytest.FixtureRequest) -> None:
    """Fail where several workers could run demos, which a version of pytest-xdist might allow."""
    if hasattr(request.config, "workerinput"):
        assert request.node.nodeid.endswith(f"@{GROUP}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the installed Chromium."""
    path = chromium_path()
    need(path, NO_CHROMIUM)
    return str(path)


@pytest.fixture(scope="session")
def enter_namespace() -> Iterator[list[str]]:
    """The command prefix for an isolated network; empty if the machine does not allow that."""
    with own_network() as enter:
        yield enter


@pytest.fixture(scope="module")
def channel(request: pytest.FixtureRequest) -> str:
    """The channel that the Playground emulates, from CHANNEL of the test module."""
    return str(request.module.CHANNEL)


@pytest.fixture(scope="module")
def space_id(request: pytest.FixtureRequest) -> str:
    """The default space, by default one; a test module may set SPACE_ID."""
    return str(getattr(request.module, "SPACE_ID", SALES_SPACE_ID))


@pytest.fixture(scope="module")
def bot_settings(request: pytest.FixtureRequest) -> dict[str, str]:
    """More settings of the bot; a test module may set SETTINGS."""
    return dict(getattr(request.module, "SETTINGS", {}))


@pytest.fixture(scope="module")
def simulator_port() -> int:
    """The port of the simulated workspace."""
    return unused_port()


@pytest.fixture(scope="module")
def bot_port() -> int:
    """The port of the bot."""
    return unused_port()


@pytest.fixture(scope="module")
def address(
    channel: str,
    space_id: str,
    simulator_port: int,
    bot_port: int,
    bot_settings: dict[str, str],
    enter_namespace: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Run the demo, and yield the address that it tells people to open."""
    options = ["--channel", channel, "--bot-port", str(bot_port)]
    options += ["--space-id", space_id] if space_id else []
    options += ["--playground-port", str(unused_port()), "--simulator-port", str(simulator_port)]
    folder = tmp_path_factory.mktemp("demo")
    with running_demo(enter_namespace, options, folder, bot_settings) as demo:
        yield demo.wait_for_line(r"Open (\S+)", Patience())[1]


@contextmanager
def running_demo(
    enter_namespace: Sequence[str],
    options: Sequence[str],
    folder: Path,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Program]:
    """Run the demo inside the block."""
    node_with("@microsoft/m365agentsplayground")
    need(install.is_complete(), "The demo is not installed completely: run `make set-up`.")
    command = [*enter_namespace, sys.executable, "-u", "demo.py", "--answer-seconds", "1-2"]
    demo = Program(
        "The demo", [*command, *options], log=folder / "demo.log", env=settings, cwd=ROOT
    )
    try:
        yield demo
    finally:
        end_all([demo])


@pytest.fixture(scope="module")
def browser(
    chromium: str, enter_namespace: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A Chromium with a new profile, in the network of the demo.

    It does not live for the whole session: while it is open, no other test can run an event loop.
    """
    folder = tmp_path_factory.mktemp("chromium")
    program = program_of([*enter_namespace, chromium], folder / "chromium")
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=program,
            args=BROWSER_ARGUMENTS,
            viewport={"width": 1400, "height": 1000},
        )
        context.set_default_timeout(TIMEOUT_MS)
        yield context
        context.close()


@pytest.fixture
def playground(
    address: str, browser: BrowserContext, request: pytest.FixtureRequest
) -> Iterator[PlaygroundPage]:
    """The Playground in a new page; a screenshot is kept at the end of the test."""
    page = browser.new_page()
    playground = PlaygroundPage(page, address)
    yield playground
    playground.screenshot(f"end-of-{request.node.name}")
    page.close()


@pytest.fixture
def workspace_page(browser: BrowserContext) -> Iterator[Page]:
    """A page that can access the simulated workspace."""
    page = browser.new_page()
    page.set_extra_http_headers({"Authorization": f"Bearer {SIMULATOR_TOKEN}"})
    yield page
    page.close()
