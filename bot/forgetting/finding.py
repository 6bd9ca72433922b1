"""Finding out under which ids channels know a person, for an administrator who has one id."""

import json
from collections.abc import Iterable
from itertools import pairwise
from typing import Any
from urllib.parse import quote, unquote

from bot.forgetting.traces import Person, objects_in
from bot.storage.store import ASIDE, Store

_USERS = "users"


async def people_with(store: Store, some_id: str) -> list[Person]:
    """Return the people with this id: of a channel, or of Entra.

    Raises:
        StorageUnavailableError: the store cannot be used now.
    """
    found: dict[tuple[str, str], str] = {}
    keys = await store.items.find([json.dumps(some_id)[1:-1], quote(some_id, safe="")])
    listed = [each.key for each in await store.journal.beneath("")]
    for key in [*keys, *listed]:
        for channel_id, user_id in _in_key(key):
            if user_id == some_id:
                found.setdefault((channel_id, user_id), "")
    for key in keys:
        item = {} if key.startswith(ASIDE) else (await store.items.read([key])).get(key, {})
        found |= _in_objects(objects_in(item), some_id)
    found |= _in_lines(await store.trail.since(0), some_id)
    return [Person(*ids, directory_id) for ids, directory_id in found.items()]


def _in_key(key: str) -> Iterable[tuple[str, str]]:
    """Yield the channel and the person in a key of state or of the journal."""
    channel, *parts = key.split("/")
    for name, value in pairwise(parts):
        if name == _USERS:
            yield unquote(channel), unquote(value)


def _in_objects(objects: Iterable[Any], some_id: str) -> dict[tuple[str, str], str]:
    found = {}
    for part in objects:
        match part:
            case {"channelId": str(channel_id), "user": {"id": str(user_id), **others}}:
                directory_id = str(others.get("aadObjectId") or "")
                if some_id in {user_id, directory_id}:
                    found[channel_id, user_id] = directory_id
    return found


def _in_lines(lines: Iterable[dict[str, Any]], some_id: str) -> dict[tuple[str, str], str]:
    names = "channel_id", "user_id", "directory_id"
    ids = [[str(line.get(name, "")) for name in names] for line in lines]
    return {(c, user): entra for c, user, entra in ids if user and some_id in {user, entra}}
