"""Asking a person which space they mean."""

from dataclasses import dataclass

from bot.dialogs.prompts import CardPrompt, Now, State
from bot.jobs.turn import Turn
from bot.state.people import People
from bot.state.space_choice import Spaces
from cards import ActionKind, CardAction, CardMessage, SpaceChoice, spaces_message


@dataclass(frozen=True, slots=True)
class ChosenSpace:
    """The space that a person chose, and whether for the whole chat."""

    space_id: str
    is_for_all: bool = False


class SpacePrompt(CardPrompt):
    """Ends with a ChosenSpace. Its state may hold "questions" that wait for it."""

    accepts_late_answers = True  # else the questions that wait would be lost

    def __init__(self, *, spaces: Spaces, people: People, now: Now) -> None:
        super().__init__(SpacePrompt.__name__, now=now)
        self._spaces = spaces
        self._people = people

    async def card(self, turn: Turn, state: State, *, typed: str) -> CardMessage:
        """Draw the list of spaces."""
        questions = state.get("questions", ())
        current, offered = await self._spaces.current(turn), await self._spaces.offered(turn)
        return spaces_message(
            [SpaceChoice(each.space_id, each.name, each.description) for each in offered],
            await self._people.reader(turn, text="\n".join(questions)),
            current=current.space_id if current else "",
            set_by=await self._spaces.set_by(turn),
            questions=questions,
            is_group=turn.activity.conversation.is_group,
            not_understood=typed,
        )

    async def asks_again(self, turn: Turn, state: State) -> bool:
        """Ask again until there is a space to ask."""
        return await self._spaces.current(turn) is None

    async def recognize(
        self, turn: Turn, state: State, text: str, action: CardAction | None
    ) -> ChosenSpace | None:
        """Take a button of any list of spaces, a number, or a name."""
        if action is not None:
            is_known = await self._spaces.find(turn, action.text) is not None
            is_one = is_known and action.do in {ActionKind.SPACE, ActionKind.CHAT_SPACE}
            return ChosenSpace(action.text, action.do is ActionKind.CHAT_SPACE) if is_one else None
        space = await self._spaces.named(turn, text)
        return ChosenSpace(space.space_id) if space else None
