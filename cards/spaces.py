"""Choosing a space."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cards.actions import ActionKind, CardAction, action_row, pressable, submit
from cards.formatting import count
from cards.markdown import one_line
from cards.messages import (
    CardMessage,
    Element,
    brief,
    card_message,
    heading,
    note,
    shortened,
    text_block,
)
from cards.question import MAX_NAME_CHARS, MAX_SPACE_NAME_CHARS
from cards.reader import Reader
from cards.texts import talk_texts

MAX_SPACES: Final = 20
# Twenty of these fit into a message with any characters: a backslash takes eight bytes.
MAX_DESCRIPTION_CHARS: Final = 120
_QUOTED_CHARS: Final = 200
# People seldom have more than one.
_QUOTED: Final = 3
_REFERENCE: Final = "spaces"


@dataclass(frozen=True, slots=True)
class SpaceChoice:
    """A space that can be chosen."""

    space_id: str
    name: str
    description: str = ""


def spaces_message(  # noqa: PLR0913 - each is a keyword of its own, and most are left out
    choices: Sequence[SpaceChoice],
    reader: Reader,
    *,
    current: str = "",
    set_by: str = "",
    questions: Sequence[str] = (),
    is_group: bool = False,
    not_understood: str = "",
) -> CardMessage:
    """List the spaces.

    Args:
        current: the id of the current space.
        set_by: who chose it for all members of the chat.
        questions: those that wait for the choice.
        not_understood: what was typed, if it is none of them.
    """
    say, title = reader.say, reader.say(talk_texts.SPACES_TITLE)
    hint = talk_texts.SPACES_HINT_IN_GROUP if is_group else talk_texts.SPACES_HINT
    waiting = [
        text_block(say(talk_texts.THEN_I_ASK, question=brief(question, _QUOTED_CHARS)))
        for question in questions[:_QUOTED]
    ]
    typed = say(talk_texts.SPACE_NOT_UNDERSTOOD, typed=brief(not_understood, _QUOTED_CHARS))
    body = [
        heading(title, size="Medium"),
        *([text_block(typed, color="Attention")] if not_understood else []),
        *waiting,
    ]
    for number, choice in _listed(choices, current):
        in_use = _in_use(set_by, reader) if choice.space_id == current else None
        body.append(_choice(choice, reader, number=number, in_use=in_use, is_group=is_group))
    if hidden := len(choices[MAX_SPACES:]):
        shown = count(hidden, reader)
        body.append(note(reader.say_many(talk_texts.SPACES_HIDDEN, hidden, count=shown)))
    return card_message([*body, note(say(hint))], summary=title)


def _listed(choices: Sequence[SpaceChoice], current: str) -> list[tuple[int, SpaceChoice]]:
    """Number all choices, and return the first ones, always including the current one."""
    numbered = list(enumerate(choices, start=1))
    wanted = sorted(numbered, key=lambda item: item[1].space_id != current)
    return sorted(wanted[:MAX_SPACES], key=lambda item: item[0])


def _in_use(set_by: str, reader: Reader) -> str:
    name = brief(set_by, MAX_NAME_CHARS)
    key = talk_texts.SPACE_SET_BY
    return reader.say(key, name=name) if name else reader.say(talk_texts.SPACE_IN_USE)


def _choice(
    choice: SpaceChoice, reader: Reader, *, number: int, in_use: str | None, is_group: bool
) -> Element:
    """Draw a space, which is chosen when it is pressed; in a group, by a button for whom."""
    name = brief(choice.name, MAX_SPACE_NAME_CHARS)
    description = brief(choice.description, MAX_DESCRIPTION_CHARS)
    items = [
        text_block(reader.say(talk_texts.SPACE_NUMBERED, number=number, name=name)),
        *([note(description)] if description else []),
        # The client's green has too little contrast.
        *([note(in_use, isSubtle=False, weight="Bolder")] if in_use else []),
    ]
    if not is_group:
        plainly = shortened(one_line(choice.name), MAX_SPACE_NAME_CHARS)
        title = reader.say(talk_texts.SPACE_USE, number=number, name=plainly)
        about = in_use or choice.description
        return pressable(submit(title, _use(ActionKind.SPACE, choice), about=about), items)
    titles = {
        ActionKind.CHAT_SPACE: talk_texts.SPACE_FOR_ALL,
        ActionKind.SPACE: talk_texts.SPACE_FOR_ME,
    }
    buttons = [
        submit(reader.say(title, number=number), _use(do, choice), about=choice.name)
        for do, title in titles.items()
    ]
    return {"type": "Container", "separator": True, "items": [*items, *action_row(buttons)]}


def _use(do: ActionKind, choice: SpaceChoice) -> CardAction:
    return CardAction(do, _REFERENCE, choice.space_id)
