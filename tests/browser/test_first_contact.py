"""The first contact of a person whose Teams is Chinese."""

import sys
from collections.abc import Iterator

import pytest
from aiohttp.test_utils import unused_port
from playwright.sync_api import BrowserContext, expect

from cards import (
    Reader,
)
from cards.texts import talk_texts, welcome_texts
from deploy.local.playground import NO_BROWSER, PLAYGROUND
from deploy.local.processes import Program, end_all
from tests.browser.machine import Patience
from tests.browser.playground import PlaygroundPage, press
from tests.needs import ROOT, node_with

CHANNEL = "msteams"
SPACE_ID = ""  # no default
CHINESE = Reader("zh_TW")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chinese_address(
    address: str,
    bot_port: int,
    enter_namespace: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of another Playground for the demo's bot, with a Chinese client."""
    assert address
    folder = tmp_path_factory.mktemp("chinese")
    port = unused_port()
    command = [*enter_namespace, sys.executable, "-u", "-m", "tests.browser.chinese_client"]
    client = Program(
        "The client",
        [*command, str(port), str(bot_port)],
        log=folder / "client.log",
        env={},
        cwd=ROOT,
    )
    client.wait_for_line("Running on", Patience())
    endpoint = f"http://127.0.0.1:{port}/api/messages"
    node = node_with("@microsoft/m365agentsplayground")
    command = [*enter_namespace, node, str(PLAYGROUND), "-e", endpoint, "-c", CHANNEL]
    command += ["-p", str(unused_port()), "--disable-telemetry"]
    playground = Program(
        "The Playground", command, log=folder / "playground.log", env=NO_BROWSER, cwd=folder
    )
    try:
        listening = playground.wait_for_line(r"Listening on (\d+)", Patience())[1]
        yield f"http://localhost:{listening}"
    finally:
        end_all([playground, client])


def test_first_contact_in_chinese(chinese_address: str, browser: BrowserContext) -> None:
    """Welcome, sample questions, choice of a space and the first answer are Chinese."""
    say = CHINESE.say
    page = browser.new_page()
    playground = PlaygroundPage(page, chinese_address)
    playground.open_chat("Personal Chat")
    expect(playground.cards.last).to_contain_text(say(welcome_texts.WELCOME_TITLE))
    playground.screenshot("first-contact-zh_TW-welcome")
    playground.ask("各地區的營收是多少？")
    picker = playground.cards.filter(has_text=say(talk_texts.SPACES_TITLE)).last
    expect(picker).to_be_visible()
    playground.screenshot("first-contact-zh_TW-picker")
    press(picker, say(talk_texts.SPACE_USE, number=1, name="Sales 銷售"))
    answer = playground.wait_for_answer(1)

    expect(answer).to_contain_text("各地區的營收是多少？")
    playground.screenshot("first-contact-zh_TW-answer")
    page.close()
