"""The SQL warehouse: runs queries with the permissions of the principal who asks."""

from simulator.access import Access
from simulator.engine import Engine, QueryError, ResultTable
from simulator.people import Principal
from simulator.questions.answers import Query


class Warehouse:
    """The engine, behind the permissions on tables and the row filters."""

    def __init__(self, engine: Engine, access: Access) -> None:
        self._engine = engine
        self._access = access

    async def run(self, query: Query, caller: Principal, *, max_rows: int | None) -> ResultTable:
        """Run a query over the rows that the caller may see.

        Raises:
            QueryError: a permission is missing, or the engine refuses the query.
        """
        if error := self._access.query_error(caller, query.sql):
            raise QueryError(error)
        return await self._engine.query(
            query.sql, query.parameters, max_rows=max_rows, region=caller.region
        )
