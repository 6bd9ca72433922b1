"""Where the SDK's dialogs keep what waits for an answer: in the state of the turn."""

from collections.abc import Callable

from botbuilder.core import StatePropertyAccessor, TurnContext
from botbuilder.dialogs import DialogState

from bot.jobs.turn import Turn
from bot.state.scopes import DIALOGS, PersonalConversationState


class DialogStack(StatePropertyAccessor):
    """The stack of dialogs of a person in a conversation, as the SDK reads it."""

    def __init__(self, state: PersonalConversationState) -> None:
        self._stack = state.create_property(DIALOGS)

    async def get(
        self,
        turn_context: TurnContext,
        default_value_or_factory: Callable[[], DialogState] = DialogState,
    ) -> DialogState:
        """Return the stack; an empty one is put in the place of none."""
        turn: Turn = turn_context.turn_state[Turn]
        stack = await self._stack.get(turn)
        if stack is None:
            stack = default_value_or_factory()
            await self._stack.set(turn, stack)
        return stack

    async def set(self, turn_context: TurnContext, value: DialogState) -> None:
        """Put a stack in its place."""
        await self._stack.set(turn_context.turn_state[Turn], value)

    async def delete(self, turn_context: TurnContext) -> None:
        """Let nothing wait any more."""
        await self._stack.set(turn_context.turn_state[Turn], DialogState())
