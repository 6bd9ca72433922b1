"""What the commands do."""

from dataclasses import asdict
from typing import Any

from bot.activities.activity import Activity
from bot.channel.message import Message
from bot.dialogs.past_questions import PastQuestions
from bot.jobs.turn import Turn
from bot.messaging.reply import card_message
from bot.questions.dispatcher import Dispatcher
from bot.questions.private import PrivateAnswers
from bot.state.history import History, Past
from bot.state.people import People
from bot.state.sessions import GenieSessions
from bot.state.space_choice import Spaces
from bot.storage.plain import record_of
from cards import (
    ActionKind,
    Command,
    Reader,
    TextKey,
    escaped,
    help_message,
    history_message,
    language_message,
    whoami_message,
)
from cards.texts import notice_texts, talk_texts, welcome_texts


class Commands:
    """Runs commands, within the turn; what they say is said once its state is saved."""

    def __init__(  # noqa: PLR0913 - everything that there are commands for
        self,
        *,
        spaces: Spaces,
        sessions: GenieSessions,
        history: History,
        past: PastQuestions,
        private: PrivateAnswers,
        dispatcher: Dispatcher,
        people: People,
    ) -> None:
        self.spaces = spaces
        self._sessions = sessions
        self._history = history
        self._past = past
        self._private = private
        self._dispatcher = dispatcher
        self._people = people

    async def run(self, turn: Turn, word: Command, rest: str, reader: Reader) -> None:
        """Do what a command says. rest is what was typed after it."""
        match word:
            case Command.NEW:
                await self._sessions.begin_another(turn)
                await self.spaces.leave_here(turn)
                turn.say(reader.say(notice_texts.NEW_CONVERSATION))
            case Command.HELP:
                turn.say(await self.help(turn, reader))
            case Command.LANGUAGE:
                turn.say(card_message(language_message(reader)))
            case Command.HISTORY:
                turn.say(await self._recent(turn, reader))
            case Command.STOP:
                is_stopped = await self._dispatcher.stop_own(turn.activity)
                turn.say(
                    reader.say(talk_texts.STOPPING if is_stopped else talk_texts.NOTHING_RUNS),
                )
            case Command.WHOAMI:
                turn.say(await self._whoami(turn, reader))
            case Command.PRIVATE:
                await self._answer_in_private(turn, rest, reader)

    async def help(self, turn: Turn, reader: Reader) -> Message:
        """Say what the bot can do."""
        space = await self.spaces.current(turn)
        message = help_message(
            self.spaces.samples(space),
            reader,
            is_group=turn.activity.conversation.is_group,
            space=space.name if space else "",
        )
        return card_message(message)

    async def choose(self, turn: Turn, space_id: str, *, is_for_all: bool) -> str:
        """Let a space be asked from now on; return the sentence to say."""
        space, reader = self.spaces.find(space_id), await self._people.reader(turn)
        if space is None:
            return reader.say(notice_texts.OLD_BUTTON)
        if is_for_all and turn.activity.conversation.is_group:
            await self.spaces.choose_for_all(turn, space)
            name = escaped(turn.activity.sender.name)
            notice = talk_texts.CHAT_SPACE_CHOSEN
            return reader.say(notice, name=name, space=escaped(space.name))
        await self.spaces.choose(turn, space)
        return reader.say(talk_texts.SPACE_CHOSEN, space=escaped(space.name))

    # ---- earlier questions

    async def past(self, turn: Turn, reference: str) -> dict[str, Any] | None:
        """Return one of the sender's own earlier questions here, as plain values."""
        past = await self._history.find(turn, reference)
        return asdict(past) if past else None

    def not_found(self, activity: Activity) -> TextKey:
        """Say why a question is not there: in a group it may be another person's."""
        is_group = activity.conversation.is_group
        return talk_texts.NOT_YOUR_HISTORY if is_group else talk_texts.NOT_IN_HISTORY

    async def use_past(
        self, turn: Turn, do: ActionKind, past: dict[str, Any], reader: Reader
    ) -> str | None:
        """Open a question again, or go on from it; return a sentence to say, if any."""
        if do is ActionKind.OPEN:
            return await self._past.reopen(turn, record_of(Past, past), reader)
        return await self._past.go_on(turn, record_of(Past, past), reader)

    def delete_past(
        self, turn: Turn, past: dict[str, Any], reader: Reader, *, is_sure: bool
    ) -> None:
        """Delete a question, or say that it stays."""
        if is_sure:
            self._past.delete(turn, record_of(Past, past), reader)
        else:
            turn.say(reader.say(talk_texts.KEPT))

    async def _recent(self, turn: Turn, reader: Reader) -> Message:
        shown = [past.shown() for past in await self._history.all(turn)]
        activity = turn.activity
        asker = activity.sender.name if activity.conversation.is_group else ""
        return card_message(history_message(shown, reader, asker=asker))

    # ---- the person

    async def _whoami(self, turn: Turn, reader: Reader) -> Message:
        activity, space = turn.activity, await self.spaces.current(turn)
        facts = [
            (talk_texts.WHO_NAME, activity.sender.name),
            (talk_texts.WHO_ID, activity.sender.id),
            (talk_texts.WHO_DIRECTORY, activity.sender.aad_object_id),
            (talk_texts.WHO_TENANT, activity.tenant_id),
            (talk_texts.WHO_CHANNEL, activity.channel_id),
            (talk_texts.WHO_CHAT, activity.conversation.id),
            (talk_texts.WHO_LANGUAGE, reader.say(welcome_texts.LANGUAGE_NAME)),
            (talk_texts.WHO_ZONE, str(reader.zone)),
            (talk_texts.WHO_SPACE, space.name if space else ""),
        ]
        return card_message(whoami_message(facts, reader))

    async def _answer_in_private(self, turn: Turn, text: str, reader: Reader) -> None:
        if not turn.activity.conversation.is_group:
            turn.say(reader.say(talk_texts.PRIVATE_ALREADY))
        elif not text:
            turn.say(reader.say(talk_texts.PRIVATE_WHAT))
        else:
            space, notice = await self.spaces.current(turn), talk_texts.PRIVATE_HERE
            space_id = space.space_id if space else ""
            self._private.accept(turn, text, reader, notice=notice, space_id=space_id)
