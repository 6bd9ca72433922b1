"""Deletes what is kept of a person, for an administrator, while the bot may be running."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.audit.event import AuditEvent, AuditKind
from bot.forgetting.finding import people_with
from bot.storage.store import StorageUnavailableError
from config import ConfigError, Settings
from server import loops
from server.assembly import Assembly
from server.lifetime import opened
from server.overrides import Overrides
from settings.storage import StorageKind

_USAGE: Final = """\
Usage: python forget.py ID

ID: of a person in Entra, or in a channel, written as whoami shows it.
The settings are those of the bot, from the environment and .env."""
_IN_MEMORY: Final = (
    "STORAGE is memory, which only the bot's own process can read: restart the bot, and nothing is "
    "kept of anybody."
)


def run(environment: Mapping[str, str], arguments: list[str]) -> None:
    """Forget the person whose id is the only argument; print what was deleted.

    The exit status is 1 if there is no such person, or if that cannot be known.
    """
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.exit(_USAGE)
    some_id = arguments[0]
    try:
        settings = Settings.from_env(environment)
        if settings.storage.kind is StorageKind.MEMORY:
            sys.exit(_IN_MEMORY)
        overrides = Overrides(environment=environment)
        lines = loops.run(forgotten(settings, overrides, some_id))
    except ConfigError as exc:
        sys.exit(str(exc))
    except StorageUnavailableError as exc:
        sys.exit(f"The store cannot be used: {exc}. Nothing is certain to be deleted; try again.")
    if not lines:
        where = environment.get("STORAGE") or settings.storage.path
        sys.exit(
            f"There is nobody with the id {some_id} in {where}: compare the id with whoami, and "
            "STORAGE with the bot's."
        )
    print("\n".join(lines))  # noqa: T201 - for a person


async def forgotten(settings: Settings, overrides: Overrides, some_id: str) -> list[str]:
    """Forget the people with an id; return what was done, in sentences; none: there is nobody.

    Raises:
        StorageUnavailableError: the store cannot be used, and why.
    """
    async with opened(settings, overrides) as resources:
        parts = await Assembly.make(settings, overrides, resources)
        people = await people_with(resources.store, some_id)
        lines = []
        for person in people:
            done = await parts.forgetting.forgetter.forget(person)
            event = AuditEvent(AuditKind.FORGETTING, parts.audit.now(), detail="administrator")
            await parts.audit.record(
                replace(
                    event,
                    channel_id=person.channel_id,
                    user_id=person.user_id,
                    directory_id=person.directory_id,
                )
            )
            lines += [
                f"{person.user_id} in {person.channel_id}: {done.items} records deleted, "
                f"{done.conversations} conversations deleted in Genie, {done.left} left there."
            ]
        if people and settings.audit.days:
            lines += [f"The audit trail stays for {settings.audit.days} days."]
        return lines
