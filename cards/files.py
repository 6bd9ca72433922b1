"""A result as a file: where it can be fetched, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cards import file_texts, texts
from cards.formatting import count, moment
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
        return reader.say(file_texts.FILE_LIMIT, **sizes)


def file_link_message(
    question: AskedQuestion, *, file_format: str, url: str, limits: FileLimits
) -> CardMessage:
    """Offer a file behind a link that works for a while."""
    reader = question.reader
    title = reader.say(file_texts.FILE_READY, format=reader.say(FORMATS[file_format]))
    download = {"type": "Action.OpenUrl", "title": reader.say(file_texts.DOWNLOAD), "url": url}
    body = [
        question_line(question),
        heading(title, size="Medium"),
        {"type": "ActionSet", "spacing": "Small", "actions": [download]},
        note(reader.say(file_texts.LINK_WORKS, minutes=limits.minutes)),
        note(limits.text(reader)),
    ]
    return card_message(body, summary=summary_of(file_texts.SUMMARY_FILE, question))


def making_file_message(question: AskedQuestion, *, file_format: str) -> CardMessage:
    """Say that a file is being made, which may take a while."""
    reader = question.reader
    making = reader.say(file_texts.MAKING_FILE, format=reader.say(FORMATS[file_format]))
    return _line(question, making)


def offered_file_message(question: AskedQuestion) -> CardMessage:
    """Say that the file is offered further down."""
    return _line(question, question.reader.say(file_texts.FILE_BELOW))


def declined_file_message(question: AskedQuestion) -> CardMessage:
    """Say that there is no file, as the person wanted."""
    return _line(question, question.reader.say(file_texts.FILE_DECLINED))


def no_file_message(
    question: AskedQuestion, advice: tuple[str, str], limits: FileLimits
) -> CardMessage:
    """Say why there is no file, and what to do; both are of cards.texts."""
    happened, what_to_do = (question.reader.say(t, megabytes=limits.size_mb) for t in advice)
    body = [
        question_line(question),
        heading(happened, size="Medium", color="Attention"),
        text_block(what_to_do),
    ]
    summary = summary_of(file_texts.SUMMARY_NO_FILE, question, happened=happened)
    return card_message(body, summary=summary)


def about_lines(
    question: AskedQuestion, *, made_at: datetime, row_count: int, is_cut: bool, sql: str
) -> list[tuple[str, str]]:
    """Say where a file comes from: lines of a name and a value."""
    say, rows = question.reader.say, count(row_count, question.reader)
    return [
        (say(file_texts.ABOUT_QUESTION), question.text),
        (say(file_texts.ABOUT_MADE), moment(made_at, question.reader)),
        (say(file_texts.ABOUT_ROWS), say(file_texts.ABOUT_CUT, count=rows) if is_cut else rows),
        (say(file_texts.ABOUT_SOURCE), say(texts.POWERED_BY)),
        (say(file_texts.ABOUT_SQL), sql),
    ]


def _line(question: AskedQuestion, text: str) -> CardMessage:
    body = [question_line(question), text_block(text)]
    return card_message(body, summary=summary_of(file_texts.SUMMARY_FILE, question))
