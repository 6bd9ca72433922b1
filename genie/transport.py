"""HTTP to the workspace: tokens, timeouts and retries."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from http import HTTPStatus
from typing import Final, TypeVar

import aiohttp

from genie.auth import TokenSource
from genie.causes import Cause
from genie.clock import Clock, WorkspaceTime
from genie.errors import (
    GenieAuthError,
    GenieConnectError,
    GenieRateLimitError,
    GenieRejectedError,
    GenieTurnError,
    GenieUnavailableError,
    GenieUncertainError,
)
from genie.exchange import REQUEST_TIMEOUT, exchange, genie_errors_only
from genie.parsing import JsonObject
from genie.reading import read_beginning
from genie.retries import PauseAfter, pause_s, retry
from genie.storage_hosts import CLOUD_STORAGE, checked_link

ATTEMPTS: Final = 5
FIRST_PAUSE_S: Final = 0.5
# With the pauses below this takes ten minutes: the longest time that a question can keep it busy.
BUSY_ATTEMPTS: Final = 14
# After a refusal by the limit of questions per minute, or by a busy conversation, waiting is the
# only option.
FIRST_LIMIT_PAUSE_S: Final = 5.0
# Databricks advises exponential back-off, up to one minute.
# Source: https://docs.databricks.com/aws/en/genie/conversation-api, "Best practices".
LONGEST_PAUSE_S: Final = 60.0
# How long a call without a deadline is retried.
REPEAT_FOR_S: Final = 60.0
# Downloads may take until the deadline, as long as data keeps arriving.
DOWNLOAD_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=60)
# The last request before a deadline gets at least this, so that it can succeed.
_LEAST_S: Final = 1.0

# Entered for every POST of a question: it waits until the question may be posted, and sees the
# exception of the POST.
Admission = Callable[[], AbstractAsyncContextManager[None]]
ResultT = TypeVar("ResultT")


class Transport:
    """Requests to one workspace through a borrowed session.

    base_url is scheme, host and port. All waiting uses clock; no wait extends beyond deadline, on
    its monotonic(), and no request by more than a second, however slowly its response arrives. time
    is the workspace's own.
    """

    def __init__(  # noqa: PLR0913 - the fields of its copies
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        tokens: TokenSource,
        clock: Clock,
        time: WorkspaceTime | None = None,
        deadline: float = math.inf,
        storage_hosts: Sequence[str] = CLOUD_STORAGE,
    ) -> None:
        self.clock = clock
        self.time = time or WorkspaceTime(clock)
        self._session = session
        self._base_url = base_url.rstrip("/")
        self._tokens = tokens
        self._deadline = deadline
        self._storage_hosts = storage_hosts

    def until(self, deadline: float) -> "Transport":
        """Return a copy with a deadline."""
        return self._copy(self._tokens, deadline)

    def using(self, tokens: TokenSource) -> "Transport":
        """Return a copy with the tokens of another identity."""
        return self._copy(tokens, self._deadline)

    def _copy(self, tokens: TokenSource, deadline: float) -> "Transport":
        return Transport(
            self._session,
            base_url=self._base_url,
            tokens=tokens,
            clock=self.clock,
            time=self.time,
            deadline=deadline,
            storage_hosts=self._storage_hosts,
        )

    def time_left_s(self) -> float:
        """Return the seconds until the deadline; infinite without one."""
        return self._deadline - self.clock.monotonic()

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> JsonObject:
        """GET and decode; retried on 429, 5xx and network errors."""
        return await self._repeatedly(partial(self._authorized, "GET", path, query=query))

    async def delete(self, path: str) -> None:
        """DELETE; retried like a GET, since it is idempotent."""
        await self._repeatedly(partial(self._authorized, "DELETE", path))

    async def post(
        self,
        path: str,
        payload: JsonObject,
        *,
        admission: Admission | None = None,
        timeout_s: float = math.inf,
    ) -> JsonObject:
        """POST and decode; retried only if Genie certainly has not executed it.

        That includes a busy conversation (409), which is waited for.

        Args:
            admission: entered for every attempt. It also waits after a 429.
            timeout_s: for all attempts, from the first admission, or from that after the last 429.

        Raises:
            GenieUncertainError: sent, outcome unknown. Search for the result before posting again.
        """
        if admission is None:
            return await self._repeatedly(partial(self._authorized, "POST", path, payload=payload))
        deadline = math.inf

        async def send() -> JsonObject:
            nonlocal deadline
            async with admission():
                deadline = min(deadline, self.clock.monotonic() + timeout_s)
                bounded = self.until(min(deadline, self._deadline))
                return await bounded._authorized("POST", path, payload=payload)  # noqa: SLF001

        def pause(error: Exception, attempts: int) -> float | None:
            nonlocal deadline
            wait_s = _pause_after(error, attempts)
            if isinstance(error, GenieRateLimitError) and wait_s is not None:
                deadline = math.inf
                return 0.0  # admission waits
            is_late = wait_s is not None and self.clock.monotonic() + wait_s > deadline
            return None if is_late else wait_s

        return await self._repeatedly(send, pause)

    async def read_link(
        self,
        url: str,
        headers: Iterable[tuple[str, str]],
        *,
        enough_bytes: int,
    ) -> bytes:
        """Read a link to cloud storage, or a little more than enough_bytes of it.

        It is retried like any GET.
        """
        return await self._repeatedly(partial(self._content, url, dict(headers), enough_bytes))

    async def _content(self, url: str, headers: Mapping[str, str], enough_bytes: int) -> bytes:
        """Read it once. The link is a credential of its own; the token is not sent."""
        link = checked_link(url, headers, base_url=self._base_url, patterns=self._storage_hosts)
        with genie_errors_only(self._session):
            async with self._session.get(
                link,
                headers=headers,
                allow_redirects=False,
                timeout=self._by_deadline(DOWNLOAD_TIMEOUT),
            ) as response:
                _check_storage(response.status)
                return await read_beginning(response, enough_bytes)

    async def _repeatedly(
        self, send: Callable[[], Awaitable[ResultT]], pause_after: PauseAfter | None = None
    ) -> ResultT:
        deadline = self._deadline
        if math.isinf(deadline):
            deadline = self.clock.monotonic() + REPEAT_FOR_S
        return await retry(send, pause_after or _pause_after, clock=self.clock, deadline=deadline)

    async def _authorized(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        payload: JsonObject | None = None,
    ) -> JsonObject:
        """Send with the current token, and once more if Genie refuses that one."""

        async def send(token: str) -> JsonObject:
            headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
            url = self._base_url + path
            request = exchange(
                self._session,
                method,
                url,
                headers=headers,
                query=query,
                payload=payload,
                workspace_time=self.time,
                within=self._by_deadline(REQUEST_TIMEOUT),
            )
            return await (self._marked(request) if method == "POST" else request)

        token = await self._token()
        try:
            return await send(token)
        except GenieAuthError:
            if not self._tokens.refused(token):
                raise
        return await send(await self._token())

    async def _token(self) -> str:
        with genie_errors_only(self._session):
            async with asyncio.timeout(self._by_deadline(REQUEST_TIMEOUT).total):
                return await self._tokens.token()

    def _by_deadline(self, timeout: aiohttp.ClientTimeout) -> aiohttp.ClientTimeout:
        """Shorten a timeout, so that a response that trickles in ends at the deadline."""
        left_s = max(self.time_left_s(), _LEAST_S)
        total_s = min(math.inf if timeout.total is None else timeout.total, left_s)
        return aiohttp.ClientTimeout(
            total=None if math.isinf(total_s) else total_s,
            connect=timeout.connect,
            sock_connect=timeout.sock_connect,
            sock_read=timeout.sock_read,
        )

    async def _marked(self, request: Awaitable[JsonObject]) -> JsonObject:
        """Await it; a failure other than a certain refusal becomes GenieUncertainError."""
        sent_at = self.time.now()
        try:
            return await request
        except GenieUnavailableError as exc:
            if isinstance(exc, GenieConnectError) or _is_refusal(exc):
                raise
            raise GenieUncertainError(str(exc), sent_at=sent_at) from exc


def _is_busy(error: Exception) -> bool:
    return isinstance(error, GenieRejectedError) and error.cause is Cause.CONVERSATION_BUSY


def _is_refusal(error: GenieUnavailableError) -> bool:
    """Whether Genie has certainly not executed it: 429, or 503 with Retry-After."""
    return isinstance(error, GenieRateLimitError) or error.retry_after_s is not None


def _pause_after(error: Exception, attempts: int) -> float | None:
    """A 429 is never final, since the limit lasts for an unknown time."""
    is_busy, is_limited = _is_busy(error), isinstance(error, GenieRateLimitError)
    is_final = isinstance(error, GenieUncertainError | GenieTurnError)
    if not is_busy and (is_final or not isinstance(error, GenieUnavailableError)):
        return None
    if not is_limited and attempts >= (BUSY_ATTEMPTS if is_busy else ATTEMPTS):
        return None
    return pause_s(
        attempts,
        error.retry_after_s if isinstance(error, GenieUnavailableError) else None,
        first_s=FIRST_LIMIT_PAUSE_S if is_limited or is_busy else FIRST_PAUSE_S,
        longest_s=LONGEST_PAUSE_S,
    )


def _check_storage(status: int) -> None:
    text = f"storage answered {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise GenieUnavailableError(text)
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        raise GenieRejectedError(text, status=status)
