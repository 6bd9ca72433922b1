"""The prompt that waits on a person's dialog stack: one at a time, if any."""

from typing import Any

from bot.channel.sdk import DialogContext
from bot.dialogs.prompts import CardPrompt, State, turn_of
from cards import CardAction


def is_open(dc: DialogContext) -> bool:
    """Whether a prompt waits."""
    return dc.active_dialog is not None


def pending_questions(dc: DialogContext) -> list[str]:
    """Return the questions that wait until a space is chosen."""
    return list(dc.active_dialog.state.get("questions", ())) if is_open(dc) else []


async def replace(dc: DialogContext, dialog_id: str, options: dict[str, Any]) -> None:
    """Begin a dialog in the place of the one that waits."""
    await dc.cancel_all_dialogs()
    await dc.begin_dialog(dialog_id, options)


async def drop_expired(dc: DialogContext) -> None:
    """Drop a prompt that was not answered in time."""
    match await _open_prompt(dc):
        case prompt, state if await prompt.has_expired(turn_of(dc.context), state):
            await dc.cancel_all_dialogs()


async def is_answered(dc: DialogContext, action: CardAction) -> bool:
    """Whether a pressed button is an answer to the prompt that waits."""
    match await _open_prompt(dc):
        case prompt, state:
            return await prompt.recognize(turn_of(dc.context), state, "", action) is not None
    return False


async def accepts(dc: DialogContext, text: str) -> bool:
    """Whether a text is an answer to the prompt that waits."""
    match await _open_prompt(dc):
        case prompt, state:
            return await prompt.recognize(turn_of(dc.context), state, text, None) is not None
    return False


async def asks_again(dc: DialogContext) -> bool:
    """Whether the prompt that waits asks again about a text that is no answer."""
    match await _open_prompt(dc):
        case prompt, state:
            return await prompt.asks_again(turn_of(dc.context), state)
    return False


async def _open_prompt(dc: DialogContext) -> tuple[CardPrompt, State] | None:
    """Return the prompt that waits, and its state."""
    if not is_open(dc):
        return None
    return await dc.find_dialog(dc.active_dialog.id), dc.active_dialog.state
