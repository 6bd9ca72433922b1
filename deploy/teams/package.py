"""Builds the zip that an administrator uploads to Teams: `python -m deploy.teams.package`.

The manifest, its translation and the icons are in this folder, and are meant to be edited: only the
id of the bot's app registration, the bot's host and how people sign in are filled in here. The
icons are drawn in the .svg files; `make icons` renders them. Standard library only, so that nothing
has to be installed for it.
"""

import argparse
import json
import os
import re
import sys
import uuid
import zipfile
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

SOURCE = Path(__file__).parent
ROOT = SOURCE.parents[1]
MANIFEST = "manifest.json"

# The earliest time in a zip, so that the same input always gives the same bytes.
LONG_AGO = (1980, 1, 1, 0, 0, 0)

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?", re.ASCII)

# What Entra accepts as an App ID URI, as far as Teams' schema takes it.
APP_ID_URI = re.compile(r"(api|https)://[!-~]{1,90}", re.ASCII)
# The host of the Bot Framework's sign-in page.
SIGN_IN_HOST = "token.botframework.com"

WHERE = "set {} in .env or in the environment"

# The settings in .env; their values contain no "#". python-dotenv, with which the bot reads the
# file, would have to be installed first.
SETTING = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(MicrosoftAppId|MicrosoftAppType|BOT_HOST|OAUTH_CONNECTION_NAME"
    r"|OAUTH_APP_ID|OAUTH_APP_ID_URI)[ \t]*=[ \t]*"
    r"([\"']?)([^#\n]*?)\2[ \t]*(?:#.*)?$",
    re.MULTILINE,
)

# The developer's addresses in the original manifest.
PLACEHOLDER = "https://example.com"


class PackageError(Exception):
    """The package cannot be made; problems has one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def checked_app_id(text: str) -> str:
    """Return the id in lower case, as Teams compares it.

    Raises:
        PackageError: text is missing, or is not the GUID that every app registration has.
    """
    if not text:
        raise PackageError([f"The bot's app id is missing: {WHERE.format('MicrosoftAppId')}."])
    if not GUID.fullmatch(text):
        problem = f"The app id {text!r} is not a GUID: copy the Application (client) ID from Azure."
        raise PackageError([problem])
    return str(uuid.UUID(text))


def checked_host(text: str) -> str:
    """Return the host name in lower case.

    Raises:
        PackageError: text is missing, or is not exactly a public host name.
    """
    if not text:
        raise PackageError([f"The bot's host is missing: {WHERE.format('BOT_HOST')}."])
    host = text.lower()
    if not HOST.fullmatch(host):
        problem = (
            f"The host {text!r} is not a plain host name: "
            "write it like genie-bot.azurewebsites.net, without https://, port or path."
        )
        raise PackageError([problem])
    return host


@dataclass(frozen=True)
class SignIn:
    """How people sign in: the app registration of the OAuth connection, and its App ID URI."""

    app_id: str
    app_id_uri: str


def checked_sign_in(env: Mapping[str, str], app_id: str) -> SignIn | None:
    """Return how people sign in; None if they do not.

    Args:
        app_id: of the bot.

    Raises:
        PackageError: a managed identity has no app registration, and none is named; or an id or a
            URI is none.
    """
    if not env.get("OAUTH_CONNECTION_NAME"):
        return None
    own = env.get("OAUTH_APP_ID") or ""
    if not own and env.get("MicrosoftAppType") == "UserAssignedMSI":
        problem = (
            "The app registration of the OAuth connection is missing, since a managed identity "
            f"cannot be one: {WHERE.format('OAUTH_APP_ID')}."
        )
        raise PackageError([problem])
    uri = env.get("OAUTH_APP_ID_URI") or f"api://botid-{app_id}"
    if not APP_ID_URI.fullmatch(uri):
        problem = f"The App ID URI {uri!r} is none: copy it from the app registration in Azure."
        raise PackageError([problem])
    return SignIn(checked_app_id(own) if own else app_id, uri)


def checked(app_id: str, host: str, env: Mapping[str, str]) -> tuple[str, str, SignIn | None]:
    """Return all values, or raise a PackageError with the problems of each."""
    problems: list[str] = []

    def check(value: Callable[[], T]) -> T | None:
        try:
            return value()
        except PackageError as error:
            problems.extend(error.problems)
            return None

    bot_id = check(lambda: checked_app_id(app_id.strip()))
    bot_host = check(lambda: checked_host(host.strip()))
    sign_in = check(lambda: checked_sign_in(env, bot_id or ""))
    if problems or bot_id is None or bot_host is None:
        raise PackageError(problems)
    return bot_id, bot_host, sign_in


def settings_in(file: Path) -> dict[str, str]:
    """Return the settings in .env that the package needs; missing ones are left out."""
    text = file.read_text("utf-8-sig") if file.exists() else ""
    return {found[1]: found[3] for found in SETTING.finditer(text)}


def manifest_text(app_id: str, host: str, sign_in: SignIn | None = None) -> str:
    """Return the manifest with these values filled in."""
    template = (SOURCE / MANIFEST).read_text("utf-8")
    text = template.replace("{{APP_ID}}", app_id).replace("{{BOT_HOST}}", host)
    if sign_in is None:
        return text
    manifest = json.loads(text)
    manifest["webApplicationInfo"] = {"id": sign_in.app_id, "resource": sign_in.app_id_uri}
    manifest["validDomains"].append(SIGN_IN_HOST)
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def files_of(manifest: Mapping[str, Any]) -> list[str]:
    """Return the names of all files of the package: the manifest and those that it names."""
    languages = manifest.get("localizationInfo", {}).get("additionalLanguages", [])
    return [MANIFEST, *(language["file"] for language in languages), *manifest["icons"].values()]


def write_package(target: Path, manifest: str) -> None:
    """Write the zip. The same input gives the same bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as package:
        for name in files_of(json.loads(manifest)):
            content = manifest.encode() if name == MANIFEST else (SOURCE / name).read_bytes()
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system = 3  # Unix, also if made on Windows
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content, zipfile.ZIP_DEFLATED)


def main(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Make the package of these arguments and variables; return 2 if they are insufficient."""
    parser = argparse.ArgumentParser(prog="python -m deploy.teams.package", description=__doc__)
    parser.add_argument("--app-id", help="Application (client) ID; else MicrosoftAppId")
    parser.add_argument("--host", help="public host name of the bot; else BOT_HOST")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "teams-app.zip")
    options = parser.parse_args(arguments)

    app_id = options.app_id or env.get("MicrosoftAppId") or ""
    host = options.host or env.get("BOT_HOST") or ""
    try:
        app_id, host, sign_in = checked(app_id, host, env)
    except PackageError as error:
        print(error, file=sys.stderr)
        return 2
    manifest = manifest_text(app_id, host, sign_in)
    write_package(options.output, manifest)
    print(f"{options.output}: upload it in the Teams admin center, or in Teams under Apps.")
    if json.loads(manifest)["developer"]["websiteUrl"] == PLACEHOLDER:
        print("It names no developer yet: fill in `developer` in deploy/teams/manifest.json.")
    return 0


if __name__ == "__main__":
    # Not a merged dict: on Windows os.environ finds MicrosoftAppId, and stores it in upper case.
    sys.exit(main(sys.argv[1:], ChainMap(os.environ, settings_in(ROOT / ".env"))))
