"""The requests and questions of a workspace, for tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# The number of requests and questions that are kept.
JOURNAL_SIZE: Final = 100_000


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request and its response.

    Args:
        headers: as sent, with Authorization reduced to its scheme.
        body: decoded JSON; None if there was none or it was not JSON.
        status: of the response; None if the connection was dropped instead.
        time_s: when it arrived, by the workspace's clock.
        user_name: whose token it had; "" if none was accepted.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    body: object
    status: int | None
    time_s: float
    user_name: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that the workspace has accepted, even if the response was lost."""

    text: str
    space_id: str
    conversation_id: str
    message_id: str
    time_s: float
    user_name: str
