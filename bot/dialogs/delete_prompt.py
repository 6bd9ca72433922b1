"""Asking a person whether a question is really to be deleted."""

from bot.dialogs.prompts import CardPrompt, Now, State
from bot.jobs.turn import Turn
from bot.state.history import Past
from bot.state.people import People
from bot.storage.plain import record_of
from cards import ActionKind, CardAction, CardMessage, confirmation_of, delete_message


class DeletePrompt(CardPrompt):
    """Ends with whether the "past" question of its state is to be deleted."""

    def __init__(self, *, people: People, now: Now) -> None:
        super().__init__(DeletePrompt.__name__, now=now)
        self._people = people

    async def card(self, turn: Turn, state: State, *, typed: str) -> CardMessage:
        """Draw what is to be deleted, and the two buttons."""
        past, reader = record_of(Past, state["past"]), await self._people.reader(turn)
        return delete_message(past.shown(), reader, not_understood=bool(typed))

    async def asks_again(self, turn: Turn, state: State) -> bool:
        """Ask again once."""
        return not state.get("asked_again")

    async def recognize(
        self, turn: Turn, state: State, text: str, action: CardAction | None
    ) -> bool | None:
        """Take the buttons of this very card, or yes and no in any language."""
        if action is not None:
            is_its_own = action.id == state["past"]["reference"]
            return (
                action.do is ActionKind.YES
                if is_its_own and action.do in {ActionKind.YES, ActionKind.NO}
                else None
            )
        return confirmation_of(text)
