"""A result's file: its link, and its state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cards.actions import action_row, primary
from cards.formatting import count, moment
from cards.messages import CardMessage, card_message, heading, note, text_block
from cards.paging import missing_text
from cards.prose import blocks, whole_text
from cards.question import AskedQuestion, question_line, summary_of
from cards.reader import Explanation, Reader, TextKey
from cards.texts import answer_texts, file_texts, rating_texts
from genie.models import QueryAttachment, QueryParameter
from genie.tables import Extent

FORMATS: Final = {"xlsx": answer_texts.AS_EXCEL, "csv": answer_texts.AS_CSV}
# Words in the names of parameters for the start and end of a period.
_BEGINS: Final = frozenset({"from", "start", "begin", "since"})
_ENDS: Final = frozenset({"to", "end", "until", "through"})


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How much a file may contain, and for how long a link to it is valid."""

    size_mb: int
    rows: int
    minutes: int

    def text(self, reader: Reader) -> str:
        """Say how large a file may be."""
        sizes = {"size": count(self.size_mb, reader), "rows": count(self.rows, reader)}
        return reader.say(file_texts.FILE_LIMIT, **sizes)


def file_link_message(
    question: AskedQuestion, *, file_format: str, url: str, limits: FileLimits
) -> CardMessage:
    """Offer a file by a link that is valid for a while."""
    reader = question.reader
    title = reader.say(file_texts.FILE_READY, format=reader.say(FORMATS[file_format]))
    download = {"type": "Action.OpenUrl", "title": reader.say(file_texts.DOWNLOAD), "url": url}
    body = [
        question_line(question),
        heading(title, size="Medium"),
        *action_row([primary(download)]),
        note(reader.say(file_texts.LINK_WORKS, minutes=limits.minutes)),
        note(limits.text(reader)),
        note(reader.say(file_texts.FILE_NAME_TELLS)),
    ]
    return card_message(body, summary=summary_of(file_texts.SUMMARY_FILE, question))


def making_file_message(question: AskedQuestion, *, file_format: str) -> CardMessage:
    """Say that a file is being made, which may take a while."""
    reader = question.reader
    making = reader.say(file_texts.MAKING_FILE, format=reader.say(FORMATS[file_format]))
    return _lines(question, making)


def offered_file_message(question: AskedQuestion, *, extent_text: str) -> CardMessage:
    """Say that the file is offered below, and how much of the result it contains."""
    return _lines(question, question.reader.say(file_texts.FILE_BELOW), extent_text)


def declined_file_message(question: AskedQuestion) -> CardMessage:
    """Say that there is no file, because the person declined it."""
    return _lines(question, question.reader.say(file_texts.FILE_DECLINED))


def no_file_message(
    question: AskedQuestion, explanation: Explanation, limits: FileLimits
) -> CardMessage:
    """Say why there is no file, and what to do."""
    happened, advice = (question.reader.say(t, megabytes=limits.size_mb) for t in explanation)
    body = [
        question_line(question),
        heading(happened, size="Medium", color="Attention"),
        text_block(advice),
    ]
    summary = summary_of(file_texts.SUMMARY_NO_FILE, question, happened=happened)
    return card_message(body, summary=summary)


def extent_text(extent: Extent, reader: Reader, *, why: TextKey | None) -> str:
    """Say how much of a result a file contains. why: the reason if it is a part."""
    rows = count(extent.row_count, reader)
    if extent.is_whole:
        return reader.say_many(file_texts.FILE_WHOLE, extent.row_count, count=rows)
    said = reader.say_many(file_texts.FILE_FIRST, extent.row_count, count=rows)
    said = reader.say(rating_texts.AND_THEN, first=said, then=missing_text(extent, reader))
    return reader.say(rating_texts.AND_THEN, first=said, then=reader.say(why)) if why else said


def name_of_part(title: str, extent: Extent, reader: Reader) -> str:
    """Return the title of a file that is not complete."""
    rows = count(extent.row_count, reader)
    return reader.say_many(file_texts.FIRST_ROWS_OF, extent.row_count, count=rows, title=title)


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a file, and how much it contains. answer is Genie's own text, in Markdown."""

    question: AskedQuestion
    query: QueryAttachment
    asked_at: datetime | None
    made_at: datetime
    row_count: int
    extent_text: str
    space: str = ""
    answer: str = ""


def about_lines(origin: Origin) -> list[tuple[str, str | int]]:
    """Return names and values that describe the origin of a file, without empty values."""
    reader, query = origin.question.reader, origin.query
    lines: list[tuple[TextKey, str | int]] = [
        (file_texts.ABOUT_QUESTION, origin.question.text),
        (file_texts.ABOUT_ASKED, moment(origin.asked_at, reader) if origin.asked_at else ""),
        (file_texts.ABOUT_SPACE, origin.space),
        (file_texts.ABOUT_ANSWER, whole_text(blocks(origin.answer))),
        (file_texts.ABOUT_PERIOD, _period(query.parameters, reader)),
        (file_texts.ABOUT_MADE, moment(origin.made_at, reader)),
        (file_texts.ABOUT_ZONE, str(reader.zone)),
        (file_texts.ABOUT_ROWS, origin.row_count),
        (file_texts.ABOUT_EXTENT, origin.extent_text),
        (file_texts.ABOUT_SOURCE, reader.say(answer_texts.POWERED_BY)),
        (file_texts.ABOUT_SQL, query.sql),
    ]
    said = [(reader.say(name), value) for name, value in lines if value != ""]
    return said + [
        (reader.say(file_texts.ABOUT_PARAMETER, name=f":{parameter.keyword}"), parameter.value)
        for parameter in query.parameters
    ]


def _period(parameters: Sequence[QueryParameter], reader: Reader) -> str:
    """Name the period by the two parameters of its start and end; "" if that is not certain.

    Both keep their names, since only the SQL says whether the last day is included.
    """
    dates = [p for p in parameters if p.sql_type.upper().startswith(("DATE", "TIMESTAMP"))]
    begin, end = ([p for p in dates if _words(p) & words] for words in (_BEGINS, _ENDS))
    if len(dates) != len((*begin, *end)) or (len(begin), len(end)) != (1, 1):
        return ""
    ends = (
        reader.say(answer_texts.PARAMETER, name=f":{p.keyword}", value=p.value)
        for p in (*begin, *end)
    )
    return reader.say(rating_texts.NAME_SEPARATOR).join(ends)


def _words(parameter: QueryParameter) -> frozenset[str]:
    return frozenset(parameter.keyword.lower().split("_"))


def _lines(question: AskedQuestion, *sentences: str) -> CardMessage:
    body = [question_line(question), *(text_block(sentence) for sentence in sentences)]
    return card_message(body, summary=summary_of(file_texts.SUMMARY_FILE, question))
