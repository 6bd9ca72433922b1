"""Cards in the Agents Playground, which draws them like Teams on a desktop, with charts."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from aiohttp.test_utils import unused_port
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize
from playwright.sync_api import TimeoutError as TooLateError

from deploy.local.playground import NO_BROWSER, PLAYGROUND
from deploy.local.processes import Program, end_all
from tests.browser.machine import Patience
from tests.browser.playground import TIMEOUT_MS, PlaygroundPage
from tests.gallery.shots import Shot
from tests.needs import ROOT

# High enough for any card, since a picture contains only what is visible.
VIEWPORT: Final[ViewportSize] = {"width": 1400, "height": 3000}
# The Playground redraws the whole chat for each message.
CARDS_PER_PAGE: Final = 20
# A chart is drawn after the rest of its card.
STILL_MS: Final = 150


def draw(shots: Sequence[Shot], folder: Path, *, logs: Path, browser: BrowserContext) -> list[str]:
    """Draw the cards one after the other, and return what went wrong."""
    programs: list[Program] = []
    try:
        address = _start(shots, logs, programs)
        problems = []
        for first in range(0, len(shots), CARDS_PER_PAGE):
            page = browser.new_page()
            page.set_viewport_size(VIEWPORT)
            numbered = dict(list(enumerate(shots))[first : first + CARDS_PER_PAGE])
            problems += _draw_on(page, address, numbered, folder)
            page.close()
        return problems
    finally:
        end_all(programs)


def _draw_on(page: Page, address: str, shots: Mapping[int, Shot], folder: Path) -> list[str]:
    """Request the cards of these numbers in a new chat."""
    problems: list[str] = []
    crashes: list[str] = []
    page.on("pageerror", lambda error: crashes.append(str(error)))
    playground = PlaygroundPage(page, address)
    page.get_by_role("treeitem", name="Personal Chat").click()
    for number, shot in shots.items():
        card = playground.cards.nth(playground.cards.count())
        playground.ask(str(number))
        try:
            card.wait_for()
        except TooLateError:
            problems += shot.labelled("no card appeared")
            continue
        _wait_until_still(page, card)
        problems += shot.save(card.screenshot(animations="disabled"), folder)
        problems += shot.labelled(*crashes)
        crashes.clear()
    return problems


def _start(shots: Sequence[Shot], logs: Path, programs: list[Program]) -> str:
    """Start the bot and the Playground, and return the address of its page."""
    messages = logs / "messages.json"
    messages.write_text(json.dumps([asdict(shot.message) for shot in shots]), "utf-8")
    port = unused_port()
    command = [sys.executable, "-m", "tests.gallery.bot", "--port", str(port)]
    command += ["--messages", str(messages)]
    bot = Program("The bot", command, log=logs / "bot.log", env={}, cwd=ROOT)
    programs.append(bot)
    bot.wait_for_page(port, "/healthz", Patience())
    endpoint = f"http://127.0.0.1:{port}/api/messages"
    command = ["node", str(PLAYGROUND), "-e", endpoint, "-c", "msteams", "-p", str(unused_port())]
    command.append("--disable-telemetry")
    log = logs / "playground.log"
    playground = Program("The Playground", command, log=log, env=NO_BROWSER, cwd=logs)
    programs.append(playground)
    line = playground.wait_for_line(r"Listening on (\d+)", Patience())
    playground.wait_for_page(int(line[1]), "/", Patience())
    return f"http://localhost:{line[1]}"


def _wait_until_still(page: Page, card: Locator) -> None:
    """Wait until the card has stopped changing."""
    before, now = "", card.inner_html()
    for _ in range(TIMEOUT_MS // STILL_MS):
        if before == now:
            return
        page.wait_for_timeout(STILL_MS)
        before, now = now, card.inner_html()
