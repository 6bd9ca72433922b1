"""What became of a question's queries."""

import pytest

from genie import QueryAnswer
from genie.errors import GenieError, GenieProtocolError, GenieUnavailableError
from genie.models import QueryAttachment


@pytest.mark.parametrize(
    ("error", "count"),
    [
        (GenieProtocolError("x", row_count=7), 7),
        (GenieProtocolError("x"), 5),
        (GenieUnavailableError("x"), None),
        (None, None),
    ],
)
def test_rows_that_cannot_be_read_are_counted(error: GenieError | None, count: int | None) -> None:
    """By the result itself, else by the query; rows that could not be fetched may come later."""
    query = QueryAttachment("a-1", "SELECT 1", row_count=5)

    assert QueryAnswer(query, error=error).unread_row_count == count
