"""Polling intervals."""

import random
from collections.abc import Iterator
from typing import Final

from genie.causes import Cause
from genie.errors import GenieError, GenieSetupError, GenieSignInError, GenieUnavailableError
from genie.statuses import MessageStatus

# Databricks: poll every 1 to 5 seconds, back off exponentially to one minute, give up after ten.
# Source: https://docs.databricks.com/aws/en/genie/conversation-api, "Best practices".
EVERY_S: Final = 1.0
# In these statuses the answer is still some steps away: with longer intervals, people see the next
# step up to a second later, and the answer no later.
MIDWAY_EVERY_S: Final = 2.0
_MIDWAY: Final = frozenset(
    {
        MessageStatus.SUBMITTED,
        MessageStatus.FETCHING_METADATA,
        MessageStatus.FILTERING_CONTEXT,
        MessageStatus.PENDING_WAREHOUSE,
    }
)
STEADY_FOR_S: Final = 60.0
LONGEST_S: Final = 60.0
GROWTH: Final = 1.5
ANSWER_TIMEOUT_S: Final = 600.0
# A single 401, or a page instead of JSON, may come from a gateway that restarts, while Genie works.
REFUSALS: Final = 3
_FINAL_ERRORS: Final = (GenieSetupError, GenieSignInError)
_FINAL: Final = frozenset(
    {Cause.MESSAGE_GONE, Cause.SPACE_GONE, Cause.WAREHOUSE_GONE, Cause.IDENTITY_CHANGED}
)


def poll_delays(status: str = "") -> Iterator[float]:
    """Yield the intervals in a status, in s: the same for a minute, then growing by half, up to 60.

    After the first minute they vary by a tenth, which spreads many clients. Start a new schedule at
    each change of status.
    """
    pause_s = MIDWAY_EVERY_S if status in _MIDWAY else EVERY_S
    for _ in range(int(STEADY_FOR_S / pause_s)):
        yield pause_s
    while True:
        pause_s = min(pause_s * GROWTH, LONGEST_S)
        yield min(pause_s * random.uniform(0.9, 1.1), LONGEST_S)  # noqa: S311 - jitter is no secret


class Tolerance:
    """Decides which failures of a poll end the polling; a refusal does if it is repeated."""

    def __init__(self) -> None:
        self._refusals = 0

    def may_pass(self, error: GenieError) -> bool:
        """Record a failure; return whether polling continues. It continues during any outage."""
        if isinstance(error, GenieUnavailableError):
            return True
        self._refusals += 1
        is_final = isinstance(error, _FINAL_ERRORS) or error.cause in _FINAL
        return not is_final and self._refusals < REFUSALS

    def note_success(self) -> None:
        """Reset the count of refusals."""
        self._refusals = 0
