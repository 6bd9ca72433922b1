"""Builds the zip that an administrator uploads to Teams: `python -m deploy.teams.package`.

The manifest, its translation and the icons are in this folder, and are meant to be edited: only the
id of the bot's app registration and the bot's host are filled in here. The icons are drawn in the
.svg files; `make icons` renders them. Standard library only, so that nothing has to be installed
for it.
"""

import argparse
import json
import os
import re
import sys
import uuid
import zipfile
from collections import ChainMap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent
ROOT = SOURCE.parents[1]
MANIFEST = "manifest.json"

# The earliest time in a zip, so that the same input always gives the same bytes.
LONG_AGO = (1980, 1, 1, 0, 0, 0)

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?", re.ASCII)

WHERE = "set {} in .env or in the environment"

# The two settings in .env; their values contain no "#". python-dotenv, with which the bot reads the
# file, would have to be installed first.
SETTING = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(MicrosoftAppId|BOT_HOST)[ \t]*=[ \t]*"
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


def checked(app_id: str, host: str) -> tuple[str, str]:
    """Return both values, or raise a PackageError with the problems of each."""
    values: list[str] = []
    problems: list[str] = []
    for check, text in ((checked_app_id, app_id), (checked_host, host)):
        try:
            values.append(check(text.strip()))
        except PackageError as error:
            problems.extend(error.problems)
    if problems:
        raise PackageError(problems)
    return values[0], values[1]


def settings_in(file: Path) -> dict[str, str]:
    """Return the app id and the host in .env; missing ones are left out."""
    text = file.read_text("utf-8-sig") if file.exists() else ""
    return {found[1]: found[3] for found in SETTING.finditer(text)}


def manifest_text(app_id: str, host: str) -> str:
    """Return the manifest with both values filled in."""
    template = (SOURCE / MANIFEST).read_text("utf-8")
    return template.replace("{{APP_ID}}", app_id).replace("{{BOT_HOST}}", host)


def files_of(manifest: Mapping[str, Any]) -> list[str]:
    """Return the names of all files of the package: the manifest and those that it names."""
    languages = manifest.get("localizationInfo", {}).get("additionalLanguages", [])
    return [MANIFEST, *(language["file"] for language in languages), *manifest["icons"].values()]


def write_package(target: Path, *, app_id: str, host: str) -> None:
    """Write the zip. The same input gives the same bytes."""
    manifest = manifest_text(app_id, host)
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
        app_id, host = checked(app_id, host)
    except PackageError as error:
        print(error, file=sys.stderr)
        return 2
    write_package(options.output, app_id=app_id, host=host)
    print(f"{options.output}: upload it in the Teams admin center, or in Teams under Apps.")
    if json.loads(manifest_text(app_id, host))["developer"]["websiteUrl"] == PLACEHOLDER:
        print("It names no developer yet: fill in `developer` in deploy/teams/manifest.json.")
    return 0


if __name__ == "__main__":
    # Not a merged dict: on Windows os.environ finds MicrosoftAppId, and stores it in upper case.
    sys.exit(main(sys.argv[1:], ChainMap(os.environ, settings_in(ROOT / ".env"))))
