"""The first dialog of every turn: what a message is for."""

from bot.activities.mentions import question_text
from bot.channel.sdk import (
    ComponentDialog,
    DialogContext,
    DialogTurnResult,
    DialogTurnStatus,
    release,
)
from bot.dialogs import stack
from bot.dialogs.buttons import Buttons
from bot.dialogs.forget_flow import ForgetFlow
from bot.dialogs.history_flow import HistoryFlow
from bot.dialogs.prompts import is_button_press, turn_of
from bot.dialogs.question_flow import QuestionFlow
from bot.dialogs.text_handler import TextHandler
from bot.jobs.turn import Moved, Turn
from bot.questions.refusals import Refusals, is_for_everyone
from bot.state.people import People
from cards import CardAction, command_of


class MainDialog(ComponentDialog):
    """Routes one message: a pressed button, a typed text, or what was asked in another chat."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        *,
        texts: TextHandler,
        buttons: Buttons,
        questions: QuestionFlow,
        history: HistoryFlow,
        forget: ForgetFlow,
        people: People,
        refusals: Refusals,
    ) -> None:
        super().__init__(MainDialog.__name__)
        self._texts = texts
        self._buttons = buttons
        self._questions = questions
        self._history = history
        self._people = people
        self._refusals = refusals
        for dialog in (*questions.dialogs, *history.dialogs, *forget.dialogs):
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
        if await self._is_refused(turn):
            await dc.cancel_all_dialogs()
        elif turn.moved is not None:
            await self._route_moved(dc, turn.moved)
        elif is_button_press(turn.activity):
            await self._buttons.press(dc, CardAction.from_json(turn.activity.value))
        else:
            await self._texts.handle(dc, question_text(turn.activity))
        status = DialogTurnStatus.Waiting if stack.is_open(dc) else DialogTurnStatus.Complete
        release(dc)
        return DialogTurnResult(status)

    async def _is_refused(self, turn: Turn) -> bool:
        """Refuse people who may ask nothing here whatever has to do with data."""
        text = question_text(turn.activity)
        if turn.moved is not None:
            is_free = False
        elif is_button_press(turn.activity):
            is_free = is_for_everyone(None, CardAction.from_json(turn.activity.value))
        else:
            typed = command_of(text)
            is_free = is_for_everyone(typed[0] if typed else None, None)
        if is_free:
            return False
        return await self._refusals.refuse_all(turn, await self._people.reader(turn, text=text))

    async def _route_moved(self, dc: DialogContext, moved: Moved) -> None:
        """Ask what was asked in another chat: it is no command, and no answer to a prompt."""
        turn = turn_of(dc.context)
        reader = await self._people.reader(turn, text=turn.activity.text)
        if moved.past is not None:
            await self._history.reopen(turn, moved.past, reader)
        else:
            await self._questions.ask_moved(dc, moved.space_id, reader)
