"""Progress as a stream that ends with the answer: for 1:1 chats in Teams."""

import logging
from dataclasses import replace

from bot.channel.chat import Chat
from bot.channel.errors import ChannelError, ChannelRefusedError
from bot.messaging.card_responder import CardResponder
from bot.messaging.reply import FinalMessage, card_message
from bot.messaging.responder import StoppedByPersonError
from bot.messaging.stream import EVERY_S, Stream, StreamEnd, StreamEndedError
from cards import Progress, escaped, progress_line, progress_message
from genie import Clock

log = logging.getLogger(__name__)


class StreamResponder:
    """Shows progress in a stream, which ends with the answer.

    Waiting is shown in a card, which is deleted when the question goes to Genie. If streaming is
    refused, or takes too long, the card continues.
    """

    has_text = True

    def __init__(self, chat: Chat, card: CardResponder, *, clock: Clock) -> None:
        self._card = card
        self._stream: Stream | None = Stream(chat, clock)
        self._shown = ""
        self._is_stopped = False

    @property
    def every_s(self) -> float:
        """The shortest interval between two updates."""
        return EVERY_S if self._stream else self._card.every_s

    @property
    def activity_id(self) -> str:
        """The id of the message that will contain the answer."""
        streamed = self._stream.stream_id if self._stream else ""
        return streamed or self._card.activity_id

    async def show(self, progress: Progress) -> bool:
        """Show the progress in the stream, if it has changed."""
        stream = self._stream
        has_begun = stream is not None and bool(stream.stream_id)
        if stream is None or (progress.waiting is not None and not has_begun):
            return await self._card.show(progress)
        # The question is in the queue again, or the stream is too old: the card shows both.
        if progress.waiting is not None or stream.is_old:
            return await self._go_on_as_card(stream, progress)
        await self._card.retire()
        line = progress_line(progress, self._card.question)
        if line == self._shown:
            return True
        try:
            is_shown = await stream.inform(line)
        except StreamEndedError as exc:
            self._leave(stream, exc.end)
            return await self._card.show(progress)
        if is_shown:
            self._shown = line
        return is_shown

    async def finish(self, final: FinalMessage) -> None:
        """End the stream with the message; if that is refused, update it or send a new message."""
        if self._is_stopped:
            return  # the channel has already shown that
        if self._stream is None or not await self._end(self._stream, final):
            await self._card.finish(final)

    async def _end(self, stream: Stream, final: FinalMessage) -> bool:
        """End the stream with the message; False: the card has to send it."""
        if not stream.stream_id:
            return False
        await self._card.retire()
        await final.note_place(stream.stream_id)
        for version in final.versions():
            message = final.message(version)
            # The final message of a stream needs a text.
            told = replace(message, text=message.text or escaped(message.summary))
            try:
                await stream.end(told)
            except StreamEndedError as exc:
                self._leave(stream, exc.end)
                return False
            except ChannelError as exc:
                log.warning("channel rejected the end of a stream", exc_info=exc)
                if isinstance(exc, ChannelRefusedError) and exc.is_too_large:
                    continue
                # It may have arrived; an update does no harm then.
                break
            return True
        self._leave(stream, StreamEnd.TIMED_OUT)
        return False

    async def _go_on_as_card(self, stream: Stream, progress: Progress) -> bool:
        """End a stream that is too old, and continue with the card in its message."""
        message = progress_message(progress, self._card.question)
        try:
            await stream.end(replace(card_message(message), text=escaped(message.summary)))
        except StreamEndedError as exc:
            self._leave(stream, exc.end)
        except ChannelError as exc:
            log.warning("channel rejected the end of a stream", exc_info=exc)
            return False
        else:
            self._stream = None
            self._card.take_over(stream.stream_id, shown=message)
        return await self._card.show(progress)

    def _leave(self, stream: Stream, end: StreamEnd) -> None:
        """Continue with the card, in the stream's message if there is one."""
        self._stream = None
        if end is StreamEnd.STOPPED:
            self._is_stopped = True
            raise StoppedByPersonError
        log.info("switched from stream to card", extra={"why": end.name})
        if end is StreamEnd.TIMED_OUT:
            self._card.take_over(stream.stream_id)
