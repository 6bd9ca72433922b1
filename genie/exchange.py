"""One HTTP exchange that raises only a GenieError."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import aiohttp
from yarl import URL

from genie import wire
from genie.clock import WorkspaceTime
from genie.errors import GenieConnectError, GenieSetupError, GenieUnavailableError
from genie.parsing import JsonObject
from genie.reading import read_at_most

# Databricks' own SDK allows 60 s for a request (http_timeout_seconds). The connection has a shorter
# timeout, so that it ends as "nothing was sent" and not as "outcome unknown".
REQUEST_TIMEOUT: Final = aiohttp.ClientTimeout(total=60, connect=30, sock_connect=10)

# A result in a response has at most 25 MiB.
# Source: https://docs.databricks.com/api/workspace/statementexecution/executestatement
MAX_RESPONSE_BYTES: Final = 32 * 2**20

_NOT_CONNECTED: Final = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
)
_NO_ADDRESS: Final = (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError)


async def exchange(  # noqa: PLR0913 - the parts of a request
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    query: Mapping[str, str] | None = None,
    payload: JsonObject | None = None,
    form: Mapping[str, str] | None = None,
    workspace_time: WorkspaceTime | None = None,
    within: aiohttp.ClientTimeout = REQUEST_TIMEOUT,
    most_bytes: int = MAX_RESPONSE_BYTES,
) -> JsonObject:
    """Send a request once, to a quoted url, and decode the response.

    Args:
        workspace_time: records the Date of the response.
        within: the timeouts of the request.
        most_bytes: of the response; a longer one is no usable response.

    Raises:
        GenieConnectError: nothing was sent.
        GenieUnavailableError: it was sent, but there is no usable response.
        GenieSetupError: this request cannot be sent at all.
        GenieError: the error in the response, see wire.decode.
    """
    with genie_errors_only(session):
        address = URL(url, encoded=True)
        async with session.request(
            method,
            address.update_query(query) if query else address,
            json=payload,
            data=form,
            headers=headers,
            allow_redirects=False,
            timeout=within,
        ) as response:
            if workspace_time is not None:
                workspace_time.note(response.headers.get("Date"))
            body = await read_at_most(response, most_bytes)
    return wire.decode(response.status, response.headers, body)


@contextmanager
def genie_errors_only(session: aiohttp.ClientSession) -> Iterator[None]:
    """Convert the exceptions of aiohttp to GenieErrors."""
    if session.closed:
        raise GenieSetupError("the HTTP session is closed")
    try:
        yield
    except _NOT_CONNECTED as exc:
        raise GenieConnectError(f"no connection: {type(exc).__name__}") from exc
    except _NO_ADDRESS as exc:
        raise GenieSetupError(f"unusable address: {type(exc).__name__}") from exc
    except (OSError, aiohttp.ClientError) as exc:  # OSError includes TimeoutError
        raise GenieUnavailableError(f"no response: {type(exc).__name__}") from exc
    except ValueError as exc:  # an invalid port, a line break in the token, an invalid host
        raise GenieSetupError(f"unusable address or token: {type(exc).__name__}") from exc
