"""Choosing the space that is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cards import talk_texts
from cards.actions import CardAction, Do, submit
from cards.formatting import count
from cards.markdown import escaped
from cards.messages import CardMessage, Element, card_message, heading, note, shortened, text_block
from cards.reader import Reader

MAX_SPACES: Final = 20
MAX_DESCRIPTION_CHARS: Final = 200
_QUOTED_CHARS: Final = 200
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
    question: str = "",
    is_group: bool = False,
    not_understood: str = "",
) -> CardMessage:
    """Offer the spaces.

    Args:
        current: the id of the one that is asked now.
        set_by: who chose that for everybody in the chat.
        question: what waits for the choice.
        not_understood: what was typed, and is none of them.
    """
    say, title = reader.say, reader.say(talk_texts.SPACES_TITLE)
    hint = talk_texts.SPACES_HINT_IN_GROUP if is_group else talk_texts.SPACES_HINT
    waiting = say(talk_texts.THEN_I_ASK, question=_quoted(question))
    typed = say(talk_texts.SPACE_NOT_UNDERSTOOD, typed=_quoted(not_understood))
    in_use = (
        say(talk_texts.SPACE_SET_BY, name=escaped(set_by))
        if set_by
        else say(talk_texts.SPACE_IN_USE)
    )
    body = [
        heading(title, size="Medium"),
        *([text_block(typed, color="Attention")] if not_understood else []),
        *([text_block(waiting)] if question else []),
    ]
    for number, choice in enumerate(choices[:MAX_SPACES], start=1):
        remark = in_use if choice.space_id == current else ""
        body.append(_choice(choice, reader, number=number, remark=remark, is_group=is_group))
    if hidden := len(choices[MAX_SPACES:]):
        shown = count(hidden, reader)
        body.append(note(reader.say_many(talk_texts.SPACES_HIDDEN, hidden, count=shown)))
    return card_message([*body, note(say(hint))], summary=title)


def _choice(
    choice: SpaceChoice, reader: Reader, *, number: int, remark: str, is_group: bool
) -> Element:
    name = reader.say(talk_texts.SPACE_NUMBERED, number=number, name=escaped(choice.name))
    description = escaped(shortened(choice.description, MAX_DESCRIPTION_CHARS))
    titles = {Do.SPACE: talk_texts.SPACE_FOR_ME if is_group else talk_texts.SPACE_USE}
    if is_group:
        titles = {Do.CHAT_SPACE: talk_texts.SPACE_FOR_ALL} | titles
    buttons = [
        submit(reader.say(title), CardAction(do, _REFERENCE, choice.space_id))
        for do, title in titles.items()
    ]
    items = [
        text_block(name),
        *([note(description)] if description else []),
        *([note(remark, color="Good")] if remark else []),
        {"type": "ActionSet", "spacing": "Small", "actions": buttons},
    ]
    return {"type": "Container", "separator": True, "items": items}


def _quoted(text: str) -> str:
    return escaped(shortened(text, _QUOTED_CHARS))
