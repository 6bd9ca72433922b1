"""The proxies of outgoing requests, in the variables that most programs read."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

from settings.reader import EnvironmentReader

_SCHEMES: Final = ("http", "https")
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """Through which proxy a request goes.

    for_http and for_https are addresses of proxies, possibly with a password; "": no proxy.
    direct_hosts is a list in the form of NO_PROXY.
    """

    for_http: str = field(repr=False)
    for_https: str = field(repr=False)
    direct_hosts: str

    @property
    def are_set(self) -> bool:
        """Whether any request may go through a proxy."""
        return bool(self.for_http or self.for_https)

    def proxy_of(self, url: str) -> str:
        """Return the address of the proxy for this URL, or "" if the request goes to its host.

        The rules are those of urllib.request: an entry of NO_PROXY is a host, with or without a
        port, and stands for its subdomains as well; "*" stands for all hosts. Loopback is no
        exception.
        """
        parts = urlsplit(url)
        proxy = {"http": self.for_http, "https": self.for_https}.get(parts.scheme, "")
        if not proxy:
            return ""
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        place = f"{host}:{parts.port or _PORTS[parts.scheme]}"
        return "" if proxy_bypass_environment(place, {"no": self.direct_hosts}) else proxy


def read_proxies(read: EnvironmentReader) -> ProxySettings:
    """Read the three variables."""
    return ProxySettings(
        for_http=_proxy(read, "HTTP_PROXY"),
        for_https=_proxy(read, "HTTPS_PROXY"),
        direct_hosts=read.in_either_case("NO_PROXY"),
    )


def _proxy(read: EnvironmentReader, name: str) -> str:
    """Read the address of a proxy; without a scheme it is http://, as other programs have it."""
    value = read.in_either_case(name)
    if not value:
        return ""
    address = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(address)
        is_valid = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_valid = False
    if not is_valid:
        # The value may hold a password.
        read.problem(f"{name} is not the address of a proxy: set it to http://HOST:PORT")
    return address
