"""The question that a card is about: a pressed button leaves no message of its own."""

from dataclasses import dataclass
from typing import Final

from cards import texts
from cards.markdown import plain
from cards.messages import Element, shortened, text_block

MAX_QUESTION_CHARS: Final = 300


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What a card is about.

    reference is the short id under which the log knows the question; locale a language tag such as
    "zh-TW", for numbers and dates; asker is set only where several people can ask.
    """

    text: str
    reference: str
    locale: str = ""
    asker: str = ""


def question_line(question: AskedQuestion) -> Element:
    """Quote the question; where several people can ask, name who did."""
    who = texts.YOUR_QUESTION
    if question.asker:
        who = texts.ASKED_BY.format(name=plain(shortened(question.asker, 60)))
    quoted = plain(shortened(question.text, MAX_QUESTION_CHARS))
    return text_block(f"{who}: _{quoted}_", isSubtle=True, size="Small")
