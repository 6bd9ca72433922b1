"""The question of a card; needed since a pressed button leaves no message in the chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cards.actions import (
    MAX_TEXT_CHARS,
    ActionKind,
    CardAction,
    action_row,
    pressable,
    primary,
    submit,
)
from cards.markdown import clean, one_line, plain
from cards.messages import Element, brief, note, shortened, text_block
from cards.reader import AMERICAN, Reader, TextKey
from cards.texts import answer_texts, problem_texts, talk_texts

MAX_QUESTION_CHARS: Final = 300
# A suggested question is one sentence.
MAX_OFFERED_CHARS: Final = 500
MAX_NAME_CHARS: Final = 60
MAX_SPACE_NAME_CHARS: Final = 80  # the limit on names of spaces


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """The question of a card.

    reference is the short id of the question in the log; asker is set only if several people can
    ask, and space only if there are several. contact is for problems that an administrator has to
    fix. uses_own_identity: it is asked with the asker's identity, not with the bot's.
    """

    text: str
    reference: str
    reader: Reader = AMERICAN
    asker: str = ""
    space: str = ""
    contact: str = ""
    uses_own_identity: bool = False


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


def offered_questions(questions: Sequence[str], reference: str, *, limit: int) -> list[Element]:
    """Offer questions, each of which is asked when it is pressed, and can be read in full.

    Long ones are left out: a part of a question would be another question.
    """
    asked = {one_line(question): clean(question).strip() for question in questions}  # once each
    offered = [text for text in asked.values() if text and len(text) <= MAX_OFFERED_CHARS]
    return [
        pressable(
            submit(text, CardAction(ActionKind.ASK, reference, text)),
            [text_block(brief(text, MAX_OFFERED_CHARS))],
        )
        for text in offered[:limit]
    ]


def ask_again_button(question: AskedQuestion) -> list[Element]:
    """Make a button that asks the same question again, if that fits into a payload."""
    text = clean(question.text).strip()
    if not text or len(text) > MAX_TEXT_CHARS:
        return []
    again = CardAction(ActionKind.ASK, question.reference, text)
    return action_row([primary(submit(question.reader.say(problem_texts.ASK_AGAIN), again))])


def reference_note(question: AskedQuestion) -> Element:
    """Show the id by which support finds the question in the log."""
    return note(question.reader.say(problem_texts.REFERENCE, reference=plain(question.reference)))
