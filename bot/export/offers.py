"""Files that were offered to a person in Teams, until they answer."""

import re
import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from bot.activities.activity import Activity
from bot.export.files import FileFormat
from bot.export.links import FileRequest
from bot.state.scopes import chat_key
from bot.storage.store import EXPIRES_AT, ItemStorage
from genie import Clock

# A day: people answer in the morning what they have asked for in the evening.
OFFERED_S: Final = 86_400.0
_ID_BYTES: Final = 16
_ID: Final = re.compile(f"[0-9a-f]{{{2 * _ID_BYTES}}}")


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that one person may have.

    Args:
        chat: the key of that person's own chat, in which it is offered.
        offer_id: random, and all that the channel learns of the offer.
    """

    wanted: FileRequest
    chat: str
    person_id: str
    offer_id: str = field(default_factory=partial(secrets.token_hex, _ID_BYTES))


class Offers:
    """Stores offers, so that every process finds them, and also the next one."""

    def __init__(self, storage: ItemStorage, *, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def add(self, offer: Offer) -> None:
        """Store a new offer for OFFERED_S.

        Raises:
            StorageUnavailableError: it cannot be stored now.
        """
        wanted = offer.wanted
        item = {
            "person_id": offer.person_id,
            "reference": wanted.reference,
            "query_number": wanted.query_number,
            "file_format": str(wanted.file_format),
            EXPIRES_AT: self._clock.now().timestamp() + OFFERED_S,
        }
        await self._storage.write({_key(offer.chat, offer.offer_id): item})

    async def get(self, offer_id: str, activity: Activity) -> Offer | None:
        """Return an offer, if it was made to the sender, in the chat of the activity."""
        if not _ID.fullmatch(offer_id):
            return None
        chat, person_id = chat_key(activity), activity.sender.id
        key = _key(chat, offer_id)
        item = (await self._storage.read([key])).get(key)
        if item is None or item["person_id"] != person_id:
            return None
        file_format = FileFormat(item["file_format"])
        wanted = FileRequest(item["reference"], item["query_number"], file_format)
        return Offer(wanted, chat, person_id, offer_id)

    async def end(self, offer: Offer) -> None:
        """Delete an offer, which was answered."""
        await self._storage.delete([_key(offer.chat, offer.offer_id)])


def _key(chat: str, offer_id: str) -> str:
    return f"{chat}/offers/{offer_id}"
