"""A person's own recent questions: a press opens one; buttons continue or delete them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cards.actions import ActionKind, CardAction, action_row, pressable, submit
from cards.formatting import moment
from cards.markdown import one_line, plain
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

MAX_PAST: Final = 10
_QUOTED_CHARS: Final = 200
_BUTTONS: Final = {
    ActionKind.CONTINUE: talk_texts.HISTORY_CONTINUE,
    ActionKind.DELETE: talk_texts.HISTORY_DELETE,
}
_ANSWERS: Final = {ActionKind.YES: talk_texts.DELETE_YES, ActionKind.NO: talk_texts.DELETE_NO}


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
    entries = [
        element
        for number, question in enumerate(newest[:MAX_PAST], start=1)
        for element in _entry(question, reader, number)
    ]
    body = [*entries, *_more(reader, len(newest[:MAX_PAST]))]
    nothing = text_block(reader.say(talk_texts.HISTORY_EMPTY))
    return card_message([heading(title, size="Medium"), *(body or [nothing])], summary=title)


def delete_message(
    question: PastQuestion, reader: Reader, *, not_understood: bool = False
) -> CardMessage:
    """Ask for confirmation to delete a question."""
    title = reader.say(talk_texts.DELETE_TITLE)
    delete, keep = (
        submit(reader.say(title), CardAction(do, question.reference), about=question.text)
        for do, title in _ANSWERS.items()
    )
    body = [
        heading(title, size="Medium"),
        *_quoted(question, reader),
        *([note(reader.say(talk_texts.DELETE_NOT_UNDERSTOOD))] if not_understood else []),
        *action_row([delete | {"style": "destructive"}, keep]),
    ]
    return card_message(body, summary=title)


def _entry(question: PastQuestion, reader: Reader, number: int) -> list[Element]:
    """Draw a question that opens when it is pressed, and its other buttons, hidden at first."""
    text = shortened(question.text, _QUOTED_CHARS)
    title = reader.say(talk_texts.HISTORY_OPEN, number=number, question=text)
    opening = submit(
        title, CardAction(ActionKind.OPEN, question.reference), about=_where(question, reader)
    )
    others = [
        submit(
            reader.say(name, number=number),
            CardAction(do, question.reference),
            about=question.text,
        )
        for do, name in _BUTTONS.items()
    ]
    hidden = {"id": _buttons_id(number), "isVisible": False}
    return [
        pressable(opening, _quoted(question, reader), label=str(number)),
        *(row | hidden for row in action_row(others)),
    ]


def _more(reader: Reader, count: int) -> list[Element]:
    """Make the button that shows and hides the other buttons of all questions."""
    toggle = {
        "type": "Action.ToggleVisibility",
        "title": reader.say(talk_texts.HISTORY_MORE),
        "targetElements": [_buttons_id(number) for number in range(1, count + 1)],
    }
    return action_row([toggle] if count else [])


def _buttons_id(number: int) -> str:
    return f"buttons-{number}"


def _quoted(question: PastQuestion, reader: Reader) -> list[Element]:
    return [
        text_block(brief(question.text, _QUOTED_CHARS)),
        note(plain(_where(question, reader))),
    ]


def _where(question: PastQuestion, reader: Reader) -> str:
    """Say when it was asked, and in which space if there are several."""
    when, space = (
        moment(question.asked_at, reader),
        shortened(one_line(question.space), MAX_SPACE_NAME_CHARS),
    )
    return reader.say(talk_texts.HISTORY_WHERE, when=when, space=space) if space else when
