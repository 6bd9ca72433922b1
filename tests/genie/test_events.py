"""The outcome of a question's queries."""

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
def test_the_number_of_unread_rows(error: GenieError | None, count: int | None) -> None:
    """The error has it, or else the query; rows that could not be fetched may be read later."""
    query = QueryAttachment("a-1", "SELECT 1", row_count=5)

    assert QueryAnswer(query, error=error).unread_row_count == count
