"""What a turn does once its state is saved: speak, and take questions on.

A turn that cannot save its state fails, and comes again; nothing may have been asked or said then.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from botbuilder.core import TurnContext

Deed = Callable[[], Awaitable[object]]
_DEEDS: Final = "Deeds"


def later(context: TurnContext, deed: Deed) -> None:
    """Let the turn do this, after what it is to do already."""
    context.turn_state.setdefault(_DEEDS, []).append(deed)


def drop(context: TurnContext) -> None:
    """Forget what was put off: the turn begins again."""
    context.turn_state.pop(_DEEDS, None)


async def do_it_now(context: TurnContext) -> None:
    """Do all that was put off."""
    for deed in context.turn_state.pop(_DEEDS, []):
        await deed()
