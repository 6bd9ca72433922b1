"""The errors of sending.

ChannelError                 the channel did not accept the message; __cause__ has the reason
├── ChannelBusyError         nothing was sent: the conversation's rate is used up
└── ChannelRefusedError      the channel answered with an HTTP error

Their texts contain only statuses and the channel's codes, never the content of messages.
"""

from http import HTTPStatus
from typing import Final

# The same message may be accepted later.
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
# Teams says so where the bot was removed, blocked, or never installed.
_NOT_A_MEMBER: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
# A gateway timed out: the message may have arrived nevertheless.
UNKNOWN_OUTCOMES: Final = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})


class ChannelError(Exception):
    """The channel rejected it, or the outcome is unknown. may_have_arrived: it is unknown."""

    def __init__(self, message: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(message)
        self.may_have_arrived = may_have_arrived


class ChannelBusyError(ChannelError):
    """The conversation's rate is used up; nothing was sent."""


class ChannelRefusedError(ChannelError):
    """The channel answered with an HTTP error. code and detail are its own texts, or ""."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}".rstrip(), may_have_arrived=status in UNKNOWN_OUTCOMES)
        self.status = status
        self.detail = detail

    @property
    def is_lasting(self) -> bool:
        """Whether the channel would refuse the same message at any time."""
        return self.status not in _PASSING

    @property
    def is_not_a_member(self) -> bool:
        """Whether the bot may not write into the conversation, which people decide."""
        return self.status in _NOT_A_MEMBER and not self.is_too_large

    @property
    def is_too_large(self) -> bool:
        """Whether a smaller message would be accepted. A stream reports that by 403 and a text."""
        is_stream = self.status == HTTPStatus.FORBIDDEN and "size" in self.detail.casefold()
        return is_stream or self.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
