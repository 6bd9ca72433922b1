"""Whether a person may ask a space in a place: a pure decision over facts and rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Refusal(StrEnum):
    """Why a person may not ask."""

    CHANNEL = "channel"
    GROUP_CHAT = "group chat"
    GUEST = "guest"
    SPACE = "space"
    UNKNOWN = "not known"  # it cannot be found out now


@dataclass(frozen=True, slots=True)
class Allowed:
    """Who may ask a space: people and groups by their ids in Entra, and chats. One is enough."""

    people: frozenset[str] = frozenset()
    chats: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may ask.

    Args:
        spaces: who may ask each of them, by id; None: everyone.
    """

    spaces: Mapping[str, Allowed | None] = field(default_factory=dict)
    guests: bool = True
    channels: bool = True
    group_chats: bool = True

    @property
    def are_open(self) -> bool:
        """Whether everyone may ask everything everywhere."""
        are_places_open = self.guests and self.channels and self.group_chats
        return are_places_open and all(allowed is None for allowed in self.spaces.values())

    @property
    def groups(self) -> frozenset[str]:
        """The groups of all spaces."""
        return frozenset().union(*(each.groups for each in self.spaces.values() if each))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person, and of the place in which they ask.

    Args:
        person_id: in Entra; "": not known.
        chats: the ids of the chat, and of its channel and team.
        is_guest: None: it cannot be found out now.
        groups: those of the rules that the person is in; None: it cannot be found out now.
    """

    person_id: str = ""
    chats: frozenset[str] = frozenset()
    is_channel: bool = False
    is_group_chat: bool = False
    is_guest: bool | None = False
    groups: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True)
class Permit:
    """What a person may ask in a place.

    refusals: why each of the spaces may not be asked; None: it may.
    """

    refusals: Mapping[str, Refusal | None]
    are_all_open: bool = False

    def refusal_of(self, space_id: str) -> Refusal | None:
        """Return why a space may not be asked; one that is not known only if all are open."""
        if self.are_all_open:
            return None
        return self.refusals.get(space_id, Refusal.SPACE)

    @property
    def refusal(self) -> Refusal | None:
        """Why nothing may be asked; None: something may."""
        reasons = list(self.refusals.values())
        if None in reasons or self.are_all_open:
            return None
        return Refusal.UNKNOWN if Refusal.UNKNOWN in reasons else next(iter(reasons), None)


def permit_of(rules: Rules, facts: Facts) -> Permit:
    """Decide which spaces may be asked."""
    of_all = refusal_of_all(rules, facts)
    refusals = {
        space_id: of_all or (None if allowed is None else _refusal(allowed, facts))
        for space_id, allowed in rules.spaces.items()
    }
    return Permit(refusals, rules.are_open)


def refusal_of_all(rules: Rules, facts: Facts) -> Refusal | None:
    """Return why no space may be asked in this place, or by this person, whatever it allows."""
    if facts.is_channel and not rules.channels:
        return Refusal.CHANNEL
    if facts.is_group_chat and not rules.group_chats:
        return Refusal.GROUP_CHAT
    if rules.guests or facts.is_guest is False:
        return None
    return Refusal.UNKNOWN if facts.is_guest is None else Refusal.GUEST


def _refusal(allowed: Allowed, facts: Facts) -> Refusal | None:
    if facts.person_id in allowed.people - {""} or facts.chats & allowed.chats:
        return None
    if not allowed.groups:
        return Refusal.SPACE
    if facts.groups is None:
        return Refusal.UNKNOWN
    return None if facts.groups & allowed.groups else Refusal.SPACE
