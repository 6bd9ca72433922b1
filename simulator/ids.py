"""Ids that look and sort like Databricks'.

They are UUIDs that start with the time: 48 bits of time, a version digit, 12 more bits of time,
then randomness. Genie writes them without dashes, statements with dashes.
"""

import secrets
import uuid

from simulator.clock import Clock

# Steps of 100 ns from the start of the Gregorian calendar, where UUID time starts, to 1970.
_UUID_EPOCH_TICKS = 0x01B21DD213814000
_TICKS_PER_MS = 10_000
_TICKS_PER_STEP = 16  # the resolution of an id


class IdFactory:
    """Makes ids; each one sorts after the previous one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last_step = 0

    def new(self) -> str:
        """Return an id of a conversation, message or attachment: 32 hex digits."""
        step = (self._clock.now_ms() * _TICKS_PER_MS + _UUID_EPOCH_TICKS) // _TICKS_PER_STEP
        self._last_step = max(step, self._last_step + 1)
        time_hex = f"{self._last_step:015x}"
        variant = 8 + secrets.randbelow(4)
        return f"{time_hex[:12]}1{time_hex[12:]}{variant:x}{secrets.token_hex(8)[1:]}"

    def new_dashed(self) -> str:
        """Return an id of a statement or download: the same with dashes."""
        return str(uuid.UUID(self.new()))


def request_id() -> str:
    """Return an id for the header X-Request-Id of a response."""
    return str(uuid.uuid4())
