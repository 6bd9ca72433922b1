"""Cards at a phone's width, in a host that supports neither charts nor code blocks."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, ViewportSize

from tests.gallery.shots import Shot
from tests.needs import ROOT

HERE: Final = Path(__file__).parent
PACKAGES: Final = ROOT / "node_modules"
SCRIPTS: Final = (
    PACKAGES / "adaptivecards" / "dist" / "adaptivecards.min.js",
    PACKAGES / "markdown-it" / "dist" / "markdown-it.min.js",
    HERE / "phone.js",
)
STYLES: Final = (PACKAGES / "adaptivecards" / "dist" / "adaptivecards.css", HERE / "phone.css")
# As in phone.css.
WIDTH: Final = 360
VIEWPORT: Final[ViewportSize] = {"width": WIDTH, "height": 1600}


def draw(shots: Sequence[Shot], folder: Path, *, browser: BrowserContext) -> list[str]:
    """Draw the cards one after the other, and return what went wrong."""
    host = json.loads((HERE / "phone_host.json").read_text("utf-8"))
    page = browser.new_page()
    page.set_viewport_size(VIEWPORT)
    page.set_content((HERE / "phone.html").read_text("utf-8"))
    for style in STYLES:
        page.add_style_tag(path=style)
    for script in SCRIPTS:
        page.add_script_tag(path=script)
    problems = []
    for shot in shots:
        # The language selects among regional forms of the same character.
        page.evaluate("language => { document.documentElement.lang = language }", shot.language)
        said = page.evaluate("([m, host]) => drawMessage(m, host)", [asdict(shot.message), host])
        picture = page.locator("#message").screenshot(animations="disabled")
        problems += [*shot.labelled(*said), *shot.save(picture, folder)]
    return problems
