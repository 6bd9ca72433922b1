"""Middleware of every request: the journal, scripted faults, credentials, errors as JSON."""

import json

from aiohttp import web

from simulator import errors, ids
from simulator.faulty import Handler, with_faults
from simulator.journal import RequestRecord
from simulator.keys import CALLER, WORKSPACE
from simulator.payload import reply
from simulator.workspace import Workspace

_SCOPES = {"/api/2.0/sql/": "sql", "/api/2.0/preview/scim/": "scim"}
_REQUEST_ID = web.RequestKey("request_id", str)


@web.middleware
async def journal(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Record request and response, without the credential."""
    workspace = request.app[WORKSPACE]
    time_s = workspace.clock.now_s()
    request[_REQUEST_ID] = ids.request_id()
    response = await handler(request)
    was_dropped = request.transport is None or request.transport.is_closing()
    headers = dict(request.headers)
    if scheme := headers.get("Authorization", "").partition(" ")[0]:
        headers["Authorization"] = scheme
    record = RequestRecord(
        method=request.method,
        path=request.path,
        query=dict(request.query),
        headers=headers,
        body=await _decoded(request),
        status=None if was_dropped else response.status,
        time_s=time_s,
        user_name=caller.user_name if (caller := request.get(CALLER)) else "",
    )
    workspace.record(record)
    response.headers["Server"] = "databricks"
    response.headers["X-Request-Id"] = request[_REQUEST_ID]
    response.headers["X-Databricks-Org-Id"] = errors.ORG_ID
    elapsed_ms = (workspace.clock.now_s() - time_s) * 1000
    response.headers["Server-Timing"] = f"request_handler;dur={elapsed_ms:.1f}"
    return response


@web.middleware
async def scripted_faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Apply the fault that a test has scripted for this request."""

    def typical(status: int) -> object:
        code, message = _TYPICAL.get(status, ("INTERNAL_ERROR", "Internal error"))
        return errors.ApiError(status, code, message).body(request[_REQUEST_ID])

    return await with_faults(request.app[WORKSPACE].faults, request, handler, typical)


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Convert every error to Databricks' format."""
    try:
        return await handler(request)
    except errors.ApiError as exc:
        return _error_response(request, exc)
    except errors.PageError as exc:
        return web.Response(status=exc.status, text=exc.page(), content_type="text/html")
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return _error_response(request, errors.no_such_route(request.method, request.path))
    except web.HTTPException as exc:
        refused = errors.ApiError(exc.status, "BAD_REQUEST", exc.reason or "Bad request")
        return _error_response(request, refused)


@web.middleware
async def authorized(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Check the credential on all protected paths, and what the caller may do there."""
    if request.path.startswith("/api/"):
        workspace: Workspace = request.app[WORKSPACE]
        scopes = (scope for prefix, scope in _SCOPES.items() if request.path.startswith(prefix))
        authorization = request.headers.get("Authorization", "")
        caller = workspace.credentials.caller(authorization, next(scopes, "genie"))
        request[CALLER] = caller
        workspace.admit(caller, request.match_info)
    return await handler(request)


_TYPICAL = {
    400: ("BAD_REQUEST", "Bad request."),
    403: ("PERMISSION_DENIED", "You do not have permission to use the SQL Warehouse."),
    404: ("RESOURCE_DOES_NOT_EXIST", "The resource does not exist."),
    429: ("RESOURCE_EXHAUSTED", "Rate limit exceeded. Please retry later."),
    503: ("TEMPORARILY_UNAVAILABLE", "The service is temporarily unavailable."),
    504: ("DEADLINE_EXCEEDED", "The service did not answer in time."),
}


def _error_response(request: web.Request, error: errors.ApiError) -> web.Response:
    body = error.body(request[_REQUEST_ID])
    return reply(body, status=error.status, headers=error.headers)


async def _decoded(request: web.Request) -> object:
    try:
        return json.loads(await request.read())
    except (ValueError, RecursionError, OSError, web.HTTPException):
        return None
