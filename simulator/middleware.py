"""Middleware of every request: the journal, scripted faults, credentials, errors as JSON."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import web

from simulator import errors, faults, ids
from simulator.faults import Fault, ScriptedFault
from simulator.journal import RequestRecord
from simulator.keys import WORKSPACE
from simulator.payload import reply
from simulator.workspace import Workspace

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_REQUEST_ID = web.RequestKey("request_id", str)
ORG_ID = "1234567890123456"


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
    )
    workspace.record(record)
    response.headers["Server"] = "databricks"
    response.headers["X-Request-Id"] = request[_REQUEST_ID]
    response.headers["X-Databricks-Org-Id"] = ORG_ID
    elapsed_ms = (workspace.clock.now_s() - time_s) * 1000
    response.headers["Server-Timing"] = f"request_handler;dur={elapsed_ms:.1f}"
    return response


@web.middleware
async def scripted_faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Apply the fault that a test has scripted for this request."""
    fault = request.app[WORKSPACE].faults.take(request.method, request.path)
    if fault is None:
        return await handler(request)
    match fault.fault:
        case Fault.SLOW:
            await asyncio.sleep(fault.delay_s)
            return await handler(request)
        case Fault.DROP_BEFORE_COMMIT:
            return _dropped(request)
        case Fault.DROP_AFTER_COMMIT:
            await handler(request)
            return _dropped(request)
        case Fault.ENDLESS | Fault.TRICKLE:
            return await _endless(request, fault.fault)
        case _:
            return _scripted_answer(request, fault)


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Convert every error to Databricks' format."""
    try:
        return await handler(request)
    except errors.ApiError as exc:
        return _error_response(request, exc)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return _error_response(request, errors.no_such_route(request.method, request.path))
    except web.HTTPException as exc:
        refused = errors.ApiError(exc.status, "BAD_REQUEST", exc.reason or "Bad request")
        return _error_response(request, refused)


@web.middleware
async def authorized(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Check the credential on all protected paths."""
    if request.path.startswith("/api/"):
        workspace: Workspace = request.app[WORKSPACE]
        scope = "sql" if request.path.startswith("/api/2.0/sql/") else "genie"
        workspace.credentials.check(request.headers.get("Authorization", ""), scope)
    return await handler(request)


async def _endless(request: web.Request, fault: Fault) -> web.StreamResponse:
    part, every_s = (b" ", 1.0) if fault is Fault.TRICKLE else (faults.ENDLESS_PART, 0.0)
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    with suppress(OSError):  # the client has had enough
        while True:
            await response.write(part)
            await asyncio.sleep(every_s)
    return response


def _scripted_answer(request: web.Request, fault: ScriptedFault) -> web.Response:
    if fault.fault is Fault.HTML:
        return web.Response(text=faults.LOGIN_PAGE, content_type="text/html")
    if fault.fault is Fault.GARBAGE:
        return web.Response(text=faults.GARBAGE_BODY, content_type="application/json")
    if isinstance(fault.body, str):
        return web.Response(
            status=fault.status, text=fault.body, content_type="text/html", headers=fault.headers
        )
    body = fault.body
    if body is None:
        code, message = _TYPICAL.get(fault.status, ("INTERNAL_ERROR", "Internal error"))
        body = errors.ApiError(fault.status, code, message).body(request[_REQUEST_ID])
    return reply(body, status=fault.status, headers=fault.headers)


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


def _dropped(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    return web.Response()  # never sent


async def _decoded(request: web.Request) -> object:
    try:
        return json.loads(await request.read())
    except (ValueError, RecursionError, OSError, web.HTTPException):
        return None
