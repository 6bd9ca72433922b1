"""The dialog stack: objects of the SDK while a turn runs, plain JSON in its state."""

import logging
from typing import Any, Final

from botbuilder.core import TurnContext

from bot.channel.sdk import DialogInstance, DialogState
from bot.jobs.turn import Turn
from bot.state.scopes import PersonalConversationState

log = logging.getLogger(__name__)

_NAME: Final = "DialogState"
# Under this name JSON holds a stack of dialogs; a dialog's own state may hold another.
_STACK: Final = "$dialogs"


class DialogStack:
    """The stack of dialogs of a person in a conversation."""

    def __init__(self, state: PersonalConversationState) -> None:
        self._stored = state.create_property(_NAME)

    async def get(self, turn_context: TurnContext, _: object = None) -> DialogState:
        """Return the stack, as the SDK asks for it; an empty one if it cannot be read."""
        turn: Turn = turn_context.turn_state[Turn]
        stored = await self._stored.get(turn)
        try:
            return DialogState() if stored is None else _dialog_state(stored[_STACK])
        except (KeyError, TypeError) as exc:
            log.error("unreadable dialogs", extra={"key": turn.key, "error": type(exc).__name__})
            return DialogState()

    async def save(self, turn: Turn, dialogs: list[DialogInstance]) -> None:
        """Write the stack into the turn's state; an empty one is removed from it."""
        if dialogs:
            await self._stored.set(turn, _to_json(DialogState(dialogs)))
        else:
            await self._stored.remove(turn)


def _to_json(value: Any) -> Any:
    if isinstance(value, DialogState):
        stack = [{"id": each.id, "state": _to_json(each.state)} for each in value.dialog_stack]
        return {_STACK: stack}
    if isinstance(value, dict):
        return {name: _to_json(each) for name, each in value.items()}
    return [_to_json(each) for each in value] if isinstance(value, list) else value


def _dialog_state(dialogs: list[dict[str, Any]]) -> DialogState:
    return DialogState([DialogInstance(each["id"], _from_json(each["state"])) for each in dialogs])


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_STACK}:
            return _dialog_state(value[_STACK])
        return {name: _from_json(each) for name, each in value.items()}
    return [_from_json(each) for each in value] if isinstance(value, list) else value
