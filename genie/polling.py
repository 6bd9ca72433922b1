"""Polling intervals."""

import random
from collections.abc import Iterator
from typing import Final

# Databricks: poll every 1 to 5 seconds, back off exponentially to one minute, give up after ten.
# Source: https://docs.databricks.com/aws/en/genie/conversation-api, "Best practices".
EVERY_S: Final = 1.0
STEADY_FOR_S: Final = 60.0
LONGEST_S: Final = 60.0
GROWTH: Final = 1.5
ANSWER_TIMEOUT_S: Final = 600.0


def poll_delays() -> Iterator[float]:
    """Yield intervals in seconds: 1.0 for a minute, then growing by half each time, up to 60.

    After the first minute they vary by a tenth, which spreads many clients. Start a new schedule at
    each change of status.
    """
    for _ in range(int(STEADY_FOR_S / EVERY_S)):
        yield EVERY_S
    pause_s = EVERY_S
    while True:
        pause_s = min(pause_s * GROWTH, LONGEST_S)
        yield min(pause_s * random.uniform(0.9, 1.1), LONGEST_S)  # noqa: S311 - jitter is no secret
