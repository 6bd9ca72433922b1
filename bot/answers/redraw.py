"""Drawing an answer again, in its own place, when people want to see more of it."""

import logging

from bot.answers.places import Places
from bot.answers.presenter import Presenter
from bot.answers.reading import read_answer
from bot.channel.chat import Channel, Chat
from bot.channel.errors import ChannelError
from bot.concurrency.background import Background
from bot.identity.prompts import SignInPrompts
from bot.messaging.reply import Reply, say
from bot.state.answer_record import AnswerRecord
from bot.state.answer_records import AnswerRecords
from cards import failed_text
from genie import GenieError, Genies

log = logging.getLogger(__name__)


class Redrawer:
    """Reads answers again from Genie, and shows them anew."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        *,
        genies: Genies,
        records: AnswerRecords,
        presenter: Presenter,
        prompts: SignInPrompts,
        channel: Channel,
        background: Background,
        places: Places,
    ) -> None:
        self._genies = genies
        self._records = records
        self._presenter = presenter
        self._prompts = prompts
        self._channel = channel
        self._background = background
        self._places = places

    def start(self, record: AnswerRecord) -> None:
        """Draw it soon, as it is to be shown now."""
        self._background.start(self.redraw(record), name=f"redraw {record.question.reference}")

    async def redraw(self, record: AnswerRecord) -> None:
        """Draw it, until what stands there is the newest, also if it was changed meanwhile.

        Where data may not be shown any more, what stands there stays as it is.
        """
        if not self._places.allow_answer(record.question):
            return

        async def speak(chat: Chat) -> None:
            async with record.lock:
                await self._records.refresh(record)
                while record.drawn_version < record.version:
                    record.note_drawn()
                    await self._redraw_in(chat, record)
                    await self._records.refresh(record)

        await self._channel.resume(record.question.conversation, speak)

    async def _redraw_in(self, chat: Chat, record: AnswerRecord) -> None:
        question = record.question
        try:
            answer = await read_answer(self._genies, question)
        except GenieError as exc:
            log.warning("answer not read again", extra=question.log_ids(), exc_info=exc)
            if not await self._prompts.replaces(exc, question.conversation, question.reader):
                await say(chat, failed_text(exc, question.asked()))
            return
        reply = Reply(chat, question.answer_id)
        try:
            await reply.redraw(await self._presenter.final(answer, record))
        except ChannelError as exc:
            log.warning("answer not shown again", extra=question.log_ids(), exc_info=exc)
            record.note_place(reply.activity_id)
