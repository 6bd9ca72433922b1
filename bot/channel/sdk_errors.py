"""What the SDK raises when it speaks, as this room's own errors."""

from collections.abc import Iterator
from contextlib import contextmanager

from msrest.exceptions import HttpOperationError

from bot.channel.errors import ChannelError, ChannelRefusedError


@contextmanager
def channel_errors() -> Iterator[None]:
    """Turn whatever the SDK raises when it speaks into ChannelError.

    That is HttpOperationError, but also ValueError for an answer that is no JSON,
    PermissionError or KeyError when it gets no token, UnicodeError for ids that fit no header, and
    the network's errors.
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
