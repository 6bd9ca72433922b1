"""The gallery, drawn by real renderers."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext

from cards import CardMessage
from tests.cards.watching import Watch
from tests.gallery import phone
from tests.gallery.__main__ import RENDERERS
from tests.gallery.cards import READERS
from tests.gallery.shots import Shot, is_blank
from tests.needs import ROOT, node_with

CARDS = ("answer-how", "chart-lines", "answer-wide", "progress", "help-in-group")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def packages(chromium: str) -> None:
    """Skip the tests unless the renderers are installed."""
    assert chromium
    for package in ("adaptivecards", "markdown-it", "@microsoft/m365agentsplayground"):
        node_with(package)


def test_the_gallery_is_drawn_without_errors(tmp_path: Path) -> None:
    """Each renderer draws each card in each language, completely and not blank."""
    command = [sys.executable, "-m", "tests.gallery", *CARDS, "--folder", str(tmp_path)]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603

    assert (run.stdout, run.stderr) == (f"Open {tmp_path / 'index.html'}\n", "")
    assert run.returncode == 0
    for name in (f"{card}.{language}.png" for card in CARDS for language in READERS):
        pictures = [tmp_path / renderer / name for renderer in RENDERERS]
        assert [is_blank(picture.read_bytes()) for picture in pictures] == [False, False]
        (wide, height), (narrow, narrow_height) = map(size_of, pictures)
        assert wide > narrow == phone.WIDTH
        assert min(height, narrow_height) > 100


def size_of(picture: Path) -> tuple[int, int]:
    """Return width and height."""
    with Image.open(picture) as image:
        return image.size


def drawn(
    body: list[dict[str, Any]], browser: BrowserContext, folder: Path, watch: Watch
) -> list[str]:
    """Draw an invalid card, and return the errors of the renderer."""
    message = CardMessage({"type": "AdaptiveCard", "version": "1.5", "body": body}, "Sales")
    watch.take()
    return phone.draw([Shot("card", "en", message)], folder, browser=browser)


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ({"type": "Chart.Pie", "data": []}, 'Unknown element type "Chart.Pie"'),
        ({"type": "TextBlock", "text": "x", "size": "Huge"}, 'Invalid value "Huge"'),
        ({"type": "Input.Text", "label": "x"}, "All inputs must have a unique Id"),
        (
            {"type": "ActionSet", "actions": [{"type": "Action.Shout", "title": "x"}]},
            'Unknown action type "Action.Shout"',
        ),
    ],
)
def test_errors_of_a_renderer_are_reported(
    element: dict[str, Any], said: str, browser: BrowserContext, tmp_path: Path, watch: Watch
) -> None:
    """Otherwise a card without errors would prove nothing."""
    text = {"type": "TextBlock", "text": "Something to see, in many shades of grey."}

    problems = drawn([element, text], browser, tmp_path, watch)

    assert len(problems) == 1
    assert problems[0].startswith(f"card.en: {said}")


def test_the_fallback_of_a_chart_is_drawn(
    browser: BrowserContext, tmp_path: Path, watch: Watch
) -> None:
    """An unknown element with a fallback is no error; a card with nothing visible is blank."""
    fallback = {"type": "TextBlock", "text": "What stands in for the chart, in many shades."}

    assert drawn([{"type": "Chart.Pie", "fallback": fallback}], browser, tmp_path, watch) == []
    assert drawn([{"type": "Chart.Pie", "fallback": "drop"}], browser, tmp_path, watch) == [
        "card.en: the picture is blank"
    ]
