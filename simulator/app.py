"""The web application: one workspace, its routes, and authentication."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email.utils import formatdate

from aiohttp import web

from simulator import middleware, routes, routes_history, routes_rows, routes_users
from simulator.auth import TokenRefusedError
from simulator.engine import Engine
from simulator.errors import ORG_ID
from simulator.keys import WORKSPACE
from simulator.payload import reply
from simulator.settings import SimulatorSettings
from simulator.workspace import Workspace

_MAX_BODY_BYTES = 4 * 1024 * 1024
_ISSUER = "/oidc"


def create_app(
    settings: SimulatorSettings | None = None, *, engine: Engine | None = None
) -> web.Application:
    """Make a simulated workspace; app[WORKSPACE] is its state.

    Args:
        engine: shared by several workspaces, and closed by its owner. By default the workspace
            has its own, which takes a fifth of a second to load.
    """
    app = web.Application(
        middlewares=[
            middleware.journal,
            middleware.scripted_faults,
            middleware.errors_as_json,
            middleware.authorized,
        ],
        client_max_size=_MAX_BODY_BYTES,
    )
    app[WORKSPACE] = Workspace(settings or SimulatorSettings(), engine or Engine())
    app.on_response_prepare.append(_date)
    if engine is None:
        app.cleanup_ctx.append(_engine_life)
    app.router.add_get("/.well-known/databricks-config", databricks_config)
    app.router.add_get(f"{_ISSUER}/.well-known/oauth-authorization-server", discovery)
    app.router.add_post(f"{_ISSUER}/v1/token", issue_token)
    app.add_routes(routes.routes)
    app.add_routes(routes_rows.routes)
    app.add_routes(routes_users.routes)
    app.add_routes(routes_history.routes)
    return app


async def _date(request: web.Request, response: web.StreamResponse) -> None:
    """Send the workspace's own time, which may differ from the machine's."""
    seconds = request.app[WORKSPACE].clock.now_ms() // 1000
    response.headers["Date"] = formatdate(seconds, usegmt=True)


async def databricks_config(request: web.Request) -> web.Response:
    """Return what an SDK requests from a host first."""
    return reply(
        {
            "oidc_endpoint": f"{request.url.origin()}{_ISSUER}",
            "account_id": "00000000-0000-0000-0000-000000000001",
            "workspace_id": ORG_ID,
            "cloud": "AZURE",
            "host_type": "workspace",
        }
    )


async def discovery(request: web.Request) -> web.Response:
    """Return the address of the token endpoint."""
    issuer = f"{request.url.origin()}{_ISSUER}"
    return reply(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/v1/authorize",
            "token_endpoint": f"{issuer}/v1/token",
        }
    )


async def issue_token(request: web.Request) -> web.Response:
    """Issue an OAuth token."""
    form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    authorization = request.headers.get("Authorization", "")
    try:
        body = request.app[WORKSPACE].credentials.issue(authorization, form)
    except TokenRefusedError as exc:
        return reply(exc.body, status=exc.status)
    return reply(body)


@asynccontextmanager
async def _engine_life(app: web.Application) -> AsyncGenerator[None, None]:
    yield
    app[WORKSPACE].engine.close()
