"""The documents say what the code does."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Set by the platform, not by people.
NOT_SETTINGS = {"WEBSITE_SITE_NAME", "WEBSITE_HOSTNAME"}
# Read when the app package is made, not by the bot.
FOR_THE_PACKAGE = {"BOT_HOST"}


def read_by_config() -> set[str]:
    """Return the variables that config.py reads."""
    source = (ROOT / "config.py").read_text("utf-8")
    names = re.findall(r'"([A-Z]+(?:_[A-Z]+)+|PORT|MicrosoftApp\w+)"', source)
    return set(names) - NOT_SETTINGS | FOR_THE_PACKAGE


def test_every_setting_is_explained() -> None:
    """A row for each variable, and no row for one that is gone."""
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")

    assert set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE)) == read_by_config()


def test_the_example_file_names_every_setting() -> None:
    """Whoever copies it sees what there is."""
    example = (ROOT / ".env.example").read_text("utf-8")

    assert set(re.findall(r"^#? ?(\w+)=", example, re.MULTILINE)) == read_by_config()


def test_links_in_the_documents_lead_somewhere() -> None:
    """Relative links break when files move."""
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]

    for page in pages:
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
