"""Insights as an Excel workbook: a sheet for each subject, with all weeks that are kept."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Protocol

from bot.audit.audit import Audit
from bot.audit.summary import Page, weeks_of
from bot.export.cells import clean
from bot.export.contents import MAX_FILE_BYTES, CappedFile
from bot.export.errors import UnknownAnswerError
from bot.export.files import CONTENT_TYPES, BuiltFile, FileFormat
from bot.export.links import FileRequest
from bot.export.names import file_name
from cards import Reader, TextKey, Week, languages
from cards.texts import insight_texts

if TYPE_CHECKING:
    from xlsxwriter import Workbook

# What stands for the reference of an answer, before the language.
_PREFIX: Final = "insights-"
_WIDTH: Final = 24
_WEEK_COLUMNS: Final = (
    insight_texts.WEEK,
    insight_texts.QUESTIONS,
    insight_texts.PEOPLE,
    insight_texts.ANSWERED,
    insight_texts.INSIGHTS_FAILED,
    insight_texts.INSIGHTS_STOPPED,
    insight_texts.RATED_UP,
    insight_texts.RATED_DOWN,
    insight_texts.MEDIAN_S,
)
_SPACE_COLUMNS: Final = (
    insight_texts.WEEK,
    insight_texts.SPACE,
    insight_texts.QUESTIONS,
    insight_texts.MEDIAN_S,
)
_FAILURE_COLUMNS: Final = (
    insight_texts.WEEK,
    insight_texts.CAUSE,
    insight_texts.SPACE,
    insight_texts.COUNT,
)
_QUESTION_COLUMNS: Final = (insight_texts.WEEK, insight_texts.QUESTION, insight_texts.COUNT)
_REVIEW_COLUMNS: Final = (
    insight_texts.WEEK,
    insight_texts.TIME,
    insight_texts.SPACE,
    insight_texts.RESULT,
    insight_texts.COMMENT,
    insight_texts.INSIGHTS_REFERENCE,
    insight_texts.MESSAGE_ID,
    insight_texts.LINK,
)
_OPTIONS: Final = {"strings_to_formulas": False, "strings_to_numbers": False}

Cell = str | float | None


class Build(Protocol):
    """Builds the file that a request names, for who takes it."""

    async def build(self, request: FileRequest, *, taker: str = "") -> BuiltFile:
        """Build it."""


def insights_request(reader: Reader) -> FileRequest:
    """Return the request for a file in the language of a reader."""
    return FileRequest(f"{_PREFIX}{reader.language}", 0, FileFormat.XLSX)


def is_insights(request: FileRequest) -> bool:
    """Whether the file has insights, and no answer."""
    return request.reference.startswith(_PREFIX)


class FilesOfAnyKind:
    """Builds files of answers, and of insights; who may have these is decided by who asks for them.

    Args:
        spaces: the names of the spaces that are offered, by their ids.
        page: the address of a conversation in Databricks.
    """

    def __init__(
        self,
        answers: Build,
        audit: Audit,
        *,
        spaces: Mapping[str, str],
        page: Page,
    ) -> None:
        self._answers = answers
        self._audit = audit
        self._spaces = spaces
        self._page = page

    async def build(self, request: FileRequest, *, taker: str = "") -> BuiltFile:
        """Build a file; see FileBuilder.build."""
        if not is_insights(request):
            return await self._answers.build(request, taker=taker)
        _, _, language = request.reference.partition("-")
        if not taker or language not in languages():
            raise UnknownAnswerError  # a link would work for everyone
        now = self._audit.now()
        weeks = weeks_of(await self._audit.since(0), self._spaces, self._page, now)
        reader = Reader(language)
        created = datetime.fromtimestamp(now, UTC)
        content = await asyncio.to_thread(insights_file, weeks, reader, created)
        return BuiltFile(
            name=file_name(reader.say(insight_texts.FILE_TITLE), FileFormat.XLSX),
            content_type=CONTENT_TYPES[FileFormat.XLSX],
            content=content,
            extent_text=reader.say_many(insight_texts.ALL_WEEKS, len(weeks), count=len(weeks)),
            is_own=True,
        )


def insights_file(weeks: Sequence[Week], reader: Reader, created: datetime) -> bytes:
    """Write the workbook.

    Raises:
        FileTooLargeError: it would be larger than a file may be.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - slow to import, and not every bot needs it

    file = CappedFile(MAX_FILE_BYTES)
    with (
        TemporaryDirectory(prefix="export-") as folder,
        Workbook(file, _OPTIONS | {"tmpdir": folder}) as workbook,
    ):
        title = reader.say(insight_texts.FILE_TITLE)
        workbook.set_properties({"title": title, "created": created.replace(tzinfo=None)})
        for name, columns, rows in _sheets(weeks):
            header = [reader.say(column) for column in columns]
            _write(workbook, reader.say(name), header, rows)
    return file.content()


def _write(
    workbook: "Workbook", name: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> None:
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True})
    sheet.set_column(0, len(header) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(header) - 1)
    for at, text in enumerate(header):
        sheet.write_string(0, at, text, bold)
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, at, clean(cell))
            elif cell is not None:
                sheet.write_number(number, at, cell)


_Sheet = tuple[TextKey, Sequence[TextKey], list[list[Cell]]]


def _sheets(weeks: Sequence[Week]) -> list[_Sheet]:
    """Return the sheets: name, headers, rows."""
    spaces = _by_week(weeks, lambda w: [(u.name, u.questions, u.median_s) for u in w.spaces])
    failures = _by_week(weeks, lambda w: [(*key, count) for key, count in w.failures.items()])
    questions = _by_week(weeks, lambda w: list(w.texts.items()))
    return [
        (insight_texts.SHEET_WEEKS, _WEEK_COLUMNS, [_week_row(week) for week in weeks]),
        (insight_texts.SHEET_SPACES, _SPACE_COLUMNS, spaces),
        (insight_texts.SHEET_FAILURES, _FAILURE_COLUMNS, failures),
        (insight_texts.SHEET_QUESTIONS, _QUESTION_COLUMNS, questions),
        (insight_texts.SHEET_REVIEW, _REVIEW_COLUMNS, _by_week(weeks, _review_rows)),
    ]


def _by_week(
    weeks: Sequence[Week], rows: Callable[[Week], Sequence[Sequence[Cell]]]
) -> list[list[Cell]]:
    return [[week.monday.isoformat(), *row] for week in weeks for row in rows(week)]


def _week_row(week: Week) -> list[Cell]:
    counts = week.questions, week.people, week.answered, week.failed_count, week.others
    return [week.monday.isoformat(), *counts, week.ups, week.downs, week.median_s]


def _review_rows(week: Week) -> list[Sequence[Cell]]:
    return [
        (
            f"{datetime.fromtimestamp(each.at, UTC):%Y-%m-%d %H:%M:%S}",
            *(each.space, each.result, each.comment),
            *(each.reference, each.genie_message_id, each.url),
        )
        for each in (*week.failed, *week.rated_down)
    ]
