"""Questions that the bot asks a person back: they ask again with help, and are dropped in time.

Their state is plain JSON, and what they say is said once it is saved.
"""

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from botbuilder.core import TurnContext

from bot.activities.activity import Activity
from bot.activities.mentions import question_text
from bot.channel.sdk import (
    Dialog,
    DialogContext,
    DialogTurnResult,
    WaterfallStepContext,
)
from bot.jobs.turn import Turn
from bot.messaging.reply import card_message
from cards import CardAction, CardMessage

# After that people have forgotten what the bot asked.
EXPIRES_S: Final = 600.0
_EXPIRES_AT: Final = "expires_at"

State = dict[str, Any]
Now = Callable[[], datetime]


class CardPrompt(Dialog):
    """Shows a card and waits for an answer that it understands: a press, or typed words.

    options are what the card is about; they are kept in the state.

    accepts_late_answers: also after it has expired, an answer counts.
    """

    accepts_late_answers = False

    def __init__(self, dialog_id: str, *, now: Now) -> None:
        super().__init__(dialog_id)
        self._now = now

    @abstractmethod
    async def card(self, turn: Turn, state: State, *, typed: str) -> CardMessage:
        """Draw it; typed is what was not understood."""

    @abstractmethod
    async def recognize(
        self, turn: Turn, state: State, text: str, action: CardAction | None
    ) -> object | None:
        """Return the answer that a text or a pressed button gives; None: it gives none."""

    @abstractmethod
    async def asks_again(self, turn: Turn, state: State) -> bool:
        """Whether to ask again about a text that is no answer; else that is a question."""

    async def has_expired(self, turn: Turn, state: State) -> bool:
        """Whether it has waited too long; not if this turn's activity is an answer that counts."""
        if self._now().timestamp() <= float(state[_EXPIRES_AT]):
            return False
        answer = await self.recognize(turn, state, *input_of(turn.activity))
        return not (self.accepts_late_answers and answer is not None)

    async def prompt_step(self, step: WaterfallStepContext) -> DialogTurnResult:
        """Show the card, as a step of a waterfall whose next step gets the answer."""
        return await step.begin_dialog(self.id, step.options)

    async def begin_dialog(self, dialog_context: DialogContext, options: State) -> DialogTurnResult:
        """Show the card."""
        state: State = dialog_context.active_dialog.state
        state.update(options)
        await self._show(turn_of(dialog_context.context), state, typed="")
        return Dialog.end_of_turn

    async def continue_dialog(self, dialog_context: DialogContext) -> DialogTurnResult:
        """End with the answer, or ask again."""
        state: State = dialog_context.active_dialog.state
        turn = turn_of(dialog_context.context)
        text, action = input_of(turn.activity)
        answer = await self.recognize(turn, state, text, action)
        if answer is not None:
            return await dialog_context.end_dialog(answer)
        state["asked_again"] = True
        await self._show(turn, state, typed=text)
        return Dialog.end_of_turn

    async def _show(self, turn: Turn, state: State, *, typed: str) -> None:
        state[_EXPIRES_AT] = self._now().timestamp() + EXPIRES_S
        message = await self.card(turn, state, typed=typed)
        turn.say(card_message(message))


def turn_of(context: TurnContext) -> Turn:
    """Return the turn that a dialog runs in."""
    turn: Turn = context.turn_state[Turn]
    return turn


def is_button_press(activity: Activity) -> bool:
    """Whether a button was pressed, rather than something typed."""
    return activity.value is not None and not activity.text


def input_of(activity: Activity) -> tuple[str, CardAction | None]:
    """Return what was typed, or the button that was pressed."""
    if is_button_press(activity):
        return "", CardAction.from_json(activity.value)
    return question_text(activity), None
