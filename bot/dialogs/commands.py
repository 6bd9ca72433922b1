"""What the commands do."""

from dataclasses import asdict
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.activities.parsing import tenant_of
from bot.dialogs.past_questions import PastQuestions
from bot.jobs.turn_outbox import say_after_turn
from bot.messaging.reply import card_activity
from bot.questions.dispatcher import Dispatcher
from bot.questions.private import PrivateAnswers
from bot.state.history import History, Past
from bot.state.people import People
from bot.state.question import is_in_group
from bot.state.sessions import GenieSessions
from bot.state.space_choice import Spaces
from bot.storage.plain import record_of
from cards import (
    ActionKind,
    Command,
    Reader,
    escaped,
    help_message,
    history_message,
    language_message,
    talk_texts,
    texts,
    whoami_message,
)


class Commands:
    """Obeys commands, within the turn; what they say is said once its state is saved."""

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

    async def obey(self, context: TurnContext, word: Command, rest: str, reader: Reader) -> None:
        """Do what a command says. rest is what was typed after it."""
        match word:
            case Command.NEW:
                await self._sessions.begin_another(context)
                await self.spaces.leave_here(context)
                say_after_turn(context, reader.say(texts.NEW_CONVERSATION))
            case Command.HELP:
                say_after_turn(context, await self.help(context, reader))
            case Command.LANGUAGE:
                say_after_turn(context, card_activity(language_message(reader)))
            case Command.HISTORY:
                say_after_turn(context, await self._recent(context, reader))
            case Command.STOP:
                is_stopped = await self._dispatcher.stop_own(context.activity)
                say_after_turn(
                    context,
                    reader.say(talk_texts.STOPPING if is_stopped else talk_texts.NOTHING_RUNS),
                )
            case Command.WHOAMI:
                say_after_turn(context, await self._whoami(context, reader))
            case Command.PRIVATE:
                await self._answer_in_private(context, rest, reader)

    async def help(self, context: TurnContext, reader: Reader) -> Activity:
        """Say what the bot can do."""
        space = await self.spaces.current(context)
        message = help_message(
            self.spaces.samples(space),
            reader,
            is_group=is_in_group(context.activity),
            space=space.name if space else "",
        )
        return card_activity(message)

    async def choose(self, context: TurnContext, space_id: str, *, is_for_all: bool) -> str:
        """Let a space be asked from now on; return what to say."""
        space, reader = self.spaces.find(space_id), await self._people.reader(context)
        if space is None:
            return reader.say(texts.OLD_BUTTON)
        if is_for_all and is_in_group(context.activity):
            await self.spaces.choose_for_all(context, space)
            name = escaped(context.activity.from_property.name or "")
            said = talk_texts.CHAT_SPACE_CHOSEN
            return reader.say(said, name=name, space=escaped(space.name))
        await self.spaces.choose(context, space)
        return reader.say(talk_texts.SPACE_CHOSEN, space=escaped(space.name))

    # ---- earlier questions

    async def past(self, context: TurnContext, reference: str) -> dict[str, Any] | None:
        """Return one of the sender's own earlier questions here, as plain values."""
        past = await self._history.find(context, reference)
        return asdict(past) if past else None

    def not_found(self, activity: Activity) -> str:
        """Say why a question is not there: among others, it may be somebody else's."""
        is_group = is_in_group(activity)
        return talk_texts.NOT_YOUR_HISTORY if is_group else talk_texts.NOT_IN_HISTORY

    async def use_past(
        self, context: TurnContext, do: ActionKind, past: dict[str, Any], reader: Reader
    ) -> str:
        """Open a question again, or go on from it; return what to say, or ""."""
        if do is ActionKind.OPEN:
            return await self._past.reopen(context, record_of(Past, past), reader)
        return await self._past.go_on(context, record_of(Past, past), reader)

    def delete_past(
        self, context: TurnContext, past: dict[str, Any], reader: Reader, *, is_sure: bool
    ) -> None:
        """Delete a question, or say that it stays."""
        if is_sure:
            self._past.delete(context, record_of(Past, past), reader)
        else:
            say_after_turn(context, reader.say(talk_texts.KEPT))

    async def _recent(self, context: TurnContext, reader: Reader) -> Activity:
        shown = [past.shown() for past in await self._history.all(context)]
        activity = context.activity
        asker = (activity.from_property.name or "") if is_in_group(activity) else ""
        return card_activity(history_message(shown, reader, asker=asker))

    # ---- the person

    async def _whoami(self, context: TurnContext, reader: Reader) -> Activity:
        activity, space = context.activity, await self.spaces.current(context)
        facts = [
            (talk_texts.WHO_NAME, activity.from_property.name or ""),
            (talk_texts.WHO_ID, activity.from_property.id),
            (talk_texts.WHO_DIRECTORY, activity.from_property.aad_object_id or ""),
            (talk_texts.WHO_TENANT, tenant_of(activity)),
            (talk_texts.WHO_CHANNEL, activity.channel_id),
            (talk_texts.WHO_CHAT, activity.conversation.id),
            (talk_texts.WHO_LANGUAGE, reader.say(texts.LANGUAGE_NAME)),
            (talk_texts.WHO_ZONE, str(reader.zone)),
            (talk_texts.WHO_SPACE, space.name if space else ""),
        ]
        return card_activity(whoami_message(facts, reader))

    async def _answer_in_private(self, context: TurnContext, text: str, reader: Reader) -> None:
        if not is_in_group(context.activity):
            say_after_turn(context, reader.say(talk_texts.PRIVATE_ALREADY))
        elif not text:
            say_after_turn(context, reader.say(talk_texts.PRIVATE_WHAT))
        else:
            space, said = await self.spaces.current(context), talk_texts.PRIVATE_HERE
            space_id = space.space_id if space else ""
            self._private.accept(context, text, reader, said=said, space_id=space_id)
