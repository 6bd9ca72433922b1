"""A result as a file: where it can be fetched, and what became of it."""

from dataclasses import dataclass
from typing import Final

from cards import texts
from cards.formatting import count
from cards.messages import CardMessage, card_message, heading, note, text_block
from cards.question import AskedQuestion, question_line, summary_of
from cards.reader import Reader

FORMATS: Final = {"xlsx": texts.AS_EXCEL, "csv": texts.AS_CSV}


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How much a file holds, and for how long a link to it works."""

    size_mb: int
    rows: int
    minutes: int

    def text(self, reader: Reader) -> str:
        """Say how large a file can be."""
        sizes = {"size": count(self.size_mb, reader), "rows": count(self.rows, reader)}
        return reader.say(texts.FILE_LIMIT, **sizes)


def link_message(
    question: AskedQuestion, *, file_format: str, url: str, limits: FileLimits
) -> CardMessage:
    """Offer a file behind a link that works for a while."""
    reader = question.reader
    title = reader.say(texts.FILE_READY, format=reader.say(FORMATS[file_format]))
    download = {"type": "Action.OpenUrl", "title": reader.say(texts.DOWNLOAD), "url": url}
    body = [
        question_line(question),
        heading(title, size="Medium"),
        {"type": "ActionSet", "spacing": "Small", "actions": [download]},
        note(reader.say(texts.LINK_WORKS, minutes=limits.minutes)),
        note(limits.text(reader)),
    ]
    return card_message(body, summary=summary_of(texts.SUMMARY_FILE, question))


def making_message(question: AskedQuestion, *, file_format: str) -> CardMessage:
    """Say that a file is being made, which may take a while."""
    reader = question.reader
    making = reader.say(texts.MAKING_FILE, format=reader.say(FORMATS[file_format]))
    return _line(question, making)


def offered_message(question: AskedQuestion) -> CardMessage:
    """Say that the file is offered further down."""
    return _line(question, question.reader.say(texts.FILE_BELOW))


def no_file_message(question: AskedQuestion, why: str, **values: object) -> CardMessage:
    """Say why there is no file; why is one of cards.texts."""
    return _line(question, question.reader.say(why, **values))


def _line(question: AskedQuestion, text: str) -> CardMessage:
    body = [question_line(question), text_block(text)]
    return card_message(body, summary=summary_of(texts.SUMMARY_FILE, question))
