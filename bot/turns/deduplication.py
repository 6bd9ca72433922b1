"""What a channel delivers twice is handled once.

A channel sends an activity again when it is not acknowledged in time (Teams: 15 s), also while the
first delivery is still being handled.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Final, TypeAlias

from botbuilder.core import InvokeResponse
from botbuilder.schema import Activity
from cachetools import TTLCache

# Deliveries repeat within seconds; ten minutes leave room for a channel that is in trouble. Of as
# many as a process can take, 2,500 are those of half a minute; the journal knows older messages.
REMEMBERED_S: Final = 600
REMEMBERED: Final = 2_500

Key = tuple[str, str, str]
Result: TypeAlias = InvokeResponse | None
_NEW: Final = object()


class Deduplication:
    """Remembers which activities have come, in this process."""

    def __init__(self) -> None:
        # A task that has ended would take a kilobyte more than its result.
        self._seen: MutableMapping[Key, asyncio.Future[Result] | Result] = TTLCache(
            REMEMBERED, REMEMBERED_S
        )

    async def once(self, activity: Activity, handle: Callable[[], Awaitable[Result]]) -> Result:
        """Handle an activity; a second delivery waits for, and gets, what the first one did.

        One that failed may be delivered again. Without an id nothing can be told apart.
        """
        if not activity.id:
            return await handle()
        key = (activity.channel_id, activity.conversation.id, activity.id)
        first = self._seen.get(key, _NEW)
        if isinstance(first, asyncio.Future):
            return await asyncio.shield(first)
        if first is not _NEW:
            return first
        self._seen[key] = handling = asyncio.ensure_future(handle())
        handling.add_done_callback(lambda done: self._note(key, done))
        return await asyncio.shield(handling)

    def _note(self, key: Key, done: asyncio.Future[Result]) -> None:
        """Keep the result, or forget a failure."""
        if done.cancelled() or done.exception() is not None:
            self._seen.pop(key, None)
        else:
            self._seen[key] = done.result()
