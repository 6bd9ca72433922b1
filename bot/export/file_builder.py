"""Builds a file from an answer's result: all of its rows, read from Genie again."""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.export.contents import TITLE, About, Contents, Rows
from bot.export.errors import UnknownAnswerError
from bot.export.files import BuiltFile, FileFormat, built_file
from bot.export.links import FileRequest
from bot.state.answer_records import AnswerRecords
from bot.state.question import Question
from cards import (
    Origin,
    Reader,
    TextKey,
    about_lines,
    extent_text,
    name_of_part,
)
from cards.texts import file_texts
from genie import (
    Clock,
    GenieError,
    GenieMessage,
    Genies,
    GenieSpace,
    QueryAttachment,
    WholeResult,
    answer_text,
)

log = logging.getLogger(__name__)

# For a full result the query runs again, while a person or the browser waits.
ROWS_WITHIN_S: Final = 300.0
# Each needs a CPU and, for some time, a few hundred megabytes; others wait.
FILES_AT_ONCE: Final = 2


class FileBuilder:
    """Builds files, a few at a time."""

    def __init__(self, records: AnswerRecords, *, genies: Genies, clock: Clock) -> None:
        self._records = records
        self._genies = genies
        self._clock = clock
        self._slots = asyncio.Semaphore(FILES_AT_ONCE)

    async def build(self, request: FileRequest, *, taker: str = "") -> BuiltFile:
        """Build a file, as soon as there is a slot.

        taker: the id of the person who gets it; "": it goes to anyone who has a link.

        Raises:
            UnknownAnswerError: the answer or the result does not exist, or is another person's.
            FileTooLargeError: the result does not fit into a file.
            GenieError: the rows cannot be read.
        """
        async with self._slots:
            return await self._built(request, taker)

    async def _built(self, request: FileRequest, taker: str) -> BuiltFile:
        record = await self._records.find(request.reference)
        if record is None or not 0 < request.query_number <= len(record.attachment_ids):
            raise UnknownAnswerError
        question = record.question
        if not question.belongs_to(taker):
            raise UnknownAnswerError
        space = self._genies(question.access).space
        ids = question.genie_conversation_id, question.genie_message_id
        message = await space.get_message(*ids)
        query = _query(message, record.attachment_ids[request.query_number - 1])
        result = await space.whole_result(*ids, query, timeout_s=ROWS_WITHIN_S)
        _log_incomplete(result, request)
        origin = Origin(
            question.asked(),
            query,
            asked_at=_asked_at(question, message),
            made_at=self._clock.now(),
            row_count=result.extent.row_count,
            extent_text=extent_text(result.extent, question.reader, why=_why(result)),
            space=question.space_name or await _title(space),
            answer=answer_text(message),
        )
        contents = _contents(origin, result)
        file = await _written(contents, request.file_format, question.reader)
        return replace(file, is_own=question.uses_own_identity)


async def _written(contents: Contents, file_format: FileFormat, reader: Reader) -> BuiltFile:
    try:
        return await asyncio.to_thread(built_file, contents, file_format, reader)
    finally:
        contents.rows.end()  # the thread cannot be cancelled


def _query(message: GenieMessage, attachment_id: str) -> QueryAttachment:
    for query in message.queries:
        if query.attachment_id == attachment_id:
            return query
    raise UnknownAnswerError


def _asked_at(question: Question, message: GenieMessage) -> datetime | None:
    """Return when it was asked; for an answer that was opened again, when Genie received it."""
    if question.is_reopened:
        return message.created_at
    return datetime.fromtimestamp(question.asked_at, UTC)


async def _title(space: GenieSpace) -> str:
    """Return the title of the space; "" if it cannot be read, since the file does not need it."""
    try:
        return await space.title()
    except GenieError:
        return ""


def _contents(origin: Origin, result: WholeResult) -> Contents:
    asked, extent = origin.question, result.extent
    return Contents(
        title=origin.query.title or asked.text,
        columns=result.columns,
        rows=Rows(result.rows),
        about=About(asked.reader.say(file_texts.ABOUT_FILE), tuple(about_lines(origin))),
        created=origin.made_at,
        name=TITLE if extent.is_whole else name_of_part(TITLE, extent, asked.reader),
        extent_text=origin.extent_text,
    )


def _why(result: WholeResult) -> TextKey | None:
    """Return why the file is incomplete, if Genie is not the reason."""
    if result.download_error is not None:
        return file_texts.FILE_NO_DOWNLOAD
    return file_texts.FILE_FULL if result.is_limited else None


def _log_incomplete(result: WholeResult, request: FileRequest) -> None:
    if result.extent.is_whole:
        return
    reason = "cut by Genie"
    if result.is_limited:
        reason = "larger than a file may be"
    elif result.download_error is not None:
        reason = f"no full result: {result.download_error}"
    log.warning(
        "file is cut",
        extra={
            "reference": request.reference,
            "format": request.file_format,
            "rows": result.extent.row_count,
            "reason": reason,
        },
    )
