"""Sends the requests of a session through proxies."""

from collections.abc import Callable

from aiohttp import (
    ClientHandlerType,
    ClientMiddlewareType,
    ClientRequest,
    ClientResponse,
    encode_basic_auth,
    hdrs,
)
from multidict import CIMultiDict
from yarl import URL


def through(proxy_of: Callable[[str], str]) -> ClientMiddlewareType:
    """Return a middleware for a session; proxy_of returns the proxy for a URL, or "".

    aiohttp's trust_env would do it as well, and also send what ~/.netrc has for a host.
    """

    async def send(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        if proxy := proxy_of(str(request.url)):
            _set_proxy(request, URL(proxy))
        return await handler(request)

    return send


def _set_proxy(request: ClientRequest, proxy: URL) -> None:
    """Set the proxy without its password, which would be in the errors that are logged."""
    request.proxy = proxy.with_user(None)
    if proxy.user is None:
        return
    authorization = encode_basic_auth(proxy.user, proxy.password or "")
    if request.is_ssl():
        # Only the proxy reads these: they are sent with CONNECT.
        request.proxy_headers = CIMultiDict({hdrs.PROXY_AUTHORIZATION: authorization})
    else:
        request.headers[hdrs.PROXY_AUTHORIZATION] = authorization
