"""Which requests come from this machine, for a bot that has no app id to check callers by."""

from urllib.parse import urlsplit

from aiohttp import web

from settings.loopback import is_loopback


def is_from_here(request: web.BaseRequest) -> bool:
    """Whether a program on this machine asks for itself.

    A browser on this machine also asks for pages of other hosts: under a name that leads here (DNS
    rebinding), through a tunnel, or with the page's origin.
    """
    addressed = [f"//{host}" for host in request.headers.getall("Host", [])]
    origins = request.headers.getall("Origin", [])
    hosts = map(_host_of, [*addressed, *origins])
    return is_loopback(request.remote or "") and bool(addressed) and all(map(is_loopback, hosts))


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
