"""What can be done with a person's earlier questions: read again, go on from, delete."""

import logging
from dataclasses import asdict

from bot.channel.chat import Channel, Chat
from bot.concurrency.background import Background
from bot.jobs.turn import Turn
from bot.messaging.reply import say
from bot.questions.dispatcher import Dispatcher
from bot.questions.private import PrivateAnswers
from bot.state.answer_records import AnswerRecords, place_of
from bot.state.history import History, Past
from bot.state.sessions import GenieSessions
from bot.state.space_choice import Spaces
from cards import (
    Reader,
    TextKey,
    escaped,
)
from cards.texts import talk_texts
from genie import GenieError, GenieNotFoundError, Genies

log = logging.getLogger(__name__)


class PastQuestions:
    """Works on questions that Genie has answered before; only on the sender's own."""

    def __init__(  # noqa: PLR0913 - everybody who works with it
        self,
        *,
        history: History,
        records: AnswerRecords,
        sessions: GenieSessions,
        spaces: Spaces,
        dispatcher: Dispatcher,
        private: PrivateAnswers,
        genies: Genies,
        channel: Channel,
        background: Background,
    ) -> None:
        self._history = history
        self._records = records
        self._sessions = sessions
        self._spaces = spaces
        self._dispatcher = dispatcher
        self._private = private
        self._genies = genies
        self._channel = channel
        self._background = background

    async def reopen(self, turn: Turn, past: Past, reader: Reader) -> str | None:
        """Show an answer again, read from Genie; return a sentence to say instead, if any."""
        space = self._spaces.find(past.space_id)
        if space is None:
            return reader.say(talk_texts.SPACE_NOT_OFFERED)
        if self._private.is_required(turn.activity):
            notice = talk_texts.PRIVATE_BECAUSE
            self._private.accept(
                turn, past.text, reader, notice=notice, space_id=space.space_id, past=asdict(past)
            )
        else:
            reference = self._dispatcher.accept(turn, past.text, reader, space=space, past=past)
            await self._history.note_copy(turn, past, reference)
        return None

    async def go_on(self, turn: Turn, past: Past, reader: Reader) -> str:
        """Let the next question continue this one's conversation; return the sentence to say."""
        space = self._spaces.find(past.space_id)
        if space is None:
            return reader.say(talk_texts.SPACE_NOT_OFFERED)
        if not past.is_own:
            return reader.say(talk_texts.NOT_CONTINUED)
        await self._spaces.choose_here(turn, space)
        await self._sessions.go_on(turn, past.space_id, past.conversation_id)
        notice = talk_texts.CONTINUES_IN if space.name else talk_texts.CONTINUES
        return reader.say(notice, question=escaped(past.text), space=escaped(space.name))

    def delete(self, turn: Turn, past: Past, reader: Reader) -> None:
        """Delete a question here and in Genie, once the turn is over; the person is told."""

        async def speak(chat: Chat) -> None:
            notice = await self._deleted(past)
            if notice != talk_texts.DELETE_FAILED:
                await self._history.remove(chat, past.reference)
                for copy in (past.reference, *past.copies):
                    await self._records.forget(copy, place_of(chat.activity))
            await say(chat, reader.say(notice))

        async def start() -> None:
            work = self._channel.resume(turn.activity.reference, speak)
            self._background.start(work, name="deleting a question")

        turn.do_later(start)

    async def _deleted(self, past: Past) -> TextKey:
        """Delete it in Genie, if it is this person's alone; return what to say."""
        if not past.is_own or self._spaces.find(past.space_id) is None:
            return talk_texts.DELETED_HERE
        space = self._genies(past.space_id).space
        try:
            await space.delete_message(past.conversation_id, past.message_id)
        except GenieNotFoundError:
            return talk_texts.DELETED_HERE
        except GenieError as exc:
            log.warning("question not deleted", extra={"error": type(exc).__name__})
            return talk_texts.DELETE_FAILED
        return talk_texts.DELETED
