"""The Teams app package: its content, and that Teams accepts it."""

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
OTHER_ID = "0f3a1b2c-0000-4000-8000-abcdefabcdef"
NAMES = (
    *("MicrosoftAppId", "MicrosoftAppType", "BOT_HOST"),
    *("OAUTH_CONNECTION_NAME", "OAUTH_APP_ID", "OAUTH_APP_ID_URI"),
)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A package."""
    path = tmp_path / "made" / "teams-app.zip"
    package.write_package(path, package.manifest_text(APP_ID, HOST))
    return path


def manifest_of(target: Path) -> Any:
    """The manifest in a package."""
    with zipfile.ZipFile(target) as made:
        return json.loads(made.read("manifest.json"))


def unpacked(target: Path) -> Path:
    """A folder with the files of a package."""
    folder = target.parent / "unpacked"
    with zipfile.ZipFile(target) as made:
        made.extractall(folder)
    return folder


def errors_of(folder: Path) -> str:
    """Return the errors of Microsoft's validator as JSON, `[]` if there are none."""
    node = node_with("@microsoft/app-manifest")
    command = [node, str(ROOT / "tests" / "deploy" / "validate.js"), str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert said.returncode == 0, said.stderr
    return str(said.stdout).strip()


def test_the_bot_and_its_host_are_filled_in(target: Path) -> None:
    """Teams refuses a package with an empty id or host."""
    manifest = manifest_of(target)

    assert manifest["id"] == APP_ID
    assert manifest["bots"][0]["botId"] == APP_ID
    assert manifest["validDomains"] == [HOST]
    assert "{{" not in json.dumps(manifest)


def test_every_scope_has_the_commands_and_prompt_starters(target: Path) -> None:
    """Teams uses the list of the scope in which the person is."""
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


def test_every_command_is_translated(target: Path) -> None:
    """Teams sends the translated title, so the bot must know it as the same command."""
    [bot] = manifest_of(target)["bots"]
    translation = json.loads((unpacked(target) / "zh-tw.json").read_text("utf-8"))
    translated = {key for key in translation if key.startswith("bots")}
    expected = set()
    for number, commands in enumerate(bot["commandLists"]):
        for place, command in enumerate(commands["commands"]):
            key = f"bots[0].commandLists[{number}].commands[{place}]"
            expected |= {f"{key}.title", f"{key}.description"}
            assert command_of(translation[f"{key}.title"]) == command_of(command["title"])

    assert translated == expected


@pytest.mark.parametrize(("name", "side_px"), [("color.png", 192), ("outline.png", 32)])
def test_icons_have_the_size_that_teams_requires(target: Path, name: str, side_px: int) -> None:
    """Teams refuses icons of another size."""
    with zipfile.ZipFile(target) as made:
        header = made.read(name)[:24]

    assert header[1:4] == b"PNG"
    assert struct.unpack(">II", header[16:24]) == (side_px, side_px)


def test_the_package_has_the_files_that_the_manifest_names() -> None:
    """A translation that is added is packed without a change of the code."""
    icons = {"color": "c.png", "outline": "o.png"}
    languages = [{"languageTag": tag, "file": f"{tag}.json"} for tag in ("zh-tw", "ja")]
    manifest = {"icons": icons, "localizationInfo": {"additionalLanguages": languages}}

    names = ["manifest.json", "zh-tw.json", "ja.json", "c.png", "o.png"]
    assert package.files_of(manifest) == names
    assert package.files_of({"icons": icons}) == ["manifest.json", "c.png", "o.png"]


def test_the_package_is_reproducible(target: Path, tmp_path: Path) -> None:
    """Two packages differ only if their content differs."""
    again = tmp_path / "again.zip"
    package.write_package(again, package.manifest_text(APP_ID, HOST))

    assert again.read_bytes() == target.read_bytes()


def test_microsofts_validator_finds_no_error(target: Path) -> None:
    """The manifest and its translation match the schemas with which Teams checks an upload."""
    assert errors_of(unpacked(target)) == "[]"


def test_the_validator_finds_errors(target: Path) -> None:
    """A validator that is called incorrectly accepts everything."""
    folder = unpacked(target)
    manifest = manifest_of(target) | {"name": {"short": "x" * 31}}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (folder / "zh-tw.json").write_text(json.dumps(manifest), "utf-8")

    said = errors_of(folder)

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
def test_invalid_input_is_reported_in_one_sentence(
    app_id: str, host: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The administrator reads what to correct, and no partial package is left."""
    target = tmp_path / "teams-app.zip"

    code = package.main(["--app-id", app_id, "--host", host, "--output", str(target)], {})

    [sentence] = capsys.readouterr().err.splitlines()
    assert code == 2
    assert words in sentence
    assert not target.exists()


def test_all_missing_values_are_reported_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """One run shows what has to be set, and where."""
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
        "OAUTH_CONNECTION_NAME=databricks\nOAUTH_APP_ID = x\nOAUTH_APP_ID_URI='api://botid-x'",
        "MicrosoftAppType=UserAssignedMSI\nMY_OAUTH_APP_ID=x\nOAUTH_APP_ID_URIS=x",
        "# BOT_HOST=bot.example.com",
        "MY_BOT_HOST=bot.example.com",
    ],
)
@pytest.mark.parametrize("prefix", ["", "\n# BOT_HOST is the bot's host\n"])
def test_the_env_file_is_read_like_python_dotenv(prefix: str, line: str, tmp_path: Path) -> None:
    """The bot reads it with python-dotenv."""
    file = tmp_path / ".env"
    file.write_bytes((prefix + line).encode())
    said = {name: dotenv_values(file).get(name) for name in NAMES}

    assert package.settings_in(file) == {name: v for name, v in said.items() if v is not None}


def test_an_env_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """Windows Notepad writes one."""
    (tmp_path / ".env").write_text(f"BOT_HOST={HOST}", "utf-8-sig")

    assert package.settings_in(tmp_path / ".env") == {"BOT_HOST": HOST}


def test_the_package_needs_no_installed_packages(tmp_path: Path) -> None:
    """The command runs with the standard library; -S hides installed packages."""
    target = tmp_path / "teams-app.zip"
    command = [sys.executable, "-S", "-m", "deploy.teams.package", "--output", str(target)]
    env = os.environ | {"MicrosoftAppId": APP_ID, "BOT_HOST": HOST}
    made = subprocess.run(command, cwd=ROOT, env=env, check=False)  # noqa: S603

    assert made.returncode == 0
    assert manifest_of(target)["id"] == APP_ID


def test_environment_variables_replace_options(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bot's own variables are sufficient; ids may be in upper case."""
    target = tmp_path / "teams-app.zip"
    env = {"MicrosoftAppId": APP_ID.upper(), "BOT_HOST": HOST.title()}

    code = package.main(["--output", str(target)], env)

    assert code == 0
    assert manifest_of(target)["id"] == APP_ID
    assert manifest_of(target)["validDomains"] == [HOST]
    assert str(target) in capsys.readouterr().out


def made_with(target: Path, **env: str) -> int:
    """Make a package for people who sign in."""
    settings = {"MicrosoftAppId": APP_ID, "BOT_HOST": HOST, "OAUTH_CONNECTION_NAME": "databricks"}
    return package.main(["--output", str(target)], settings | env)


@pytest.mark.parametrize(
    ("env", "app_id", "uri"),
    [
        ({}, APP_ID, f"api://botid-{APP_ID}"),
        ({"OAUTH_APP_ID": OTHER_ID.upper()}, OTHER_ID, f"api://botid-{APP_ID}"),
        (
            {"MicrosoftAppType": "UserAssignedMSI", "OAUTH_APP_ID": OTHER_ID},
            OTHER_ID,
            f"api://botid-{APP_ID}",
        ),
        (
            {"OAUTH_APP_ID_URI": f"api://{HOST}/botid-{APP_ID}"},
            APP_ID,
            f"api://{HOST}/botid-{APP_ID}",
        ),
    ],
)
def test_people_who_sign_in(tmp_path: Path, env: dict[str, str], app_id: str, uri: str) -> None:
    """Teams fetches their tokens silently for this registration, and Microsoft accepts it."""
    target = tmp_path / "teams-app.zip"

    assert made_with(target, **env) == 0

    manifest = manifest_of(target)
    assert manifest["webApplicationInfo"] == {"id": app_id, "resource": uri}
    assert manifest["validDomains"] == [HOST, "token.botframework.com"]
    assert manifest["bots"][0]["botId"] == APP_ID
    assert errors_of(unpacked(target)) == "[]"


def test_without_a_connection_nobody_signs_in(tmp_path: Path) -> None:
    """The package then has nothing of it."""
    target = tmp_path / "teams-app.zip"

    assert made_with(target, OAUTH_CONNECTION_NAME="", OAUTH_APP_ID=OTHER_ID) == 0

    assert "webApplicationInfo" not in manifest_of(target)
    assert manifest_of(target)["validDomains"] == [HOST]


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"MicrosoftAppType": "UserAssignedMSI"}, "set OAUTH_APP_ID in .env"),
        ({"OAUTH_APP_ID": "my-app"}, "not a GUID"),
        ({"OAUTH_APP_ID_URI": "botid-1"}, "App ID URI 'botid-1' is none"),
        ({"OAUTH_APP_ID_URI": "api://a b"}, "App ID URI 'api://a b' is none"),
    ],
)
def test_a_sign_in_that_cannot_work(
    tmp_path: Path, env: dict[str, str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is reported in one sentence, since Teams would fail without one."""
    target = tmp_path / "teams-app.zip"

    assert made_with(target, **env) == 2

    [sentence] = capsys.readouterr().err.splitlines()
    assert words in sentence
    assert not target.exists()
