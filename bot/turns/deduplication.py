"""What a channel delivers twice is handled once.

A channel sends an activity again when it is not acknowledged in time (Teams: 15 s), also while the
first delivery is still being handled.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from botbuilder.core import InvokeResponse
from botbuilder.schema import Activity
from cachetools import TTLCache

# Deliveries repeat within seconds; ten minutes leave room for a channel that is in trouble. Of as
# many as a process can take, 5,000 are those of a minute; they are 5 MB.
REMEMBERED_S: Final = 600
REMEMBERED: Final = 5_000

Key = tuple[str, str, str]


class Deduplication:
    """Remembers which activities have come, in this process."""

    def __init__(self) -> None:
        self._seen: MutableMapping[Key, asyncio.Future[Any]] = TTLCache(REMEMBERED, REMEMBERED_S)

    async def once(
        self, activity: Activity, handle: Callable[[], Awaitable[InvokeResponse | None]]
    ) -> InvokeResponse | None:
        """Handle an activity; a second delivery waits for, and gets, what the first one did.

        One that failed may be delivered again. Without an id nothing can be told apart.
        """
        if not activity.id:
            return await handle()
        key = (activity.channel_id, activity.conversation.id, activity.id)
        first = self._seen.get(key)
        if first is not None:
            return await asyncio.shield(first)
        self._seen[key] = handling = asyncio.ensure_future(handle())
        handling.add_done_callback(lambda done: self._forget_failure(key, done))
        return await asyncio.shield(handling)

    def _forget_failure(self, key: Key, done: asyncio.Future[Any]) -> None:
        if done.cancelled() or done.exception() is not None:
            self._seen.pop(key, None)
