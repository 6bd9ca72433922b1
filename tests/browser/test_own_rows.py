"""Two people who sign in, each in a Playground, and see their own rows."""

import re
from collections.abc import Iterator

import pytest
from aiohttp.test_utils import unused_port
from playwright.sync_api import BrowserContext, expect

from cards.texts import identity_texts
from simulator import MEI, SALES_SPACE_ID, WEI, Principal
from tests.browser.conftest import running_demo
from tests.browser.machine import Patience
from tests.browser.playground import SCREENSHOTS, PlaygroundPage

PHONE_PX = 360
QUESTION = "Show revenue by region"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def addresses(
    enter_namespace: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The addresses of the demo's Playgrounds, by the name of who uses them."""
    options = ["--identity", "user", "--space-id", SALES_SPACE_ID]
    for name in ("bot", "playground", "sign-in"):
        options += [f"--{name}-port", str(unused_port())]
    with running_demo(enter_namespace, options, tmp_path_factory.mktemp("demo")) as demo:
        listed = demo.wait_for_line(r"(?s)Open.*Ctrl-C", Patience())[0]
        yield {name: address for address, name in re.findall(r"Open (\S+) as ([\w ]+),", listed)}


def sign_in(browser: BrowserContext, link: str, person: Principal) -> None:
    """Choose the person on the sign-in page, on a phone."""
    page = browser.new_page()
    page.set_viewport_size({"width": PHONE_PX, "height": 720})
    page.goto(link)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE_PX
    page.screenshot(path=SCREENSHOTS / "sign-in.png")
    page.get_by_role("button", name=person.user_name).click()
    expect(page.get_by_role("heading")).to_contain_text(person.name)
    page.close()


@pytest.mark.parametrize("person", [MEI, WEI])
def test_each_sees_their_own_rows(
    addresses: dict[str, str], browser: BrowserContext, person: Principal
) -> None:
    """The bot asks once they have signed in on the page that its card opens."""
    page = browser.new_page()
    playground = PlaygroundPage(page, addresses[person.name])
    playground.open_chat("Personal Chat")

    playground.ask(QUESTION)
    button = page.get_by_role("link", name=identity_texts.SIGN_IN_BUTTON, exact=True)
    sign_in(browser, playground.link_behind(button), person)

    answer = playground.cards.filter(has_text="orders").last
    expect(answer).to_contain_text(str(person.region))
    for other in {"North", "Central", "South", "East"} - {person.region}:
        expect(answer).not_to_contain_text(other)
    playground.screenshot(f"own-rows-{person.name}")
    page.close()
