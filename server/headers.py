"""The headers that all responses have."""

from typing import Final

from aiohttp import hdrs, web

# A browser shows no response in a frame, guesses no type, keeps nothing, and tells no other site.
PROTECTING: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def protect(_: web.Request, response: web.StreamResponse) -> None:
    """Add what protects people in browsers, and leave out the server's versions.

    For web.Application.on_response_prepare.
    """
    response.headers.update(PROTECTING)
    response.headers.popall(hdrs.SERVER, None)
