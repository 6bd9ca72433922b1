"""The first dialog of every turn: what a message wants."""

import logging
from collections.abc import Sequence
from typing import Any, Final

from botbuilder.dialogs import (
    ComponentDialog,
    Dialog,
    DialogContext,
    DialogTurnResult,
    DialogTurnStatus,
    WaterfallDialog,
    WaterfallStepContext,
)

from bot.activities.activity import Activity
from bot.activities.mentions import question_text
from bot.answers.actions import ANSWER_ACTIONS, AnswerActions
from bot.dialogs import stack
from bot.dialogs.commands import Commands
from bot.dialogs.delete_prompt import DeletePrompt
from bot.dialogs.intake import QuestionIntake
from bot.dialogs.prompts import Now, is_button_press, is_prompt_button, turn_of
from bot.dialogs.space_prompt import ChosenSpace, SpacePrompt
from bot.jobs.turn import Moved, Turn
from bot.questions.dispatcher import Dispatcher
from bot.state.people import People
from cards import (
    MAX_TEXT_CHARS,
    ActionKind,
    CardAction,
    Command,
    Reader,
    TextKey,
    command_of,
    escaped,
    is_unknown_command,
    languages,
)
from cards.texts import notice_texts, talk_texts, welcome_texts

log = logging.getLogger(__name__)

_CHOOSE, _DELETE = "choose", "delete"
_ABOUT_PAST: Final = frozenset({ActionKind.OPEN, ActionKind.CONTINUE, ActionKind.DELETE})


class MainDialog(ComponentDialog):
    """Routes one message: a command, a pressed button, something unreadable, or a question.

    A prompt that waits gets what nothing else understands; commands and buttons go before it.
    """

    def __init__(  # noqa: PLR0913 - everybody to whom it hands something on
        self,
        *,
        intake: QuestionIntake,
        commands: Commands,
        dispatcher: Dispatcher,
        actions: AnswerActions,
        people: People,
        now: Now,
    ) -> None:
        super().__init__(MainDialog.__name__)
        self._intake = intake
        self._commands = commands
        self._dispatcher = dispatcher
        self._actions = actions
        self._people = people
        self._spaces = commands.spaces
        self.add_dialog(SpacePrompt(spaces=commands.spaces, people=people, now=now))
        self.add_dialog(DeletePrompt(people=people, now=now))
        self.add_dialog(WaterfallDialog(_CHOOSE, [_prompt(SpacePrompt), self._chosen_step]))
        self.add_dialog(WaterfallDialog(_DELETE, [_prompt(DeletePrompt), self._deleted_step]))

    async def on_begin_dialog(self, inner_dc: DialogContext, _: object) -> DialogTurnResult:
        """Route a message while nothing waits."""
        return await self._route(inner_dc)

    async def on_continue_dialog(self, inner_dc: DialogContext) -> DialogTurnResult:
        """Route a message while a prompt waits."""
        return await self._route(inner_dc)

    async def _route(self, dc: DialogContext) -> DialogTurnResult:
        turn = turn_of(dc.context)
        await stack.drop_expired(dc)
        if turn.moved is not None:
            await self._ask_moved(dc, turn.moved)
        elif is_button_press(turn.activity):
            await self._press(dc, CardAction.from_json(turn.activity.value))
        else:
            await self._route_text(dc, question_text(turn.activity))
        status = DialogTurnStatus.Waiting if stack.is_open(dc) else DialogTurnStatus.Complete
        return DialogTurnResult(status)

    async def _ask_moved(self, dc: DialogContext, moved: Moved) -> None:
        """Ask what was asked in another chat: nothing in it is an order, or meant for a prompt."""
        turn = turn_of(dc.context)
        text = turn.activity.text
        reader = await self._people.reader(turn, text=text)
        if moved.past is not None:
            if sentence := await self._commands.use_past(turn, ActionKind.OPEN, moved.past, reader):
                turn.say(sentence)
        elif not await self._intake.submit(turn, text, reader, space_id=moved.space_id):
            await stack.replace(dc, _CHOOSE, {"questions": [*stack.pending_questions(dc), text]})

    # ---- typed

    async def _route_text(self, dc: DialogContext, text: str) -> None:
        turn = turn_of(dc.context)
        await self._people.note_typed_language(turn, text)
        reader = await self._people.reader(turn, text=text)
        word, rest = command_of(text) or (None, "")
        if word is not None:
            await self._command(dc, word, rest, reader)
        elif sentence := _unreadable(turn.activity, text, reader):
            turn.say(sentence)
        elif await stack.is_for_prompt(dc, text):
            await dc.continue_dialog()
        elif is_unknown_command(text):
            turn.say(reader.say(talk_texts.UNKNOWN_COMMAND, command=escaped(text)))
        else:
            await self._ask(dc, text, reader)

    async def _command(self, dc: DialogContext, word: Command, rest: str, reader: Reader) -> None:
        turn = turn_of(dc.context)
        if word is Command.CANCEL:
            notice = (
                talk_texts.CANCELLED_CHOICE if stack.is_open(dc) else talk_texts.NOTHING_TO_CANCEL
            )
            await dc.cancel_all_dialogs()
            turn.say(reader.say(notice))
        elif word is Command.SPACE:
            await self._choose(dc, rest, reader)
        elif word is Command.PRIVATE and rest and not turn.activity.conversation.is_group:
            await self._ask(dc, rest, reader)  # it is private here
        else:
            if word is Command.NEW:
                await dc.cancel_all_dialogs()
            await self._commands.run(turn, word, rest, reader)
            if word is Command.NEW and rest:
                await self._ask(dc, rest, reader)

    async def _ask(self, dc: DialogContext, text: str, reader: Reader) -> None:
        """Ask, after what waits for a space; the person has gone on from any other prompt."""
        turn, waiting = turn_of(dc.context), stack.pending_questions(dc)
        await dc.cancel_all_dialogs()
        if self._intake.is_private(turn.activity) or await self._spaces.current(turn):
            await self._ask_all(turn, waiting)
            await self._intake.submit(turn, text, reader)
        else:
            await stack.replace(dc, _CHOOSE, {"questions": [*waiting, text]})

    async def _ask_all(self, turn: Turn, texts: Sequence[str]) -> None:
        for text in texts:
            reader = await self._people.reader(turn, text=text)
            await self._intake.submit(turn, text, reader)

    # ---- spaces

    async def _choose(self, dc: DialogContext, name: str, reader: Reader) -> None:
        turn, waiting = turn_of(dc.context), stack.pending_questions(dc)
        if len(self._spaces.known) == 1:
            turn.say(reader.say(talk_texts.ONE_SPACE))
        elif not name:
            await stack.replace(dc, _CHOOSE, {"questions": waiting})
        elif space := self._spaces.named(name):
            await dc.cancel_all_dialogs()
            await self._take_choice(turn, ChosenSpace(space.space_id))
            await self._ask_all(turn, waiting)
        else:
            turn.say(reader.say(talk_texts.SPACE_UNKNOWN, space=escaped(name)))

    async def _chosen_step(self, step: WaterfallStepContext) -> DialogTurnResult:
        turn = turn_of(step.context)
        await self._take_choice(turn, step.result)
        await self._ask_all(turn, step.options.get("questions", ()))
        return await step.end_dialog()

    async def _take_choice(self, turn: Turn, chosen: ChosenSpace) -> None:
        turn.say(await self._commands.choose(turn, chosen.space_id, is_for_all=chosen.is_for_all))

    # ---- pressed

    async def _press(self, dc: DialogContext, action: CardAction | None) -> None:
        turn, notice = turn_of(dc.context), None
        reader = await self._reader_of_card(turn, action)
        match action:
            case CardAction(do=ActionKind.ASK, text=text) if text.strip():
                await self._ask(dc, text, reader)
            case CardAction(do=ActionKind.STOP, id=reference):
                notice = await self._dispatcher.stop(reference, turn.activity)
            case CardAction(do=do) if do in ANSWER_ACTIONS:
                notice = await self._actions.take(action, turn.activity)
            case CardAction(do=ActionKind.LANGUAGE, text=code) if code in {"", *languages()}:
                await self._people.choose_language(turn, code)
                reader = await self._people.reader(turn)
                notice = welcome_texts.LANGUAGE_CHOSEN if code else welcome_texts.LANGUAGE_BY_TYPING
            case CardAction(do=do) if do in _ABOUT_PAST:
                await self._use_past(dc, action, reader)
            case CardAction() if is_prompt_button(action):
                notice = await self._answer_prompt(dc, action)
            case _:
                log.warning("unknown card action", extra={"activity": turn.activity.id})
                notice = notice_texts.OLD_BUTTON
        if notice:
            turn.say(reader.say(notice))

    async def _answer_prompt(self, dc: DialogContext, action: CardAction) -> TextKey | None:
        """Take a button of a prompt's card; return what to say instead, if anything."""
        if await stack.is_answered(dc, action):
            await dc.continue_dialog()
            return None
        if action.do in {ActionKind.YES, ActionKind.NO}:
            return talk_texts.CHOICE_SETTLED
        if self._spaces.find(action.text) is None:
            return notice_texts.OLD_BUTTON
        chosen = ChosenSpace(action.text, action.do is ActionKind.CHAT_SPACE)
        await self._take_choice(turn_of(dc.context), chosen)
        return None

    async def _reader_of_card(self, turn: Turn, action: CardAction | None) -> Reader:
        """Go on in the language of the card, whatever language its button is in."""
        record = await self._actions.record_of(action, turn.activity) if action else None
        return record.question.reader if record else await self._people.reader(turn)

    # ---- earlier questions

    async def _use_past(self, dc: DialogContext, action: CardAction, reader: Reader) -> None:
        turn = turn_of(dc.context)
        past = await self._commands.past(turn, action.id)
        if past is None:
            turn.say(reader.say(self._commands.not_found(turn.activity)))
        elif action.do is ActionKind.DELETE:
            await stack.replace(dc, _DELETE, {"past": past})
        elif sentence := await self._commands.use_past(turn, action.do, past, reader):
            turn.say(sentence)

    async def _deleted_step(self, step: WaterfallStepContext) -> DialogTurnResult:
        turn = turn_of(step.context)
        reader = await self._people.reader(turn)
        self._commands.delete_past(turn, step.options["past"], reader, is_sure=step.result)
        return await step.end_dialog()


def _prompt(kind: type[Dialog]) -> Any:
    async def show(step: WaterfallStepContext) -> DialogTurnResult:
        return await step.begin_dialog(kind.__name__, step.options)

    return show


def _unreadable(activity: Activity, text: str, reader: Reader) -> str | None:
    """Return the sentence that says why this message cannot be asked; None if it can."""
    if not text:
        return reader.say(
            notice_texts.NOT_TEXT if activity.has_file else notice_texts.EMPTY_QUESTION
        )
    if len(text) > MAX_TEXT_CHARS:
        return reader.say(notice_texts.TOO_LONG, length=len(text), limit=MAX_TEXT_CHARS)
    return None
