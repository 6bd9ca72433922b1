"""A person's own recent questions: open, continue, or delete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cards.actions import ActionKind, CardAction, submit
from cards.formatting import moment
from cards.messages import CardMessage, Element, brief, card_message, heading, note, text_block
from cards.question import MAX_NAME_CHARS, MAX_SPACE_NAME_CHARS
from cards.reader import Reader, TextKey
from cards.texts import talk_texts

MAX_PAST: Final = 10
_QUOTED_CHARS: Final = 200
_BUTTONS: Final = {
    ActionKind.OPEN: talk_texts.HISTORY_OPEN,
    ActionKind.CONTINUE: talk_texts.HISTORY_CONTINUE,
    ActionKind.DELETE: talk_texts.HISTORY_DELETE,
}


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """An earlier question. asked_at is aware; space is a name, or ""."""

    reference: str
    text: str
    asked_at: datetime
    space: str = ""


def history_message(
    questions: Sequence[PastQuestion], reader: Reader, *, asker: str = ""
) -> CardMessage:
    """List questions, the newest first; asker is named if several people can ask."""
    title = reader.say(talk_texts.HISTORY_TITLE)
    if asker:
        title = reader.say(talk_texts.HISTORY_OF, name=brief(asker, MAX_NAME_CHARS))
    newest = sorted(questions, key=lambda question: question.asked_at, reverse=True)
    entries = [_entry(question, reader) for question in newest[:MAX_PAST]]
    nothing = text_block(reader.say(talk_texts.HISTORY_EMPTY))
    return card_message([heading(title, size="Medium"), *(entries or [nothing])], summary=title)


def delete_message(
    question: PastQuestion, reader: Reader, *, not_understood: bool = False
) -> CardMessage:
    """Ask for confirmation to delete a question."""
    title = reader.say(talk_texts.DELETE_TITLE)
    answers = {ActionKind.YES: talk_texts.DELETE_YES, ActionKind.NO: talk_texts.DELETE_NO}
    body = [
        heading(title, size="Medium"),
        *_quoted(question, reader),
        *([note(reader.say(talk_texts.DELETE_NOT_UNDERSTOOD))] if not_understood else []),
        _row(answers, question, reader),
    ]
    return card_message(body, summary=title)


def _entry(question: PastQuestion, reader: Reader) -> Element:
    items = [*_quoted(question, reader), _row(_BUTTONS, question, reader)]
    return {"type": "Container", "separator": True, "items": items}


def _quoted(question: PastQuestion, reader: Reader) -> list[Element]:
    where = moment(question.asked_at, reader)
    if question.space:
        space = brief(question.space, MAX_SPACE_NAME_CHARS)
        where = reader.say(talk_texts.HISTORY_WHERE, when=where, space=space)
    return [text_block(brief(question.text, _QUOTED_CHARS)), note(where)]


def _row(titles: dict[ActionKind, TextKey], question: PastQuestion, reader: Reader) -> Element:
    buttons = [
        submit(reader.say(title), CardAction(do, question.reference), about=question.text)
        for do, title in titles.items()
    ]
    return {"type": "ActionSet", "spacing": "Small", "actions": buttons}
