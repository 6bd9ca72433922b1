"""What can go wrong when the bot speaks.

ChannelError                 the channel did not take what the bot said; __cause__ says why
├── ChannelBusyError         nothing was sent: the conversation's rate has no room for it now
└── ChannelRefusedError      the channel answered with an HTTP error

Texts of these errors carry statuses and the channel's codes only, never what was said.
"""

from http import HTTPStatus
from typing import Final

# The same may be taken in a while.
_PASSING: Final = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
# A gateway gave up waiting: what was sent may have arrived all the same.
UNKNOWN_OUTCOMES: Final = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})


class ChannelError(Exception):
    """The channel rejected it, or the outcome is unknown. may_have_arrived: it is unknown."""

    def __init__(self, message: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(message)
        self.may_have_arrived = may_have_arrived


class ChannelBusyError(ChannelError):
    """There is no room for it in the conversation's rate; nothing was sent."""


class ChannelRefusedError(ChannelError):
    """The channel answered with an HTTP error. code and detail are its own words, or ""."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}".rstrip(), may_have_arrived=status in UNKNOWN_OUTCOMES)
        self.status = status
        self.detail = detail

    @property
    def is_lasting(self) -> bool:
        """Whether the same would be refused again, however late."""
        return self.status not in _PASSING

    @property
    def is_too_large(self) -> bool:
        """Whether a smaller message would be taken. A stream says so by 403 and in words."""
        is_stream = self.status == HTTPStatus.FORBIDDEN and "size" in self.detail.casefold()
        return is_stream or self.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
