"""Asking a person whether they really want to be forgotten."""

from typing import Final

from bot.channel.sdk import (
    DialogContext,
    DialogTurnResult,
    WaterfallDialog,
    WaterfallStepContext,
)
from bot.dialogs import stack
from bot.dialogs.prompts import CardPrompt, Now, State, turn_of
from bot.forgetting.job import Forgetting
from bot.jobs.turn import Turn
from bot.state.people import People
from cards import (
    FORGET_ID,
    ActionKind,
    AuditKept,
    CardAction,
    CardMessage,
    confirmation_of,
    forget_message,
)
from cards.texts import forget_texts

_FORGET: Final = "forget"


class ForgetPrompt(CardPrompt):
    """Ends with whether everything of the person is to be deleted."""

    def __init__(self, *, people: People, kept: AuditKept, now: Now) -> None:
        super().__init__(ForgetPrompt.__name__, now=now)
        self._people = people
        self._kept = kept

    async def card(self, turn: Turn, state: State, *, typed: str) -> CardMessage:
        """Say what is deleted and what stays, with two buttons."""
        reader = await self._people.reader(turn)
        return forget_message(self._kept, reader, not_understood=bool(typed))

    async def asks_again(self, turn: Turn, state: State) -> bool:
        """Ask again once."""
        return not state.get("asked_again")

    async def recognize(
        self, turn: Turn, state: State, text: str, action: CardAction | None
    ) -> bool | None:
        """Take the buttons of such a card, or yes and no in any language."""
        if action is None:
            return confirmation_of(text)
        is_answer = action.id == FORGET_ID and action.do in {ActionKind.YES, ActionKind.NO}
        return action.do is ActionKind.YES if is_answer else None


class ForgetFlow:
    """Forgets a person once they have confirmed it."""

    def __init__(self, *, forgetting: Forgetting, people: People, now: Now) -> None:
        self._forgetting = forgetting
        self._people = people
        prompt = ForgetPrompt(people=people, kept=forgetting.kept, now=now)
        self.dialogs: Final = (
            prompt,
            WaterfallDialog(_FORGET, [prompt.prompt_step, self._confirmed_step]),
        )

    async def ask(self, dc: DialogContext) -> None:
        """Ask for confirmation; any other prompt ends."""
        await stack.replace(dc, _FORGET, {})

    async def _confirmed_step(self, step: WaterfallStepContext) -> DialogTurnResult:
        turn = turn_of(step.context)
        reader = await self._people.reader(turn)
        if step.result:
            self._forgetting.accept(turn, reader)
        notice = forget_texts.FORGETTING if step.result else forget_texts.NOT_FORGOTTEN
        turn.say(reader.say(notice))
        return await step.end_dialog()
