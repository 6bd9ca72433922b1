"""Ids that look and sort as Databricks' do.

They are UUIDs whose time comes first: 48 bits of time, a version digit, 12 more bits of time, then
randomness. Genie writes them without dashes, statements with dashes.
"""

import secrets
import uuid

from simulator.clock import Clock

# 100 ns steps between the start of the Gregorian calendar, where UUID time begins, and 1970.
_UUID_EPOCH_TICKS = 0x01B21DD213814000
_TICKS_PER_MS = 10_000
_TICKS_PER_STEP = 16  # an id has no room for more


class IdFactory:
    """Makes ids; each sorts after the one before it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last_step = 0

    def new(self) -> str:
        """An id of a conversation, message or attachment: 32 hex digits."""
        step = (self._clock.now_ms() * _TICKS_PER_MS + _UUID_EPOCH_TICKS) // _TICKS_PER_STEP
        self._last_step = max(step, self._last_step + 1)
        time_hex = f"{self._last_step:015x}"
        variant = 8 + secrets.randbelow(4)
        return f"{time_hex[:12]}1{time_hex[12:]}{variant:x}{secrets.token_hex(8)[1:]}"

    def new_dashed(self) -> str:
        """An id of a statement or download: the same with dashes."""
        return str(uuid.UUID(self.new()))


def request_id() -> str:
    """The id that every answer carries in X-Request-Id."""
    return str(uuid.uuid4())
