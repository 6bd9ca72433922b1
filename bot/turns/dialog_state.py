"""What waits for a person's answer: objects of the SDK in a turn, plain JSON in its state."""

import logging
from typing import Any, Final

from botbuilder.core import TurnContext
from botbuilder.dialogs import DialogInstance, DialogState

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
        """Return what waits, as the SDK asks for it; nothing, if that cannot be read."""
        turn: Turn = turn_context.turn_state[Turn]
        stored = await self._stored.get(turn)
        try:
            return DialogState() if stored is None else _stack(stored[_STACK])
        except (KeyError, TypeError) as exc:
            log.error("unreadable dialogs", extra={"key": turn.key, "error": type(exc).__name__})
            return DialogState()

    async def keep(self, turn: Turn, dialogs: list[DialogInstance]) -> None:
        """Let the state hold what waits now; if nothing does, nothing is to be stored."""
        if dialogs:
            await self._stored.set(turn, _plain(DialogState(dialogs)))
        else:
            await self._stored.remove(turn)


def _plain(value: Any) -> Any:
    if isinstance(value, DialogState):
        stack = [{"id": each.id, "state": _plain(each.state)} for each in value.dialog_stack]
        return {_STACK: stack}
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _stack(dialogs: list[dict[str, Any]]) -> DialogState:
    return DialogState([DialogInstance(each["id"], _objects(each["state"])) for each in dialogs])


def _objects(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_STACK}:
            return _stack(value[_STACK])
        return {name: _objects(each) for name, each in value.items()}
    return [_objects(each) for each in value] if isinstance(value, list) else value
