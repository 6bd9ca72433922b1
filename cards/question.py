"""The question of a card; needed since a pressed button leaves no message in the chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cards.actions import MAX_TEXT_CHARS, ActionKind, CardAction, submit
from cards.markdown import clean, one_line, plain
from cards.messages import Element, brief, note, shortened, text_block
from cards.reader import AMERICAN, Reader, TextKey
from cards.texts import answer_texts, problem_texts, talk_texts

MAX_QUESTION_CHARS: Final = 300
MAX_NAME_CHARS: Final = 60
MAX_SPACE_NAME_CHARS: Final = 80  # the limit on names of spaces


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """The question of a card.

    reference is the short id of the question in the log; asker is set only if several people can
    ask, and space only if there are several. contact is for problems that an administrator has to
    fix.
    """

    text: str
    reference: str
    reader: Reader = AMERICAN
    asker: str = ""
    space: str = ""
    contact: str = ""


def question_line(question: AskedQuestion) -> Element:
    """Quote the question; name the asker if several people can ask."""
    reader = question.reader
    who = reader.say(answer_texts.YOUR_QUESTION)
    if question.asker:
        who = reader.say(answer_texts.ASKED_BY, name=brief(question.asker, MAX_NAME_CHARS))
    if question.space:
        space = brief(question.space, MAX_SPACE_NAME_CHARS)
        who = reader.say(talk_texts.OF_SPACE, who=who, space=space)
    quoted = brief(question.text, MAX_QUESTION_CHARS)
    said = reader.say(answer_texts.QUOTED, who=who, question=quoted)
    return text_block(said, isSubtle=True, size="Small", maxLines=4)


def summary_of(key: TextKey, question: AskedQuestion, rest: str = "", **values: str) -> str:
    """Say in a notification what happened to which question."""
    quoted = shortened(one_line(question.text), 80)
    return f"{question.reader.say(key, question=quoted, **values)} {rest}".strip()


def ask_buttons(questions: Sequence[str], reference: str, *, title: str = "") -> list[Element]:
    """Make buttons that ask, one per line, so that a long question is readable.

    title replaces the question on them. A question that is too long for a payload gets no button: a
    part of it would be another question.
    """
    asked = [clean(question).strip() for question in questions]
    return [
        {
            "type": "ActionSet",
            "spacing": "Small",
            "actions": [submit(title or question, CardAction(ActionKind.ASK, reference, question))],
        }
        for question in asked
        if question and len(question) <= MAX_TEXT_CHARS
    ]


def ask_again_button(question: AskedQuestion) -> list[Element]:
    """Make a button that asks the same question again."""
    title = question.reader.say(problem_texts.ASK_AGAIN)
    return ask_buttons([question.text], question.reference, title=title)


def reference_note(question: AskedQuestion) -> Element:
    """Show the id by which support finds the question in the log."""
    return note(question.reader.say(problem_texts.REFERENCE, reference=plain(question.reference)))
