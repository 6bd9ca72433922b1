"""Who may ask, where and how much, and what is wrong with that."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from settings.reader import EnvironmentReader

MOST_PER_MINUTE: Final = 1_000
MOST_PER_DAY: Final = 1_000
MAX_CHAT_CHARS: Final = 300
_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_YES: Final = "true"
_THREAD: Final = ";messageid="
_CHAT: Final = re.compile(r"[!-~]+")
_ALLOW: Final = '{"people": [...], "chats": [...], "groups": [...]}'

_Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class AllowSettings:
    """Who may ask a space: people and groups by their ids in Entra, and chats by theirs in Teams.

    A person needs one of them.
    """

    people: frozenset[str] = frozenset()
    chats: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Who may ask at all, where, and how much.

    tenants are those whose people are answered in Teams; empty: all. per_minute and per_day are the
    most questions of one person; 0: no limit.
    """

    tenants: frozenset[str]
    guests: bool
    channels: bool
    group_chats: bool
    per_minute: int
    per_day: int


def read_access(read: EnvironmentReader) -> AccessSettings:
    """Read the settings."""
    return AccessSettings(
        tenants=_tenants(read),
        guests=_switch(read, "ALLOW_GUESTS"),
        channels=_switch(read, "ALLOW_CHANNELS"),
        group_chats=_switch(read, "ALLOW_GROUP_CHATS"),
        per_minute=read.whole("QUESTIONS_PER_PERSON_PER_MINUTE", 0, low=0, high=MOST_PER_MINUTE),
        per_day=read.whole("QUESTIONS_PER_PERSON_PER_DAY", 0, low=0, high=MOST_PER_DAY),
    )


def _tenants(read: EnvironmentReader) -> frozenset[str]:
    listed = read.text("ALLOWED_TENANTS").lower().replace(",", " ").split()
    if read.text("ALLOWED_TENANTS") and not listed:
        read.problem("ALLOWED_TENANTS names no tenant: write the ids of tenants, or leave it empty")
    for tenant in listed:
        if not _GUID.fullmatch(tenant):
            read.problem(
                f"ALLOWED_TENANTS has {tenant!r}: write the ids of tenants, separated by commas"
            )
    own = read.text("MicrosoftAppTenantId").lower()
    return frozenset(listed or ([own] if own else []))


def _switch(read: EnvironmentReader, name: str) -> bool:
    return read.choice(name, (_YES, "false")) == _YES


def read_allow(value: object, note: _Note) -> AllowSettings:
    """Read who may ask a space; note takes the rest of a sentence about its entry."""
    if not isinstance(value, Mapping):
        note(f"has an allow that is not an object: write it as {_ALLOW}")
        return AllowSettings()
    for key in value:
        if key not in AllowSettings.__slots__:
            note(f"has the unknown key {key!r} in allow: write {_ALLOW}")
    allow = AllowSettings(
        people=_ids(value, "people", note, is_id=_is_guid),
        chats=_ids(value, "chats", note, is_id=_is_chat),
        groups=_ids(value, "groups", note, is_id=_is_guid),
    )
    if allow == AllowSettings():
        note("allows nobody: list people, chats or groups in allow, or leave it out")
    return allow


def _ids(
    value: Mapping[str, object], key: str, note: _Note, *, is_id: Callable[[str], bool]
) -> frozenset[str]:
    listed = value.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        note(f'has {key} in allow that are not a list of texts: write them as ["...", "..."]')
        return frozenset()
    # A thread of a channel has its number behind the channel's id.
    is_chat = key == "chats"
    ids = [each.strip().partition(_THREAD)[0] if is_chat else each.lower() for each in listed]
    for each in ids:
        if not is_id(each):
            note(f"has {each!r} in {key} of allow, which is no id: whoami shows them")
    return frozenset(ids)


def _is_guid(text: str) -> bool:
    return _GUID.fullmatch(text) is not None


def _is_chat(text: str) -> bool:
    return len(text) <= MAX_CHAT_CHARS and _CHAT.fullmatch(text) is not None
