"""What a person is told when there is no file."""

from http import HTTPStatus
from typing import Final

from bot.export.contents import FileTooLargeError
from bot.export.interruption import RestartError
from bot.export.links import BadLinkError
from bot.export.upload import UploadError
from cards import Explanation
from cards.texts import file_texts
from genie import GenieError, GenieNotFoundError, GenieTimeoutError


class UnknownAnswerError(Exception):
    """Nothing is known any more of the answer that a file is wanted of."""


class BusyError(Exception):
    """So many files are being made and sent that there is no slot for one more."""


def explanation_of(error: Exception) -> tuple[HTTPStatus, Explanation]:
    """Say why there is no file: as a status, and in words."""
    if isinstance(error, BadLinkError) and error.is_expired:
        return HTTPStatus.GONE, file_texts.FILE_EXPIRED
    fitting = ((status, why) for kind, status, why in _BY_ERROR if isinstance(error, kind))
    return next(fitting, (HTTPStatus.INTERNAL_SERVER_ERROR, file_texts.FILE_BROKEN))


# The first class that fits counts, so the narrower come first.
_BY_ERROR: Final[tuple[tuple[type[Exception], HTTPStatus, Explanation], ...]] = (
    (BadLinkError, HTTPStatus.NOT_FOUND, file_texts.FILE_UNKNOWN),
    (UnknownAnswerError, HTTPStatus.NOT_FOUND, file_texts.FILE_UNKNOWN),
    (GenieNotFoundError, HTTPStatus.NOT_FOUND, file_texts.FILE_UNKNOWN),
    (BusyError, HTTPStatus.SERVICE_UNAVAILABLE, file_texts.FILE_BUSY),
    (RestartError, HTTPStatus.SERVICE_UNAVAILABLE, file_texts.FILE_INTERRUPTED),
    (FileTooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, file_texts.FILE_TOO_LARGE),
    (GenieTimeoutError, HTTPStatus.SERVICE_UNAVAILABLE, file_texts.FILE_TOO_SLOW),
    (GenieError, HTTPStatus.SERVICE_UNAVAILABLE, file_texts.FILE_UNREACHABLE),
    (UploadError, HTTPStatus.BAD_GATEWAY, file_texts.FILE_NOT_SAVED),
)
