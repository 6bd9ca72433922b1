"""A button that asks a question is pressed again before there is an answer: it asks once."""

import hashlib
import json
from typing import Final

from bot.dialogs.prompts import Now
from bot.jobs.turn import Turn
from bot.questions.other_processes import OtherProcesses
from bot.state.scopes import PersonalConversationState, personal_key
from cards import CardAction

# Presses within this time are one: the first may be over already, or not be written yet.
AT_ONCE_S: Final = 2.0
# The latest buttons of a person in a chat; a question cannot have more in its queue.
_REMEMBERED: Final = 10


class RepeatedPresses:
    """Remembers which buttons a person has pressed in a chat, and for which activity.

    That is part of the person's state there, so that it holds across processes, too: of two presses
    at once, the second conflicts with the first, and is handled again.
    """

    def __init__(
        self, state: PersonalConversationState, *, elsewhere: OtherProcesses, now: Now
    ) -> None:
        self._pressed = state.create_property("Pressed")
        self._elsewhere = elsewhere
        self._now = now

    async def is_repeated(self, turn: Turn, action: CardAction, *, is_waiting: bool) -> bool:
        """Whether this button's question was asked by an earlier press, and is not over yet.

        Args:
            is_waiting: a question of these words waits for the choice of a space.
        """
        button, press = _digest(turn, action), _name(turn.key)
        now = self._now().timestamp()
        pressed = await self._pressed.get(turn) or {}
        known = pressed.get(button)
        if known is not None and known["press"] != press:
            is_soon = abs(now - known["at"]) < AT_ONCE_S
            if is_soon or is_waiting or await self._is_open(turn, known["press"]):
                return True
        others = {key: value for key, value in pressed.items() if key != button}
        latest = [*others.items(), (button, {"press": press, "at": now})][-_REMEMBERED:]
        await self._pressed.set(turn, dict(latest))
        return False

    async def note_waiting(self, turn: Turn, action: CardAction) -> None:
        """Record that this button's question waits until a space is chosen."""
        pressed = await self._pressed.get(turn) or {}
        button = _digest(turn, action)
        pressed[button] = pressed[button] | {"is_waiting": True}
        await self._pressed.set(turn, pressed)

    async def note_submitted(self, turn: Turn) -> None:
        """Record that this activity has submitted the questions that waited."""
        press = _name(turn.key)
        pressed = await self._pressed.get(turn) or {}
        submitted = {
            button: {"press": press, "at": known["at"]} if known.get("is_waiting") else known
            for button, known in pressed.items()
        }
        if submitted != pressed:
            await self._pressed.set(turn, submitted)

    async def _is_open(self, turn: Turn, press: str) -> bool:
        keys = await self._elsewhere.open_keys(personal_key(turn.activity))
        # An activity's last job has its own key, and earlier ones a number behind it.
        return any(_name(key) == press or _name(key).startswith(f"{press}-") for key in keys)


def _name(key: str) -> str:
    """Return the part of a job's key that names its activity."""
    return key.rpartition("/")[2]


def _digest(turn: Turn, action: CardAction) -> str:
    """Tell a button from others; not every channel says on which message it stands."""
    button = [turn.activity.reply_to_id, action.id, action.text]
    return hashlib.sha256(json.dumps(button).encode()).hexdigest()[:16]
