"""Uploads a file to the URL of a person's consent in Teams, into their OneDrive."""

import io
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Final

import aiohttp
from yarl import URL

from genie import Clock, pause_s, read_retry_after, retry

# Source: https://learn.microsoft.com/graph/api/driveitem-createuploadsession, and the upload URLs
# that Teams sends with a file consent.
_HOST_ENDINGS: Final = (
    ".sharepoint.com",
    ".sharepoint.us",
    ".sharepoint.cn",
    ".sharepoint-df.com",
    ".svc.ms",
)
_HOSTS: Final = frozenset({"graph.microsoft.com"})
_HTTPS_PORT: Final = 443
ATTEMPTS: Final = 4
FIRST_PAUSE_S: Final = 1.0
# A person waits for the file.
LONGEST_PAUSE_S: Final = 30.0
_PASSES: Final = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
# 50 MB at 1 Mbit/s, and SharePoint's processing.
_TIMEOUT: Final = aiohttp.ClientTimeout(total=480, sock_connect=10, sock_read=60)


class UploadError(Exception):
    """The upload failed. status is SharePoint's response; None if there was none.

    The text never contains the URL, which is sufficient to write there.
    """

    def __init__(
        self, message: str, *, status: int | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after_s = retry_after_s


def is_upload_host(url: URL) -> bool:
    """Whether a URL leads to Microsoft's file storage, by https and the standard port."""
    host = (url.host or "").lower()
    is_plain = (url.scheme, url.port) == ("https", _HTTPS_PORT) and "@" not in url.raw_authority
    return is_plain and (host in _HOSTS or host.endswith(_HOST_ENDINGS))


async def upload(
    session: aiohttp.ClientSession,
    upload_url: str,
    content: bytes,
    *,
    clock: Clock,
    is_allowed: Callable[[URL], bool] = is_upload_host,
) -> None:
    """Write a whole file to an upload session; retry on 429, 502, 503 and 504.

    Args:
        content: at least one byte, and at most 60 MiB, since it is sent in one request.
        is_allowed: checks the URL; only tests use another than the default.

    Raises:
        UploadError: it was refused, or the outcome is unknown.
    """
    try:
        url = URL(upload_url, encoded=True)
        if not is_allowed(url):
            raise UploadError("the upload URL is not one of Microsoft's")
    except ValueError as exc:
        raise UploadError("the upload URL is invalid") from exc
    await retry(partial(_put, session, url, content), _pause_after, clock=clock)


async def _put(session: aiohttp.ClientSession, url: URL, content: bytes) -> None:
    headers = {
        "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}",
        "Content-Length": str(len(content)),
        "Content-Type": "application/octet-stream",
    }
    try:
        async with session.put(
            url,
            data=io.BytesIO(content),  # sent in pieces, so that other requests are not delayed
            headers=headers,
            allow_redirects=False,
            timeout=_TIMEOUT,
        ) as response:
            if response.status >= HTTPStatus.MULTIPLE_CHOICES:
                raise UploadError(
                    f"storage answered {response.status}",
                    status=response.status,
                    retry_after_s=read_retry_after(response.headers.get("Retry-After")),
                )
    except (aiohttp.ClientError, OSError) as exc:
        raise UploadError(f"no response: {type(exc).__name__}") from exc


def _pause_after(error: Exception, attempts: int) -> float | None:
    if not isinstance(error, UploadError) or error.status not in _PASSES:
        return None
    asked_s = error.retry_after_s or 0.0
    if attempts >= ATTEMPTS or asked_s > LONGEST_PAUSE_S:
        return None
    return pause_s(attempts, asked_s, first_s=FIRST_PAUSE_S, longest_s=LONGEST_PAUSE_S)
