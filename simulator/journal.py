"""What was asked of a workspace, for tests to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# How many requests and questions are remembered.
JOURNAL_SIZE: Final = 100_000


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request and its answer.

    Args:
        headers: as sent, with Authorization cut down to its scheme.
        body: decoded JSON; None if there was none or it was not JSON.
        status: of the answer; None if the connection was dropped instead.
        time_s: when it came in, by the workspace's clock.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    body: object
    status: int | None
    time_s: float


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that the workspace has taken on, whether or not the asker was told."""

    text: str
    space_id: str
    conversation_id: str
    message_id: str
    time_s: float
