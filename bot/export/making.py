"""Making a file of an answer's result: all of its rows, read from Genie again."""

import asyncio
from typing import Final

from bot.answers import AnswerRecord, AnswerRecords
from bot.export.failing import UnknownAnswerError
from bot.export.files import About, BuiltFile, Contents, Rows, built_file
from bot.export.links import FileRequest
from bot.inquiries import Genies
from cards import about_lines, file_texts
from genie import Clock, QueryAttachment, WholeResult

# A full result is a query that runs again; a person waits for it, or for the browser.
ROWS_WITHIN_S: Final = 300.0
# Each takes a processor and, for a while, a few hundred megabytes; others wait.
FILES_AT_ONCE: Final = 2


class FileMaker:
    """Makes files, few at once."""

    def __init__(self, records: AnswerRecords, *, genies: Genies, clock: Clock) -> None:
        self._records = records
        self._genies = genies
        self._clock = clock
        self._places = asyncio.Semaphore(FILES_AT_ONCE)

    async def make(self, request: FileRequest) -> BuiltFile:
        """Make a file, when there is a place.

        Raises:
            UnknownAnswerError: there is no such answer, or no such result in it.
            FileTooLargeError: the result does not fit into a file.
            GenieError: the rows could not be had.
        """
        async with self._places:
            return await self._made(request)

    async def _made(self, request: FileRequest) -> BuiltFile:
        record = await self._records.find(request.reference)
        if record is None or not 0 < request.query_number <= len(record.attachment_ids):
            raise UnknownAnswerError
        query = await self._query(record, record.attachment_ids[request.query_number - 1])
        question = record.question
        result = await self._genies(question.space_id).space.whole_result(
            question.genie_conversation_id,
            question.genie_message_id,
            query.attachment_id,
            timeout_s=ROWS_WITHIN_S,
        )
        rows = Rows(result.rows)
        contents = self._contents(record, query, result, rows)
        try:
            return await asyncio.to_thread(
                built_file, contents, request.file_format, question.reader
            )
        finally:
            rows.end()  # nobody can cancel a thread

    async def _query(self, record: AnswerRecord, attachment_id: str) -> QueryAttachment:
        question = record.question
        ids = question.genie_conversation_id, question.genie_message_id
        message = await self._genies(question.space_id).space.get_message(*ids)
        for query in message.queries:
            if query.attachment_id == attachment_id:
                return query
        raise UnknownAnswerError

    def _contents(
        self, record: AnswerRecord, query: QueryAttachment, result: WholeResult, rows: Rows
    ) -> Contents:
        asked = record.question.asked()
        now = self._clock.now()
        lines = about_lines(
            asked,
            made_at=now,
            row_count=result.row_count,
            is_cut=result.is_truncated,
            sql=query.sql,
        )
        return Contents(
            title=query.title or asked.text,
            columns=result.columns,
            rows=rows,
            about=About(asked.reader.say(file_texts.ABOUT_FILE), tuple(lines)),
            created=now,
        )
