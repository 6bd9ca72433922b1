"""Teams' streaming in 1:1 chats: lines of progress, and finally a message.

Source of every number and rule:
https://learn.microsoft.com/microsoftteams/platform/bots/streaming-ux
"""

from dataclasses import replace
from enum import Enum, auto
from http import HTTPStatus
from typing import Final

from bot.channel.chat import Chat
from bot.channel.errors import ChannelBusyError, ChannelError, ChannelRefusedError
from bot.channel.message import Message
from bot.channel.rates import Urgency
from bot.messaging.entities import stream_end, stream_line
from genie import Clock

# Teams accepts one request per second, and recommends to buffer for 1.5 to 2 s.
EVERY_S: Final = 1.5
BEFORE_FINAL_S: Final = 1.0
# A stream may last 2 minutes; after that, its end is refused as well.
LONGEST_S: Final = 105.0
MAX_INFORMATIVE_CHARS: Final = 1_000


class StreamEnd(Enum):
    """Why a stream accepts nothing more."""

    STOPPED = auto()  # by the person
    TIMED_OUT = auto()  # or completed: the message exists, and can be updated
    BROKEN = auto()  # not allowed here, or never started


class StreamEndedError(Exception):
    """The stream accepts nothing more."""

    def __init__(self, end: StreamEnd) -> None:
        super().__init__(end.name)
        self.end = end


class Stream:
    """One streamed message: lines, and a final message. stream_id is "" until it exists."""

    def __init__(self, chat: Chat, clock: Clock) -> None:
        self._chat = chat
        self._clock = clock
        self._sequence = 0
        self._began_at = 0.0
        self._spoke_at = float("-inf")
        self.stream_id = ""

    @property
    def is_old(self) -> bool:
        """Whether it has to end soon."""
        return bool(self.stream_id) and self._clock.monotonic() - self._began_at >= LONGEST_S

    async def inform(self, line: str) -> bool:
        """Show a line in place of the message; return whether it is shown.

        Raises:
            StreamEndedError: the stream accepts nothing more, or could not be started.
        """
        self._sequence += 1
        message = Message(
            line[:MAX_INFORMATIVE_CHARS],
            entities=(stream_line(self.stream_id, self._sequence),),
            is_typing=True,
        )
        urgency = Urgency.PROGRESS if self.stream_id else Urgency.NOTICE
        if not self.stream_id:
            self._began_at = self._clock.monotonic()
        try:
            # A second start would be refused, and the first stream would never end.
            is_repeatable = bool(self.stream_id)
            message_id = await self._chat.send(message, urgency, is_repeatable=is_repeatable)
        except ChannelBusyError:
            return False
        except ChannelError as exc:
            return self._has_survived(exc)
        self._spoke_at = self._clock.monotonic()
        self.stream_id = self.stream_id or message_id
        if not self.stream_id:
            raise StreamEndedError(StreamEnd.BROKEN)
        return True

    async def end(self, message: Message) -> None:
        """Send the final message.

        Raises:
            StreamEndedError: the stream accepts nothing more; the message was not sent.
            ChannelError: the outcome is unknown, or the message is too large.
        """
        await self._pause()
        entities = (*message.entities, stream_end(self.stream_id))
        try:
            # The channel refuses a second end, so that sending may be repeated.
            await self._chat.send(replace(message, entities=entities), Urgency.ANSWER)
        except ChannelRefusedError as exc:
            self._spoke_at = self._clock.monotonic()
            if not exc.is_too_large and exc.status == HTTPStatus.FORBIDDEN:
                raise StreamEndedError(_meaning(exc)) from exc
            raise

    async def _pause(self) -> None:
        wait_s = self._spoke_at + BEFORE_FINAL_S - self._clock.monotonic()
        if wait_s > 0:
            await self._clock.sleep(wait_s)

    def _has_survived(self, error: ChannelError) -> bool:
        """Raise StreamEndedError if the refusal ends the stream; else return False."""
        self._spoke_at = self._clock.monotonic()
        if isinstance(error, ChannelRefusedError):
            if error.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.PRECONDITION_FAILED}:
                return False
            raise StreamEndedError(_meaning(error)) from error
        if not self.stream_id:
            raise StreamEndedError(StreamEnd.BROKEN) from error
        return False


def _meaning(error: ChannelRefusedError) -> StreamEnd:
    """Read a refusal: all have the same code and differ in their texts."""
    said = error.detail.casefold()
    if "cancel" in said:
        return StreamEnd.STOPPED
    # "completed": an earlier end has arrived, but its response was lost.
    is_there = "exceeded streaming time" in said or "completed" in said
    return StreamEnd.TIMED_OUT if is_there else StreamEnd.BROKEN
