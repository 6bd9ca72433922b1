"""What can be done with a person's earlier questions: read again, go on from, delete."""

import logging
from dataclasses import asdict

from botbuilder.core import TurnContext

from bot.channel.adapter import BotAdapter
from bot.concurrency.background import Background
from bot.jobs.turn_outbox import after_turn
from bot.messaging.reply import say
from bot.questions.dispatcher import Dispatcher
from bot.questions.private import PrivateAnswers
from bot.state.answer_records import AnswerRecords, place_of
from bot.state.history import History, Past
from bot.state.sessions import GenieSessions
from bot.state.space_choice import Spaces
from cards import Reader, escaped, talk_texts
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
        adapter: BotAdapter,
        background: Background,
    ) -> None:
        self._history = history
        self._records = records
        self._sessions = sessions
        self._spaces = spaces
        self._dispatcher = dispatcher
        self._private = private
        self._genies = genies
        self._adapter = adapter
        self._background = background

    async def reopen(self, context: TurnContext, past: Past, reader: Reader) -> str:
        """Show an answer again, read from Genie; return what to say instead, or ""."""
        space = self._spaces.find(past.space_id)
        if space is None:
            return reader.say(talk_texts.SPACE_NOT_OFFERED)
        if self._private.is_due(context.activity):
            because = talk_texts.PRIVATE_BECAUSE
            self._private.accept(
                context, past.text, reader, said=because, space_id=space.space_id, past=asdict(past)
            )
        else:
            reference = self._dispatcher.accept(context, past.text, reader, space=space, past=past)
            await self._history.note_copy(context, past, reference)
        return ""

    async def go_on(self, context: TurnContext, past: Past, reader: Reader) -> str:
        """Let the next question continue this one's conversation; return what to say."""
        space = self._spaces.find(past.space_id)
        if space is None:
            return reader.say(talk_texts.SPACE_NOT_OFFERED)
        if not past.is_own:
            return reader.say(talk_texts.NOT_CONTINUED)
        await self._spaces.choose_here(context, space)
        await self._sessions.go_on(context, past.space_id, past.conversation_id)
        said = talk_texts.CONTINUES_IN if space.name else talk_texts.CONTINUES
        return reader.say(said, question=escaped(past.text), space=escaped(space.name))

    def delete(self, context: TurnContext, past: Past, reader: Reader) -> None:
        """Delete a question here and in Genie, once the turn is over; the person is told."""
        reference = TurnContext.get_conversation_reference(context.activity)

        async def speak(resumed: TurnContext) -> None:
            said = await self._deleted(past)
            if said != talk_texts.DELETE_FAILED:
                await self._history.remove(resumed, past.reference)
                for copy in (past.reference, *past.copies):
                    await self._records.forget(copy, place_of(resumed.activity))
            await say(resumed, reader.say(said))

        async def start() -> None:
            work = self._adapter.resume(reference, speak)
            self._background.start(work, name="deleting a question")

        after_turn(context, start)

    async def _deleted(self, past: Past) -> str:
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
