"""Routes of SCIM: whose token it is."""

from aiohttp import web

from simulator.keys import CALLER
from simulator.payload import reply

routes = web.RouteTableDef()


@routes.get("/api/2.0/preview/scim/v2/Me")
async def me(request: web.Request) -> web.Response:
    """Return the caller's user."""
    caller = request[CALLER]
    return reply(
        {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "id": str(caller.user_id),
            "userName": caller.user_name,
            "displayName": caller.name,
            "active": True,
        }
    )
