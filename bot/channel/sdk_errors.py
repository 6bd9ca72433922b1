"""Converts the SDK's errors in sending to this package's own errors."""

from collections.abc import Iterator
from contextlib import contextmanager

from msrest.exceptions import HttpOperationError

from bot.channel.errors import ChannelError, ChannelRefusedError


@contextmanager
def channel_errors() -> Iterator[None]:
    """Convert all errors that the SDK raises in sending to ChannelError.

    They are HttpOperationError, but also ValueError for a response that is no JSON, PermissionError
    or KeyError if it gets no token, UnicodeError for ids that are not valid in a header, and
    network errors.
    """
    try:
        yield
    except ChannelError:
        raise
    except HttpOperationError as exc:
        raise _refusal(exc) from exc
    except Exception as exc:
        raise ChannelError(type(exc).__name__) from exc


def _refusal(error: HttpOperationError) -> ChannelRefusedError:
    said = getattr(error.error, "error", None)
    code, detail = getattr(said, "code", None), getattr(said, "message", None)
    return ChannelRefusedError(error.response.status_code, str(code or ""), str(detail or ""))
