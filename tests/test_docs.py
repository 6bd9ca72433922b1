"""The documents match the code."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-TW.md"]
# Set by the platform.
NOT_SETTINGS = {
    "WEBSITE_SITE_NAME",
    "WEBSITE_HOSTNAME",
    "AZURE_CLIENT_ID",
    "AZURE_TENANT_ID",
    "AZURE_FEDERATED_TOKEN_FILE",
}
# Read when the app package is made, and not by the bot.
FOR_THE_PACKAGE = {"BOT_HOST", "OAUTH_APP_ID", "OAUTH_APP_ID_URI"}


def read_by_config() -> set[str]:
    """Return the variables that config.py and the settings it is made of read."""
    parts = ("access", "audit", "databricks", "identity", "proxies", "storage")
    files = ("config.py", *(f"settings/{part}.py" for part in parts))
    source = "".join((ROOT / name).read_text("utf-8") for name in files)
    names = re.findall(r'"([A-Z]+(?:_[A-Z]+)+|ADMINS|PORT|STORAGE|MicrosoftApp\w+)"', source)
    return set(names) - NOT_SETTINGS | FOR_THE_PACKAGE


def test_every_setting_is_documented() -> None:
    """There is a row for each variable, and no row for a removed one."""
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")

    assert set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE)) == read_by_config()


def test_the_example_file_has_every_setting() -> None:
    """People copy it, and see what can be set."""
    example = (ROOT / ".env.example").read_text("utf-8")

    assert set(re.findall(r"^#? ?(\w+)=", example, re.MULTILINE)) == read_by_config()


UNIT_S = {"minutes": 60, "hours": 3600, "days": 86_400}


def test_the_documented_age_limits_are_those_of_the_code() -> None:
    """Operators promise them to the people whose data it is."""
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    row = r"^\|.*\|.*?(\d+) (minutes|hours|days)\b.*\| `(\w+)` in `([\w/]+)\.py` \|$"
    rows = re.findall(row, page, re.MULTILINE)

    assert len(rows) == len(re.findall(r"\| `\w+_S` in ", page)) > 0
    for number, unit, name, path in rows:
        constant = getattr(import_module(path.replace("/", ".")), name)
        assert constant == int(number) * UNIT_S[unit], f"{path}: {name}"


def test_links_in_the_documents_work() -> None:
    """Relative links break when files move."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    for page in pages:
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


@pytest.mark.parametrize("name", ["docs/architecture.md", "SECURITY.md"])
def test_the_files_that_a_document_names_exist(name: str) -> None:
    """People follow its tables, such as "How to add", and its way of a question."""
    page = (ROOT / name).read_text("utf-8")
    paths = re.findall(r"`((?:\w+/)+[\w.]*)`|\b((?:\w+/)+\w+\.py)", page)

    assert [path for pair in paths for path in pair if not (ROOT / path).exists()] == []
    assert len(paths) > 40


def shape(page: str) -> list[object]:
    """Return what translations of a page have in common, line by line."""
    parts: list[object] = []
    for line in page.splitlines():
        links = re.findall(r"\]\(([^)]+)\)", line)
        code = re.findall(r"`([^`]+)`", line)
        mark = re.match(r"#+|- |\d\.|\||```", line)
        links = [link for link in links if not link.startswith("README")]
        parts.append((mark and mark[0], links, sorted(code), bool(line)))
    return parts


def test_the_chinese_readme_matches_the_english_one() -> None:
    """Both have the same headings, list items, links, settings and commands on the same lines."""
    english, chinese = (shape(page.read_text("utf-8")) for page in READMES)

    assert english == chinese
