"""What a turn does once its state is saved: speak, and add jobs.

A turn that cannot save its state fails, and comes again; nothing may have been asked or said then.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.jobs.job import NewJob
from bot.messaging.reply import say

Deed = Callable[[], Awaitable[object]]
_DEEDS, _WORK = "Deeds", "NewJob"


def after_turn(context: TurnContext, deed: Deed) -> None:
    """Let the turn do this, after what it is to do already."""
    context.turn_state.setdefault(_DEEDS, []).append(deed)


def say_after_turn(context: TurnContext, activity: Activity | str) -> None:
    """Speak once the state is saved: a slow channel holds up nobody who waits for it."""
    after_turn(context, partial(say, context, activity))


def add_job(context: TurnContext, work: NewJob) -> None:
    """Add a job that outlives the turn."""
    context.turn_state.setdefault(_WORK, []).append(work)


def jobs_of(context: TurnContext) -> list[NewJob]:
    """Return the jobs of the turn: mostly one, if any."""
    return list(context.turn_state.get(_WORK, ()))


def drop(context: TurnContext) -> None:
    """Forget what was put off: the turn begins again."""
    context.turn_state.pop(_DEEDS, None)
    context.turn_state.pop(_WORK, None)


async def flush(context: TurnContext) -> None:
    """Do all that was put off."""
    for deed in context.turn_state.pop(_DEEDS, []):
        await deed()
