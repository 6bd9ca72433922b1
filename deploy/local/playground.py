"""The Microsoft 365 Agents Playground, a Teams emulator: how it is started, and as whom."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.install import ROOT
from deploy.local.options import LAST_PORT

# Otherwise the Playground starts the system's opener of web pages (xdg-open, open, PowerShell), and
# ends if there is none, as on servers, in containers and often in WSL.
NO_BROWSER = {"TEAMSAPPTESTER_BROWSER": "none"}

PLAYGROUND = ROOT / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
_CONFIG = ".m365agentsplayground.yml"  # which it looks for in its working directory
_OTHERS = ("Megan Bowen", "Adele Vance", "Isaiah Langer", "Patti Fernandez", "Lynne Robbins")
_LICENCE = """\
  The Playground is Microsoft's, installed from npm as a tool for development under Microsoft's
  pre-release evaluation licence (node_modules/@microsoft/m365agentsplayground/LICENSE).
  It listens on all network interfaces of this machine, {ports}."""
_TWO_PEOPLE = """\
Ask both the same question. Each signs in once, by the card with which the bot answers, and sees
the rows of one region. The page to sign in is on port {port} of this machine."""


@dataclass(frozen=True)
class Person:
    """Somebody who signs in at the simulator, as Teams knows them."""

    id: str
    name: str
    region: str

    @property
    def user_name(self) -> str:
        """The name in Entra and in Databricks."""
        return f"{self.name.lower().replace(' ', '.')}@example.com"


PEOPLE = (Person("mei", "Mei Lin", "North"), Person("wei", "Wei Chen", "Central"))


def command(endpoint: str, channel: str, port: int) -> list[str]:
    """Return the command that starts a Playground for a bot."""
    options = ["-e", endpoint, "-c", channel, "-p", str(port), "--disable-telemetry"]
    return ["node", str(PLAYGROUND), *options]


def ports_from(first: int, count: int) -> list[int]:
    """Return the ports to try, one after the other; 0 finds a free one."""
    return [first + n if first and first + n <= LAST_PORT else 0 for n in range(count)]


def write_config(folder: Path, person: Person) -> None:
    """Write the file in a Playground's working directory that says who uses it."""
    folder.mkdir(exist_ok=True)
    everybody = [_user(f"{person.id}-{n}", name) for n, name in enumerate(_OTHERS, start=1)]
    config = {
        "version": "0.1.1",
        "tenantId": "00000000-0000-0000-0000-000000000001",
        "bot": {"id": "00000000-0000-0000-0000-000000000011", "name": "Test Bot"},
        "currentUser": _user(person.id, person.name),
        "users": everybody,  # exactly five
        "personalChat": {"id": f"{person.id}-personal-chat"},
        "groupChat": {"id": f"{person.id}-group-chat", "name": "Group Chat"},
        "team": {
            "id": f"{person.id}-team",
            "name": "My Team",
            "aadGroupId": "00000000-0000-0000-0000-000000000031",
            "channels": [{"id": f"{person.id}-announcements", "name": "Announcements"}],
        },
    }
    (folder / _CONFIG).write_text(json.dumps(config, indent=2), "utf-8")  # JSON is valid YAML


def advice(
    people: Sequence[Person | None],
    wanted: Sequence[int],
    ports: Sequence[int],
    *,
    sign_in_port: int,
) -> str:
    """Return where to open which Playground, and its licence."""
    lines = []
    for person, port, first in zip(people, ports, wanted, strict=True):
        taken = f" (port {first} was taken)" if first not in (0, port) else ""
        whom = f"as {person.name}, who sees {person.region}" if person else ""
        what = whom or "and ask a question in the chat"
        lines.append(f"Open http://localhost:{port} {what}{taken}.")
    if len(ports) > 1:
        lines.append(_TWO_PEOPLE.format(port=sign_in_port))
    listed = f"port{'s' if len(ports) > 1 else ''} {' and '.join(map(str, ports))}"
    return "\n".join(["", *lines, "", _LICENCE.format(ports=listed)])


def _user(user_id: str, name: str) -> dict[str, str]:
    given, _, family = name.partition(" ")
    address = f"{given}.{family}@example.com".lower()
    return {
        "id": user_id,
        "name": name,
        "userPrincipleName": address,
        "aadObjectId": str(uuid.uuid5(uuid.NAMESPACE_URL, user_id)),
        "givenName": given,
        "surname": family,
        "email": address,
    }
