"""A result as an Excel workbook: typed cells on one sheet, and their origin on another.

NULL and an empty text are both an empty cell. Numbers are numbers as long as Excel keeps all of
their digits. Times are in the reader's zone; if all of them are midnights, they are dates. Text is
never a formula or a link.
"""

from itertools import islice
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from bot.export.cells import clean
from bot.export.contents import MAX_FILE_BYTES, CappedFile, Contents, FileTooLargeError
from bot.export.names import sheet_name
from bot.export.xlsx_cells import CellWriter, forms_of, heading, shown_width
from cards.reader import Reader
from genie.tables import Row

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# Source: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
MAX_SHEET_ROWS: Final = 1_048_576
MAX_SHEET_COLUMNS: Final = 16_384
# Widths are in characters: the narrowest column is visible, the widest shows the start of a long
# text.
_NARROWEST, _WIDEST = 8, 60
_FILTER_BUTTON: Final = 3
_MEASURED_ROWS: Final = 200
_LABEL_WIDTH, _TEXT_WIDTH = 24, 100
# Rows are written to a temporary file at once, and no text is converted to another type.
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def xlsx_file(contents: Contents, reader: Reader, *, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """Write a workbook. This needs the CPU and temporary disk space: call it in a thread.

    Raises:
        FileTooLargeError: it would be larger than max_bytes, or than a sheet.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - slow to import, and not every bot needs it

    file = CappedFile(max_bytes)
    # The files that remain after a failure are deleted with the folder.
    with (
        TemporaryDirectory(prefix="export-") as folder,
        Workbook(file, _OPTIONS | {"tmpdir": folder}) as workbook,
    ):
        workbook.set_properties({"title": clean(contents.title), "created": contents.created})
        _write_result(workbook, contents, reader)
        _write_about(workbook, contents)
    return file.content()


def _write_result(workbook: "Workbook", contents: Contents, reader: Reader) -> None:
    if len(contents.columns) > MAX_SHEET_COLUMNS:
        raise FileTooLargeError(f"a sheet has {MAX_SHEET_COLUMNS} columns")
    sheet = workbook.add_worksheet(sheet_name(contents.title, beside=contents.about.sheet_name))
    forms = forms_of(contents.columns, contents.rows)
    cells = CellWriter(workbook, sheet, contents.columns, reader, forms=forms)
    bold = workbook.add_format({"bold": True})
    headings = [
        heading(column, reader, is_days=at in forms.days)
        for at, column in enumerate(contents.columns)
    ]
    for number, text in enumerate(headings):
        cells.write_text(0, number, text, bold)
    widths = [shown_width(text) + _FILTER_BUTTON for text in headings]
    rows = iter(contents.rows)
    last = 0
    for last, row in enumerate(islice(rows, MAX_SHEET_ROWS - 1), start=1):
        cells.write_row(last, row)
        if last <= _MEASURED_ROWS:
            widths = _wider(widths, row)
    if next(rows, None) is not None:
        raise FileTooLargeError(f"a sheet has {MAX_SHEET_ROWS} rows")
    _lay_out(sheet, widths, last)


def _wider(widths: list[int], row: Row) -> list[int]:
    return [max(width, shown_width(cell)) for width, cell in zip(widths, row, strict=True)]


def _lay_out(sheet: "Worksheet", widths: list[int], last_row: int) -> None:
    for number, width in enumerate(widths):
        sheet.set_column(number, number, min(max(width, _NARROWEST), _WIDEST))
    sheet.freeze_panes(1, 0)
    if widths:
        sheet.autofilter(0, 0, last_row, len(widths) - 1)
        # Long numbers are text intentionally.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MAX_SHEET_ROWS}"})


def _write_about(workbook: "Workbook", contents: Contents) -> None:
    sheet = workbook.add_worksheet(contents.about.sheet_name)
    cells = CellWriter(workbook, sheet, (), Reader())
    label = workbook.add_format({"bold": True, "valign": "top"})
    text = workbook.add_format({"text_wrap": True, "valign": "top"})
    number = workbook.add_format({"num_format": "#,##0", "align": "left", "valign": "top"})
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    for row, (name, value) in enumerate(contents.about.lines):
        cells.write_text(row, 0, name, label)
        if isinstance(value, int):
            sheet.write_number(row, 1, value, number)
        else:
            cells.write_text(row, 1, value, text)
