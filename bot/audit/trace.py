"""What the audit trail says of a question beyond its record: its statements, and its error."""

from genie import Failed, GenieError, ResultReady, SqlWritten


class QuestionTrace:
    """Collects it from what Genie tells, while a question is worked on."""

    def __init__(self) -> None:
        self._statement_ids: dict[str, None] = {}
        self._error: GenieError | None = None

    def note(self, item: object) -> None:
        """Take note of an event of Genie's."""
        match item:
            case SqlWritten(query):
                self._statement_ids[query.statement_id] = None
            case ResultReady(result):
                self._statement_ids[result.query.statement_id] = None
            case Failed(error):
                self._error = error

    @property
    def statement_ids(self) -> tuple[str, ...]:
        """The ids of its statements in Databricks, in their order."""
        return tuple(filter(None, self._statement_ids))

    @property
    def error(self) -> str:
        """The type of its error; "" if there is none."""
        return type(self._error).__name__ if self._error else ""

    @property
    def cause(self) -> str:
        """Databricks' cause of the error; "" if it is not certain."""
        return str(self._error.cause) if self._error and self._error.cause else ""
