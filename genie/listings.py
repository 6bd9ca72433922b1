"""Listings: conversations, and pages of any list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Self, TypeVar

from genie.parsing import JsonObject, objects, optional_str, own_id, timestamp

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation in a space's list."""

    conversation_id: str
    created_at: datetime | None

    @classmethod
    def from_json(cls, body: JsonObject) -> Self:
        """Build a conversation from an item of "list conversations"."""
        return cls(
            conversation_id=own_id(body, "conversation_id"),
            created_at=timestamp(body, "created_timestamp"),
        )


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT]):
    """One page of a list; next_page_token is empty on the last page."""

    items: tuple[ItemT, ...]
    next_page_token: str = ""

    @classmethod
    def from_json(cls, body: JsonObject, name: str, item: Callable[[JsonObject], ItemT]) -> Self:
        """Build a page whose items are under this name."""
        return cls(tuple(map(item, objects(body, name))), optional_str(body, "next_page_token"))
