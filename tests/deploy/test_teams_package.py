"""The Teams app package: what is in it, and that Teams would take it."""

import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from cards import command_of
from deploy.teams import package
from tests.needs import ROOT, node_with

APP_ID = "0f3a1b2c-0000-4000-8000-123456789abc"
HOST = "genie-bot.azurewebsites.net"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A package, made."""
    path = tmp_path / "made" / "teams-app.zip"
    package.write_package(path, app_id=APP_ID, host=HOST)
    return path


def manifest_of(target: Path) -> Any:
    """The manifest inside a package."""
    with zipfile.ZipFile(target) as made:
        return json.loads(made.read("manifest.json"))


def unpacked(target: Path) -> Path:
    """A folder with the package's files."""
    folder = target.parent / "unpacked"
    with zipfile.ZipFile(target) as made:
        made.extractall(folder)
    return folder


def faults(folder: Path) -> str:
    """What Microsoft's validator says, as JSON: `[]` is praise."""
    node = node_with("@microsoft/app-manifest")
    command = [node, str(ROOT / "tests" / "deploy" / "validate.js"), str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert said.returncode == 0, said.stderr
    return str(said.stdout).strip()


def test_the_bot_and_its_host_are_filled_in(target: Path) -> None:
    """An id or a host left blank would make a package that Teams refuses."""
    manifest = manifest_of(target)

    assert manifest["id"] == APP_ID
    assert manifest["bots"][0]["botId"] == APP_ID
    assert manifest["validDomains"] == [HOST]
    assert "{{" not in json.dumps(manifest)


def test_every_place_has_the_commands_and_the_prompt_starters(target: Path) -> None:
    """Teams takes them from the list of the place that the person is in."""
    [bot] = manifest_of(target)["bots"]
    titles_by_scope = {
        scope: [command["title"] for command in commands["commands"]]
        for commands in bot["commandLists"]
        for scope in commands["scopes"]
    }

    assert set(titles_by_scope) == set(bot["scopes"]) == {"personal", "team", "groupChat"}
    for titles in titles_by_scope.values():
        orders = [title for title in titles if command_of(title)]
        assert orders == ["help", "new", "language", "space", "history", "stop"]
        assert len(titles) == len(orders) + 3


@pytest.mark.parametrize(("name", "side_px"), [("color.png", 192), ("outline.png", 32)])
def test_icons_have_the_size_that_teams_demands(target: Path, name: str, side_px: int) -> None:
    """An icon of another size stops the upload."""
    with zipfile.ZipFile(target) as made:
        header = made.read(name)[:24]

    assert header[1:4] == b"PNG"
    assert struct.unpack(">II", header[16:24]) == (side_px, side_px)


def test_the_same_input_makes_the_same_bytes(target: Path, tmp_path: Path) -> None:
    """Whoever compares two packages sees a difference only where there is one."""
    again = tmp_path / "again.zip"
    package.write_package(again, app_id=APP_ID, host=HOST)

    assert again.read_bytes() == target.read_bytes()


def test_microsofts_validator_finds_no_fault(target: Path) -> None:
    """The manifest and its translation keep to the schemas that Teams checks an upload with."""
    assert faults(unpacked(target)) == "[]"


def test_the_validator_would_find_a_fault(target: Path) -> None:
    """A validator that is asked the wrong way says yes to everything; this one says no."""
    folder = unpacked(target)
    manifest = manifest_of(target) | {"name": {"short": "x" * 31}}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (folder / "zh-tw.json").write_text(json.dumps(manifest), "utf-8")

    said = faults(folder)

    assert "must NOT have more than 30 characters" in said
    assert "must NOT have additional properties" in said


@pytest.mark.parametrize(
    ("app_id", "host", "words"),
    [
        ("", HOST, "app id is missing"),
        ("my-bot", HOST, "not a GUID"),
        (APP_ID + "0", HOST, "not a GUID"),
        (APP_ID, "", "host is missing"),
        (APP_ID, f"https://{HOST}", "not a plain host name"),
        (APP_ID, f"{HOST}/api/messages", "not a plain host name"),
        (APP_ID, f"{HOST}:443", "not a plain host name"),
        (APP_ID, "localhost", "not a plain host name"),
        (APP_ID, "127.0.0.1", "not a plain host name"),
    ],
)
def test_wrong_input_is_named_in_a_sentence(
    app_id: str, host: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An admin reads what to correct, and no half-made package is left."""
    target = tmp_path / "teams-app.zip"

    code = package.main(["--app-id", app_id, "--host", host, "--output", str(target)], {})

    [sentence] = capsys.readouterr().err.splitlines()
    assert code == 2
    assert words in sentence
    assert not target.exists()


def test_all_that_is_missing_is_named_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """One run is enough to learn everything that has to be set, and where."""
    assert package.main([], {}) == 2

    app_id, host = capsys.readouterr().err.splitlines()
    assert "MicrosoftAppId in .env" in app_id
    assert "BOT_HOST in .env" in host


@pytest.mark.parametrize(
    "line",
    [
        "BOT_HOST=bot.example.com",
        "  BOT_HOST = bot.example.com  ",
        "export BOT_HOST=bot.example.com # the bot",
        'BOT_HOST="bot.example.com"#the bot',
        "BOT_HOST='bot.example.com'",
        'BOT_HOST=first.example.com\nOTHER="two\nlines"\nBOT_HOST=bot.example.com',
        "BOT_HOST=bot.example.com\r\nPORT=1\r\n",
        "BOT_HOST=https://bot.example.com/api",
        'BOT_HOST="bot example"',
        "BOT_HOST=",
        "BOT_HOST=\nMicrosoftAppId=",
        "# BOT_HOST=bot.example.com",
        "MY_BOT_HOST=bot.example.com",
    ],
)
@pytest.mark.parametrize("prefix", ["", "\n# BOT_HOST is the bot's host\n"])
def test_a_setting_in_the_file_is_read_as_the_bot_reads_it(
    prefix: str, line: str, tmp_path: Path
) -> None:
    """The bot reads it with python-dotenv, which is the reference here."""
    file = tmp_path / ".env"
    file.write_bytes((prefix + line).encode())
    said = {name: dotenv_values(file).get(name) for name in ("MicrosoftAppId", "BOT_HOST")}

    assert package.settings_in(file) == {name: v for name, v in said.items() if v is not None}


def test_a_file_of_windows_notepad_is_read(tmp_path: Path) -> None:
    """It begins with a byte order mark."""
    (tmp_path / ".env").write_text(f"BOT_HOST={HOST}", "utf-8-sig")

    assert package.settings_in(tmp_path / ".env") == {"BOT_HOST": HOST}


def test_nothing_has_to_be_installed(tmp_path: Path) -> None:
    """Python alone makes the package; -S leaves out all that was installed."""
    target = tmp_path / "teams-app.zip"
    command = [sys.executable, "-S", "-m", "deploy.teams.package", "--output", str(target)]
    env = os.environ | {"MicrosoftAppId": APP_ID, "BOT_HOST": HOST}
    made = subprocess.run(command, cwd=ROOT, env=env, check=False)  # noqa: S603

    assert made.returncode == 0
    assert manifest_of(target)["id"] == APP_ID


def test_environment_fills_what_the_command_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The variables that the bot itself runs with are enough; the case of an id does not matter."""
    target = tmp_path / "teams-app.zip"
    env = {"MicrosoftAppId": APP_ID.upper(), "BOT_HOST": HOST.title()}

    code = package.main(["--output", str(target)], env)

    assert code == 0
    assert manifest_of(target)["id"] == APP_ID
    assert manifest_of(target)["validDomains"] == [HOST]
    assert str(target) in capsys.readouterr().out
