"""Stops for questions that another process works on: what it looks up every few seconds."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from bot.state.scopes import retried
from bot.storage.plain import record_of
from bot.storage.store import ItemStorage, JsonObject

# Far more than people can want before every process has looked.
REMEMBERED: Final = 100
_KEY: Final = "remote stops"


@dataclass(frozen=True, slots=True)
class StopRequest:
    """A question that a person wants stopped: by its reference, or by its key in the journal.

    Neither is ever another question's, so that an old one does no harm. queue_key: see
    bot.state.scopes.personal_key.
    """

    queue_key: str
    reference: str = ""
    key: str = ""


class RemoteStops:
    """What people want stopped, wherever it is worked on."""

    def __init__(self, items: ItemStorage) -> None:
        self._items = items
        self._applied: set[StopRequest] = set()

    async def want(self, queue_key: str, reference: str, keys: Sequence[str]) -> None:
        """Tell all processes.

        Args:
            reference: of the question; "" for the first of keys that is not to be stopped yet.
        """

        async def work() -> None:
            item = (await self._items.read([_KEY])).get(_KEY, {})
            known = _wanted(item)
            wanted = (
                [StopRequest(queue_key, reference)]
                if reference
                else [StopRequest(queue_key, "", k) for k in keys]
            )
            added = [each for each in wanted if each not in known][:1]
            latest = [asdict(each) for each in [*known, *added]][-REMEMBERED:]
            await self._items.write({_KEY: item | {"wanted": latest}})

        await retried(work)

    async def apply(self, stop: Callable[[StopRequest], bool]) -> None:
        """Pass on what is wanted, until stop says that it was done."""
        wanted = _wanted((await self._items.read([_KEY])).get(_KEY, {}))
        self._applied &= set(wanted)
        self._applied |= {each for each in wanted if each not in self._applied and stop(each)}


def _wanted(item: JsonObject) -> list[StopRequest]:
    return [record_of(StopRequest, one) for one in item.get("wanted", ())]
