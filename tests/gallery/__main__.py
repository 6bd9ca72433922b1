"""Draws the gallery: `python -m tests.gallery` writes pictures and index.html to build/gallery."""

import argparse
import html
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from deploy.local.playground import PLAYGROUND
from deploy.local.processes import ProgramError
from tests.browser.machine import BROWSER_ARGUMENTS, NO_CHROMIUM, chromium_path, own_network
from tests.browser.playground import TIMEOUT_MS
from tests.gallery import phone, playground
from tests.gallery.cards import READERS, gallery
from tests.gallery.shots import Shot, shots
from tests.needs import ROOT

FOLDER: Final = ROOT / "build" / "gallery"
# Renderers by the name of their folder.
RENDERERS: Final = {
    "playground": "Agents Playground, as in Teams on a desktop",
    "phone": "Adaptive Cards 1.5 without anything newer, 360 px wide",
}


def missing() -> list[str]:
    """Say what is missing on this machine, and how to install it."""
    needed = [
        (chromium_path(), NO_CHROMIUM),
        (shutil.which("node"), "Node.js is not installed: install version 20 or newer."),
        (
            all(path.exists() for path in (PLAYGROUND, *phone.SCRIPTS)),
            "The npm packages are not installed: run `npm ci` (or `make set-up`).",
        ),
    ]
    return [advice for present, advice in needed if not present]


def draw(pictures: Sequence[Shot], folder: Path) -> list[str]:
    """Draw all pictures, and return what went wrong."""
    for name in (*RENDERERS, "logs"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as tools, tempfile.TemporaryDirectory() as profile:
        browser = tools.chromium.launch_persistent_context(
            profile, executable_path=chromium_path(), args=BROWSER_ARGUMENTS
        )
        browser.set_default_timeout(TIMEOUT_MS)
        try:
            problems = phone.draw(pictures, folder / "phone", browser=browser)
            problems += playground.draw(
                pictures, folder / "playground", logs=folder / "logs", browser=browser
            )
        finally:
            browser.close()
    return problems


def index(pictures: Sequence[Shot]) -> str:
    """Return a page with all pictures, one row per card."""
    columns = [(renderer, language) for renderer in RENDERERS for language in READERS]
    head = "".join(f"<th>{RENDERERS[r]}, {language}</th>" for r, language in columns)
    rows = [
        f"<tr><th>{html.escape(name)}</th>"
        + "".join(
            f'<td><img src="{r}/{name}.{lang}.png" loading="lazy"></td>' for r, lang in columns
        )
        for name in dict.fromkeys(picture.name for picture in pictures)
    ]
    style = "table { border-spacing: 16px } th, td { vertical-align: top; text-align: left }"
    return (
        f'<!doctype html><meta charset="utf-8"><title>Cards</title><style>{style} '
        "body { font: 14px sans-serif; background: #eee }</style>"
        f"<table><tr><th></th>{head}</tr>{''.join(rows)}</table>\n"
    )


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the options of the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    names = ", ".join(card.name for card in gallery())
    parser.add_argument("cards", nargs="*", metavar="CARD", help=f"only these: {names}")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pictures go")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Draw the gallery, and return 0, or 1 after errors, or 2 if something is not installed."""
    options = parse(arguments)
    if problems := missing():
        print("\n".join(problems), file=sys.stderr)
        return 2
    if not options.inside:
        with own_network() as enter:
            again = [*enter, sys.executable, "-m", "tests.gallery", *arguments, "--inside"]
            return subprocess.run(again, check=False).returncode  # noqa: S603
    try:
        pictures, folder = shots(options.cards), options.folder.resolve()
        problems = draw(pictures, folder)
    except (ValueError, ProgramError) as exc:
        print(exc, file=sys.stderr)
        return 2
    (folder / "index.html").write_text(index(pictures), "utf-8")
    print("\n".join([*problems, f"Open {folder / 'index.html'}"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
