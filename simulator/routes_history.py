"""The route of the query history."""

from aiohttp import web

from simulator.keys import WORKSPACE
from simulator.payload import reply

HISTORY = "/api/2.0/sql/history/queries"

routes = web.RouteTableDef()


@routes.get(HISTORY)
async def list_queries(request: web.Request) -> web.Response:
    """List the statements that were executed for Genie, the newest first, on one page."""
    workspace = request.app[WORKSPACE]
    now_s = workspace.clock.now_s()
    found = [execution.to_json(now_s) for execution in reversed(workspace.history)]
    return reply({"res": found, "has_next_page": False})
