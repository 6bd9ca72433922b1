"""Delivery of messages: within the conversation's rate, and retried if that does no harm."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from msrest.pipeline import AsyncHTTPPolicy

from bot.channel.errors import ChannelBusyError, ChannelError
from bot.channel.rates import ConversationRates, Urgency
from genie import Clock, pause_s, read_retry_after, retry

# A stream accepts one request per second; an earlier retry is useless.
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 15.0
# The channel has certainly not executed it. Teams uses 412 for simultaneous writes.
# Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
REFUSED_FOR_NOW: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.PRECONDITION_FAILED})
_PERHAPS_DONE: Final = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})
_NOT_CONNECTED: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
# The conversation of a call; the SDK sets its header for it only in replies.
_CONVERSATION: Final = re.compile(r"/v3/conversations/([^/?]+)/")


@dataclass(frozen=True, slots=True)
class Speech:
    """How the current block sends.

    is_repeatable: sending the message twice does no harm, since it contains no answer, or since the
    channel itself recognises the repetition.
    """

    urgency: Urgency
    is_repeatable: bool = True


_UNMARKED: Final = Speech(Urgency.NOTICE)
# The SDK has no parameter for it, so it is passed in a context variable.
_SPEECH: ContextVar[Speech] = ContextVar("speech", default=_UNMARKED)


@contextmanager
def saying(urgency: Urgency, *, is_repeatable: bool = True) -> Iterator[None]:
    """Set the urgency of everything that the block sends."""
    token = _SPEECH.set(Speech(urgency, is_repeatable))
    try:
        yield
    finally:
        _SPEECH.reset(token)


class _TryAgain(Exception):  # noqa: N818 - used in this file only
    """An attempt failed, but another may succeed. wait_s: what the channel asked for, if it did."""

    def __init__(self, response: Any = None, wait_s: float | None = None) -> None:
        super().__init__()
        self.response = response
        self.wait_s = wait_s


class Delivery(AsyncHTTPPolicy):
    """Sends a request of the SDK, and retries it if that is useful and safe.

    Updates and deletions are retried on 429, 412, 502, 504 and after a broken connection. A new
    message is retried on 429, 412 and if there was no connection, and otherwise only if it is
    repeatable.
    """

    def __init__(self, rates: ConversationRates, clock: Clock) -> None:
        super().__init__()
        self._rates = rates
        self._clock = clock

    async def send(self, request: Any, **kwargs: Any) -> Any:
        """Send, and return the SDK's response, whatever its status.

        Raises:
            ChannelBusyError: the conversation's rate is used up.
            ChannelError: there was no response.
        """
        speech = _SPEECH.get()
        give_up_at = self._clock.monotonic() + speech.urgency.patience_s
        once = partial(self._once, request, speech, give_up_at, kwargs)
        pause = partial(_pause_after, most_attempts=speech.urgency.most_attempts)
        try:
            return await retry(once, pause, clock=self._clock, deadline=give_up_at)
        except _TryAgain as exc:
            if exc.response is not None:
                return exc.response
            raise _no_answer(exc.__cause__) from exc.__cause__

    async def _once(
        self, request: Any, speech: Speech, give_up_at: float, kwargs: dict[str, Any]
    ) -> Any:
        http = request.http_request
        conversation = _conversation_of(http.url)
        may_repeat = http.method != "POST" or speech.is_repeatable
        await self._room(conversation, speech.urgency, give_up_at)
        try:
            response = await self.next.send(request, **kwargs)
        except _NOT_CONNECTED as exc:
            raise _TryAgain from exc
        except (OSError, aiohttp.ClientError) as exc:  # OSError includes TimeoutError
            if may_repeat:
                raise _TryAgain from exc
            raise _no_answer(exc) from exc
        status = response.http_response.status_code
        if status in REFUSED_FOR_NOW or (status in _PERHAPS_DONE and may_repeat):
            raise _TryAgain(response, self._asked_wait_s(response, conversation))
        return response

    async def _room(self, conversation: str, urgency: Urgency, give_up_at: float) -> None:
        """Wait until the conversation's rate allows a send, and count it."""
        if not conversation:
            return
        while (wait_s := self._rates.wait_s(conversation, urgency)) > 0:
            if not urgency.may_wait or self._clock.monotonic() + wait_s > give_up_at:
                raise ChannelBusyError("no room in the conversation's rate")
            await self._clock.sleep(wait_s)
        self._rates.note(conversation)

    def _asked_wait_s(self, response: Any, conversation: str) -> float | None:
        """How long the channel wants us to wait; until then nothing else is sent there either."""
        wait_s = read_retry_after(response.http_response.headers.get("Retry-After"))
        if wait_s is not None and conversation:
            self._rates.close(conversation, wait_s)
        return wait_s


def _conversation_of(url: str) -> str:
    """The conversation in the URL; "" for calls outside conversations."""
    found = _CONVERSATION.search(url)
    return found[1] if found else ""


def _pause_after(error: Exception, attempts: int, *, most_attempts: float) -> float | None:
    if not isinstance(error, _TryAgain) or attempts >= most_attempts:
        return None
    return pause_s(attempts, error.wait_s, first_s=FIRST_PAUSE_S, longest_s=LONGEST_PAUSE_S)


def _no_answer(cause: BaseException | None) -> ChannelError:
    was_sent = not isinstance(cause, _NOT_CONNECTED)
    return ChannelError(type(cause).__name__, may_have_arrived=was_sent)
