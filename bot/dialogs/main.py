"""The first dialog of every turn: what a message is for."""

from botbuilder.dialogs import (
    ComponentDialog,
    DialogContext,
    DialogTurnResult,
    DialogTurnStatus,
)

from bot.activities.activity import Activity
from bot.activities.mentions import question_text
from bot.dialogs import stack
from bot.dialogs.buttons import Buttons
from bot.dialogs.commands import CommandCall, Commands
from bot.dialogs.history_flow import HistoryFlow
from bot.dialogs.prompts import is_button_press, turn_of
from bot.dialogs.question_flow import QuestionFlow
from bot.dialogs.small_talk import SmallTalkAnswers
from bot.jobs.turn import Moved
from bot.state.people import People
from cards import (
    MAX_TEXT_CHARS,
    CardAction,
    Reader,
    command_of,
    escaped,
    is_unknown_command,
    small_talk_of,
)
from cards.texts import command_texts, notice_texts


class MainDialog(ComponentDialog):
    """Routes one message: a command, a pressed button, something unreadable, or a question.

    Commands and buttons go before a prompt that waits. It gets its answers, and what nothing else
    understands: small talk is answered beside it.
    """

    def __init__(  # noqa: PLR0913 - what handles each kind of message
        self,
        *,
        commands: Commands,
        buttons: Buttons,
        small_talk: SmallTalkAnswers,
        questions: QuestionFlow,
        history: HistoryFlow,
        people: People,
    ) -> None:
        super().__init__(MainDialog.__name__)
        self._commands = commands
        self._buttons = buttons
        self._small_talk = small_talk
        self._questions = questions
        self._history = history
        self._people = people
        for dialog in (*questions.dialogs, *history.dialogs):
            self.add_dialog(dialog)

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
            await self._route_moved(dc, turn.moved)
        elif is_button_press(turn.activity):
            await self._buttons.press(dc, CardAction.from_json(turn.activity.value))
        else:
            await self._route_text(dc, question_text(turn.activity))
        status = DialogTurnStatus.Waiting if stack.is_open(dc) else DialogTurnStatus.Complete
        return DialogTurnResult(status)

    async def _route_moved(self, dc: DialogContext, moved: Moved) -> None:
        """Ask what was asked in another chat: it is no command, and no answer to a prompt."""
        turn = turn_of(dc.context)
        reader = await self._people.reader(turn, text=turn.activity.text)
        if moved.past is not None:
            await self._history.reopen(turn, moved.past, reader)
        else:
            await self._questions.ask_moved(dc, moved.space_id, reader)

    async def _route_text(self, dc: DialogContext, text: str) -> None:
        turn = turn_of(dc.context)
        await self._people.note_typed_language(turn, text)
        reader = await self._people.reader(turn, text=text)
        if typed := command_of(text):
            await self._commands.run(CommandCall(*typed, dc, reader))
        elif sentence := _unreadable(turn.activity, text, reader):
            turn.say(sentence)
        elif await stack.accepts(dc, text):
            await dc.continue_dialog()
        elif talk := small_talk_of(text):
            await self._small_talk.answer(turn, talk, reader)
        elif await stack.asks_again(dc):
            await dc.continue_dialog()
        elif is_unknown_command(text):
            turn.say(reader.say(command_texts.UNKNOWN_COMMAND, command=escaped(text)))
        else:
            await self._questions.ask(dc, text, reader)


def _unreadable(activity: Activity, text: str, reader: Reader) -> str | None:
    """Return the sentence that says why this message cannot be asked, if it cannot."""
    if not text:
        return reader.say(
            notice_texts.NOT_TEXT if activity.has_file else notice_texts.EMPTY_QUESTION
        )
    if len(text) > MAX_TEXT_CHARS:
        sizes = {"length": f"{len(text):,}", "limit": f"{MAX_TEXT_CHARS:,}"}
        return reader.say(notice_texts.TOO_LONG, **sizes)
    return None
