"""Rows that a table does not show, or that are missing."""

from typing import Final

from cards.reader import Counted, TextKey

FIRST_ROWS: Final = Counted("The first row", "The first {count} rows")  # there are, or may be, more
ROWS_OF_FIRST: Final = TextKey("Rows {rows} of the first {total}")  # there are, or may be, more
ROWS_MISSING: Final = Counted(
    "{count} more row could not be read.", "{count} more rows could not be read."
)
ROWS_MISSING_AT_LEAST: Final = Counted(
    "At least {count} more row could not be read.", "At least {count} more rows could not be read."
)
TRUNCATED: Final = TextKey("There are more rows, but Genie did not return them.")
MAY_GO_ON: Final = TextKey("Genie returns at most {count} rows at once; there may be more.")
ROWS_UNREADABLE: Final = Counted(
    "This result has {count} row, which could not be read. {advice}",
    "This result has {count} rows, which could not be read. {advice}",
)
THERE_ARE_MORE: Final = TextKey("there are more")  # rows of a result
MAY_BE_MORE: Final = TextKey("there may be more")  # rows of a result
