"""The query history: every statement that was executed for Genie, also of deleted messages."""

from dataclasses import dataclass

from simulator.statements import Json, Statement

# What it calls the states of statements.
_STATUSES = {
    "SUCCEEDED": "FINISHED",
    "CLOSED": "FINISHED",
    "FAILED": "FAILED",
    "CANCELED": "CANCELED",
}


@dataclass(frozen=True, slots=True)
class Execution:
    """A statement, and for which space it was executed."""

    statement: Statement
    space_id: str
    started_ms: int

    def to_json(self, now_s: float) -> Json:
        """Write it as an entry of the list.

        Source: https://docs.databricks.com/api/workspace/queryhistory/list
        """
        statement = self.statement
        return {
            "query_id": statement.statement_id,
            "status": _STATUSES.get(statement.state(now_s), "RUNNING"),
            "query_text": statement.sql,
            "query_start_time_ms": self.started_ms,
            "statement_type": "SELECT",
            "user_id": statement.owner.user_id,
            "user_name": statement.owner.user_name,
            "query_source": {"genie_space_id": self.space_id},
        }
