"""One request to the channel, and its response."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from yarl import URL

from genie import read_at_most

MAX_RESPONSE_BYTES: Final = 1_000_000  # the channel answers with an id
# A slower channel will not answer; the SDK would wait 100 s.
TIMEOUT: Final = aiohttp.ClientTimeout(total=30, connect=10, sock_connect=10)


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the channel.

    Args:
        conversation_id: whose rate it uses; "": that of none.
        may_repeat: sending it twice does no harm.
    """

    method: str
    url: URL
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)
    conversation_id: str = ""
    may_repeat: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """The channel's response, whatever its status."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    reason: str = ""

    def json(self) -> Any:
        """Return the decoded body, or None if it is empty, no JSON, or nested too deeply."""
        try:
            return json.loads(self.body) if self.body else None
        except (ValueError, RecursionError):
            return None


async def exchange(session: aiohttp.ClientSession, request: Request) -> Answer:
    """Send a request.

    Raises:
        OSError, aiohttp.ClientError: there is no response, or a refusal that cannot be read.
    """
    async with session.request(
        request.method,
        request.url,
        data=request.body,
        headers=request.headers,
        allow_redirects=False,  # a redirect could lead a company's data to any host
        timeout=TIMEOUT,
    ) as response:
        try:
            body = await read_at_most(response, MAX_RESPONSE_BYTES)
        except (OSError, aiohttp.ClientError):
            if response.status >= HTTPStatus.MULTIPLE_CHOICES:
                raise
            body = b""  # the channel has accepted it; only the message's id is lost
        return Answer(response.status, response.headers, body, response.reason or "")
