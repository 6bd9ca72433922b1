"""What holds an entry of the journal in Azure Storage: a message of the queue, and a token."""

import asyncio
import json
import logging
from dataclasses import dataclass, field
from typing import Any, Final

from azure.storage.queue import QueueMessage

from bot.storage.blobs import Blob

log = logging.getLogger(__name__)

OPEN, DONE, ASIDE = "open", "done", "aside"
# The queue hides a message for at most seven days.
_LONGEST_HIDDEN_S: Final = 7 * 86_400


@dataclass(slots=True)
class Hold:
    """The data that holds an entry: the blob's version and holder, and the queue's message."""

    token: str
    etag: str
    message: QueueMessage
    is_over: bool = False
    # Calls are serialised: each changes the blob's version or the message's receipt.
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


def content_of(key: str) -> str:
    """Return the content of the message that points to the entry with this key."""
    return json.dumps({"key": key})


def key_in(message: QueueMessage) -> str:
    """Return the key that a message points to; "": it is not the bot's."""
    try:
        return str(json.loads(message.content)["key"])
    except (ValueError, KeyError, TypeError):
        log.error("unreadable queue message", extra={"message_id": message.id})
        return ""


def is_held_by(message: QueueMessage, blob: Blob) -> bool:
    """Whether the entry is open and belongs to this message; a crash can leave a spare message."""
    return blob.metadata.get("state") == OPEN and blob.metadata.get("message") == message.id


def whole(seconds: float) -> int:
    """Return how long a message is hidden, as the queue counts it."""
    return max(0, min(_LONGEST_HIDDEN_S, round(seconds)))


def age_s(message: QueueMessage, hidden_s: float) -> float:
    """How long ago a message was sent that was just received and hidden, by the service's clock."""
    known: Any = message  # a received message has all fields
    shown_after_s: float = (known.next_visible_on - known.inserted_on).total_seconds()
    return max(0.0, shown_after_s - whole(hidden_s))
