"""The errors of files, and their explanations."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from bot.export.contents import FileTooLargeError
from bot.export.interruption import RestartError
from bot.export.links import BadLinkError
from bot.export.upload import UploadError
from cards import Explanation
from cards.texts import file_texts
from genie import GenieError, GenieNotFoundError, GenieSignInError, GenieTimeoutError

log = logging.getLogger(__name__)


class UnknownAnswerError(Exception):
    """The answer of the requested file is not stored any more."""


class BusyError(Exception):
    """All slots for making and sending files are in use."""


def logged_explanation(
    error: Exception, noted: Mapping[str, str]
) -> tuple[HTTPStatus, Explanation]:
    """Log why there is no file, with these ids, and return it: a status and texts."""
    status, explanation = _explanation_of(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("file crashed", extra=dict(noted), exc_info=error)
    else:
        log.warning("no file", extra={**noted, "reason": str(error)})
    return status, explanation


def _explanation_of(error: Exception) -> tuple[HTTPStatus, Explanation]:
    if isinstance(error, BadLinkError) and error.is_expired:
        return HTTPStatus.GONE, file_texts.FILE_EXPIRED
    fitting = ((status, why) for kind, status, why in _BY_ERROR if isinstance(error, kind))
    return next(fitting, (HTTPStatus.INTERNAL_SERVER_ERROR, file_texts.FILE_BROKEN))


# The first matching class applies, so subclasses come first.
_BY_ERROR: Final[tuple[tuple[type[Exception], HTTPStatus, Explanation], ...]] = (
    (BadLinkError, HTTPStatus.NOT_FOUND, file_texts.FILE_UNKNOWN),
    (UnknownAnswerError, HTTPStatus.NOT_FOUND, file_texts.FILE_UNKNOWN),
    (GenieNotFoundError, HTTPStatus.NOT_FOUND, file_texts.FILE_UNKNOWN),
    (BusyError, HTTPStatus.SERVICE_UNAVAILABLE, file_texts.FILE_BUSY),
    (RestartError, HTTPStatus.SERVICE_UNAVAILABLE, file_texts.FILE_INTERRUPTED),
    (FileTooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, file_texts.FILE_TOO_LARGE),
    (GenieTimeoutError, HTTPStatus.SERVICE_UNAVAILABLE, file_texts.FILE_TOO_SLOW),
    (GenieSignInError, HTTPStatus.FORBIDDEN, file_texts.FILE_SIGN_IN),
    (GenieError, HTTPStatus.SERVICE_UNAVAILABLE, file_texts.FILE_UNREACHABLE),
    (UploadError, HTTPStatus.BAD_GATEWAY, file_texts.FILE_NOT_SAVED),
)
