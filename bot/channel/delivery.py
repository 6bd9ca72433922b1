"""Delivery of messages: within the conversation's rate, and retried if that does no harm."""

from functools import partial
from http import HTTPStatus
from typing import Final

import aiohttp

from bot.channel.errors import ChannelBusyError, ChannelError
from bot.channel.exchange import Answer, Request, exchange
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


class _TryAgain(Exception):  # noqa: N818 - used in this file only
    """An attempt failed, but another may succeed. wait_s: what the channel asked for, if it did."""

    def __init__(self, answer: Answer | None = None, wait_s: float | None = None) -> None:
        super().__init__()
        self.answer = answer
        self.wait_s = wait_s


class Delivery:
    """Sends a request, and retries it if that is useful and safe.

    What may be repeated, such as updates and deletions, is retried on 429, 412, 502, 504 and after
    a broken connection; anything else on 429, 412 and if there was no connection.
    """

    def __init__(self, session: aiohttp.ClientSession, clock: Clock) -> None:
        self._session = session
        self._rates = ConversationRates(clock)
        self._clock = clock

    async def deliver(self, request: Request, urgency: Urgency) -> Answer:
        """Send, and return the channel's response, whatever its status.

        Raises:
            ChannelBusyError: the conversation's rate is used up.
            ChannelError: there was no response.
        """
        give_up_at = self._clock.monotonic() + urgency.patience_s
        once = partial(self._once, request, urgency, give_up_at)
        pause = partial(_pause_after, most_attempts=urgency.most_attempts)
        try:
            return await retry(once, pause, clock=self._clock, deadline=give_up_at)
        except _TryAgain as exc:
            if exc.answer is not None:
                return exc.answer
            raise _no_answer(exc.__cause__) from exc.__cause__

    async def _once(self, request: Request, urgency: Urgency, give_up_at: float) -> Answer:
        await self._room(request.conversation_id, urgency, give_up_at)
        try:
            answer = await exchange(self._session, request)
        except _NOT_CONNECTED as exc:
            raise _TryAgain from exc
        except (OSError, aiohttp.ClientError) as exc:  # OSError includes TimeoutError
            if request.may_repeat:
                raise _TryAgain from exc
            raise _no_answer(exc) from exc
        status = answer.status
        if status in REFUSED_FOR_NOW or (status in _PERHAPS_DONE and request.may_repeat):
            raise _TryAgain(answer, self._asked_wait_s(answer, request.conversation_id))
        return answer

    async def _room(self, conversation: str, urgency: Urgency, give_up_at: float) -> None:
        """Wait until the conversation's rate allows a send, and count it."""
        if not conversation:
            return
        while (wait_s := self._rates.wait_s(conversation, urgency)) > 0:
            if not urgency.may_wait or self._clock.monotonic() + wait_s > give_up_at:
                raise ChannelBusyError("no room in the conversation's rate")
            await self._clock.sleep(wait_s)
        self._rates.note(conversation)

    def _asked_wait_s(self, answer: Answer, conversation: str) -> float | None:
        """How long the channel wants us to wait; until then nothing else is sent there either."""
        wait_s = read_retry_after(answer.headers.get("Retry-After"))
        if wait_s is not None and conversation:
            self._rates.close(conversation, wait_s)
        return wait_s


def _pause_after(error: Exception, attempts: int, *, most_attempts: float) -> float | None:
    if not isinstance(error, _TryAgain) or attempts >= most_attempts:
        return None
    return pause_s(attempts, error.wait_s, first_s=FIRST_PAUSE_S, longest_s=LONGEST_PAUSE_S)


def _no_answer(cause: BaseException | None) -> ChannelError:
    was_sent = not isinstance(cause, _NOT_CONNECTED)
    return ChannelError(type(cause).__name__, may_have_arrived=was_sent)
