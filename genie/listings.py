"""What there is to list: spaces, conversations, and pages of anything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Self, TypeVar

from genie.parsing import (
    JsonObject,
    known,
    objects,
    optional_str,
    own_id,
    required_str,
    timestamp,
)
from genie.statuses import ConversationType

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it stands in a space's list. title is usually its first question."""

    conversation_id: str
    title: str
    created_at: datetime | None
    kind: ConversationType | str

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a conversation from an item of "list conversations"."""
        return cls(
            conversation_id=own_id(body, "conversation_id"),
            title=optional_str(body, "title"),
            created_at=timestamp(body, "created_timestamp"),
            kind=known(ConversationType, optional_str(body, "agent_type")),
        )


@dataclass(frozen=True, slots=True)
class Space:
    """A Genie space (in newer words: a Genie agent), which answers about one set of tables."""

    space_id: str
    title: str
    description: str = ""

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a space from the decoded body of "get space"."""
        return cls(
            space_id=required_str(body, "space_id"),
            title=optional_str(body, "title"),
            description=optional_str(body, "description"),
        )


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT]):
    """One page of a list; next_page_token is empty on the last."""

    items: tuple[ItemT, ...]
    next_page_token: str = ""

    @classmethod
    def from_json(cls, body: JsonObject, name: str, item: Callable[[JsonObject], ItemT]) -> Self:
        """Build a page whose items stand under name."""
        return cls(tuple(map(item, objects(body, name))), optional_str(body, "next_page_token"))
