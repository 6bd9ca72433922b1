"""Responses with the faults that a test has scripted."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import web

from simulator import faults
from simulator.faults import Fault, FaultScript, ScriptedFault
from simulator.payload import reply

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
# The body of an error with a status.
Typical = Callable[[int], object]


async def with_faults(
    script: FaultScript, request: web.Request, handler: Handler, typical: Typical
) -> web.StreamResponse:
    """Answer a request with the fault that is scripted for it, or as usual.

    Args:
        typical: makes the body of a scripted status without a body.
    """
    fault = script.take(request.method, request.path)
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
            return _scripted_answer(fault, typical)


async def _endless(request: web.Request, fault: Fault) -> web.StreamResponse:
    part, every_s = (b" ", 1.0) if fault is Fault.TRICKLE else (faults.ENDLESS_PART, 0.0)
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    with suppress(OSError):  # the client has had enough
        while True:
            await response.write(part)
            await asyncio.sleep(every_s)
    return response


def _scripted_answer(fault: ScriptedFault, typical: Typical) -> web.Response:
    if fault.fault is Fault.HTML:
        return web.Response(text=faults.LOGIN_PAGE, content_type="text/html")
    if fault.fault is Fault.GARBAGE:
        return web.Response(text=faults.GARBAGE_BODY, content_type="application/json")
    if isinstance(fault.body, str):
        return web.Response(
            status=fault.status, text=fault.body, content_type="text/html", headers=fault.headers
        )
    body = typical(fault.status) if fault.body is None else fault.body
    return reply(body, status=fault.status, headers=fault.headers)


def _dropped(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    return web.Response()  # never sent
