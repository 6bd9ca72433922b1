"""The first dialog of every turn: what a message wants."""

import logging
from collections.abc import Sequence
from enum import Enum, auto
from functools import partial
from typing import Final

from botbuilder.core import TurnContext
from botbuilder.dialogs import (
    ComponentDialog,
    DialogTurnResult,
    WaterfallDialog,
    WaterfallStepContext,
)
from botbuilder.schema import Activity

from bot.channel.reply import card_activity, say
from bot.desk import Desk
from bot.later import later
from bot.mentions import question_text
from bot.people import People
from bot.presses import Presses
from bot.questions import is_in_group
from bot.state import GenieSessions
from cards import (
    MAX_TEXT_CHARS,
    CardAction,
    Do,
    Reader,
    help_message,
    language_message,
    languages,
    texts,
)

log = logging.getLogger(__name__)


class Command(Enum):
    """A message that is an order to the bot rather than a question to Genie."""

    NEW = auto()
    HELP = auto()
    LANGUAGE = auto()


# Only the whole message counts: "new customers by month" is a question.
_COMMANDS: Final = {
    "new": Command.NEW,
    "/new": Command.NEW,
    "help": Command.HELP,
    "/help": Command.HELP,
    "language": Command.LANGUAGE,
    "/language": Command.LANGUAGE,
    "語言": Command.LANGUAGE,
}


class MainDialog(ComponentDialog):
    """Routes one message: a command, a pressed button, something unreadable, or a question."""

    def __init__(
        self,
        *,
        sessions: GenieSessions,
        desk: Desk,
        presses: Presses,
        people: People,
        sample_questions: Sequence[str],
    ) -> None:
        super().__init__(MainDialog.__name__)
        self._sessions = sessions
        self._desk = desk
        self._presses = presses
        self._people = people
        self._sample_questions = sample_questions
        self.add_dialog(WaterfallDialog("route", [self._route_step]))
        self.initial_dialog_id = "route"

    async def _route_step(self, step: WaterfallStepContext) -> DialogTurnResult:
        await self._route(step.context)
        return await step.end_dialog()

    async def _route(self, context: TurnContext) -> None:
        activity = context.activity
        if activity.value is not None and not activity.text:
            await self._press(context, CardAction.from_json(activity.value))
            return
        text = question_text(activity)
        reader = await self._people.reader(context, text=text)
        command = _COMMANDS.get(text.casefold())
        if command is Command.NEW:
            await self._sessions.begin_another(context)
            _say_later(context, reader.say(texts.NEW_CONVERSATION))
        elif command is Command.HELP:
            self._help(context, reader)
        elif command is Command.LANGUAGE:
            _say_later(context, card_activity(language_message(reader)))
        elif notice := _unreadable(activity, text, reader):
            _say_later(context, notice)
        else:
            await self._ask(context, text, reader)

    async def _ask(self, context: TurnContext, text: str, reader: Reader) -> None:
        number = await self._sessions.number(context)
        later(context, partial(self._desk.take, context, text, reader, session_number=number))

    async def _press(self, context: TurnContext, action: CardAction | None) -> None:
        activity, said = context.activity, ""
        reader = await self._reader_of_card(context, action)
        match action:
            case CardAction(do=Do.ASK, text=text) if text.strip():
                await self._ask(context, text, reader)
            case CardAction(do=Do.STOP, id=reference):
                said = self._desk.stop(reference, activity)
            case CardAction(do=Do.ROWS | Do.KIND | Do.RATE | Do.FILE):
                said = self._presses.take(action, activity)
            case CardAction(do=Do.LANGUAGE, text=language) if language in {"", *languages()}:
                await self._people.choose_language(context, language)
                reader = await self._people.reader(context)
                said = texts.LANGUAGE_CHOSEN if language else texts.LANGUAGE_BY_TYPING
            case _:
                log.warning("unknown card action", extra={"activity": activity.id})
                said = texts.OLD_BUTTON
        if said:
            _say_later(context, reader.say(said))

    async def _reader_of_card(self, context: TurnContext, action: CardAction | None) -> Reader:
        """Go on in the language of the card, whoever wrote what stands on the button."""
        record = self._presses.record_of(action, context.activity) if action else None
        return record.question.reader if record else await self._people.reader(context)

    def _help(self, context: TurnContext, reader: Reader) -> None:
        is_group = is_in_group(context.activity)
        message = help_message(self._sample_questions, reader, is_group=is_group)
        _say_later(context, card_activity(message))


def _say_later(context: TurnContext, activity: Activity | str) -> None:
    """Speak once the state is saved: a slow channel holds up nobody who waits for it."""
    later(context, partial(say, context, activity))


def _unreadable(activity: Activity, text: str, reader: Reader) -> str:
    """Return the sentence that says why this message cannot be asked, or "" if it can."""
    if not text:
        has_file = any(a.content_type != "text/html" for a in activity.attachments or [])
        return reader.say(texts.NOT_TEXT if has_file else texts.EMPTY_QUESTION)
    if len(text) > MAX_TEXT_CHARS:
        return reader.say(texts.TOO_LONG, length=len(text), limit=MAX_TEXT_CHARS)
    return ""
