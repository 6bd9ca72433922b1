"""Reports to the data team: the button, and the message without any data."""

from dataclasses import dataclass

from cards.actions import ActionKind, CardAction, submit
from cards.messages import (
    Card,
    CardMessage,
    Element,
    brief,
    card_message,
    heading,
    linked,
    note,
    text_block,
)
from cards.question import MAX_SPACE_NAME_CHARS, AskedQuestion, reference_note
from cards.reader import Reader
from cards.texts import answer_texts, report_texts

_MAX_ID_CHARS = 100


@dataclass(frozen=True, slots=True)
class Reported:
    """An answer that is reported. is_failure: there is none. link leads to it in Databricks."""

    space_id: str
    conversation_id: str
    message_id: str
    link: str
    is_failure: bool


def report_button(reader: Reader, reference: str) -> Card:
    """Make a button that reports an answer."""
    return submit(reader.say(report_texts.REPORT), CardAction(ActionKind.REPORT, reference))


def report_message(question: AskedQuestion, reported: Reported) -> CardMessage:
    """Tell the data team which answer to look at: ids and a link, and nothing of its content."""
    say = question.reader.say
    title = say(report_texts.FAILURE if reported.is_failure else report_texts.BAD_ANSWER)
    facts = {
        report_texts.FACT_SPACE: brief(question.space, MAX_SPACE_NAME_CHARS),
        report_texts.FACT_SPACE_ID: brief(reported.space_id, _MAX_ID_CHARS),
        report_texts.FACT_CONVERSATION: brief(reported.conversation_id, _MAX_ID_CHARS),
        report_texts.FACT_MESSAGE: brief(reported.message_id, _MAX_ID_CHARS),
    }
    body = [
        heading(title, size="Medium"),
        *(part for label, value in facts.items() if value for part in _fact(say(label), value)),
        reference_note(question),
        text_block(linked(say(answer_texts.OPEN_IN_DATABRICKS), reported.link)),
        note(say(report_texts.WITHOUT_DATA)),
    ]
    return card_message(body, summary=title)


def _fact(label: str, value: str) -> list[Element]:
    return [note(label), text_block(value, spacing="None")]
