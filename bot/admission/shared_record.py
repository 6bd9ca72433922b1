"""The record that the instances of the bot share, as one item of the store."""

import secrets
from dataclasses import asdict
from typing import Final

from bot.admission.others import Others, Section
from bot.storage.plain import record_of
from bot.storage.store import ItemStorage, JsonObject

_KEY: Final = "questions per minute"
_SECTIONS: Final = "instances"


class SharedRecord:
    """The sections of all instances; a write succeeds only if it is based on the newest ones.

    own is this instance's section as it was read last. is_current: whether the last version known
    here is the newest one, unless another instance has written since.
    """

    def __init__(self, items: ItemStorage, others: Others) -> None:
        self._items = items
        self._others = others
        self._name = secrets.token_hex(8)  # a new one for each process
        self._version = ""
        self._was_there = False
        self.own: Section | None = None
        self.is_current = False

    async def look(self) -> None:
        """Read it.

        Raises:
            StorageUnavailableError: it cannot be read now.
        """
        self.is_current = False
        item = (await self._items.read([_KEY])).get(_KEY, {})
        found: JsonObject = item.get(_SECTIONS, {})
        sections = {name: record_of(Section, body) for name, body in found.items()}
        self.own = sections.pop(self._name, None)
        if item or not self._was_there:  # else the store was lost, and the others live on
            self._others.see(sections)
        self._was_there |= bool(item)
        self._version, self.is_current = item.get("e_tag", ""), True

    async def write(self, own: Section) -> None:
        """Replace this instance's section.

        Raises:
            StorageConflictError: another instance has written; look again.
            StorageUnavailableError: it may have been written or not.
        """
        sections = self._others.kept() | {self._name: own}
        item: JsonObject = {_SECTIONS: {name: asdict(each) for name, each in sections.items()}}
        if self._version:
            item["e_tag"] = self._version
        self.is_current = False
        self._version = (await self._items.write({_KEY: item}))[_KEY]
        self.own, self.is_current, self._was_there = own, True, True
