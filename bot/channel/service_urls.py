"""The hosts that the bot may send to; service URLs are input, and answers are confidential."""

import re
from typing import Final
from urllib.parse import urlsplit

from settings.loopback import is_loopback

# The Bot Framework's and Teams' own hosts, in the public cloud and in government clouds.
# Source: the allow-list in Microsoft's Agents SDK, hosting/core/security.
_CHANNEL_HOSTS: Final = (
    "botframework.com",
    "botframework.us",
    "smba.trafficmanager.net",
    "teams.microsoft.com",
    "teams.microsoft.us",
)


# Scheme, host, port and a path of ordinary characters: all parsers read such URLs the same way.
_PLAIN_URL: Final = re.compile(r"https?://[\w.\-\[\]:]+(?:/[\w.\-~/]*)?", re.ASCII)


class ServiceUrls:
    """Decides which service URLs the bot may send to.

    is_local: only loopback, for development without an app id, and extra_host, for an Emulator on
    the other side of WSL2. Otherwise only Microsoft's hosts, over https.
    """

    def __init__(self, *, is_local: bool, extra_host: str = "") -> None:
        self._is_local = is_local
        self._extra_host = extra_host

    def allow(self, url: str) -> bool:
        """Whether the bot may send to this service URL."""
        if not _PLAIN_URL.fullmatch(url):
            return False
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            return False
        if self._is_local:
            return is_loopback(host) or host == self._extra_host
        return parts.scheme == "https" and _is_channel_host(host)


def _is_channel_host(host: str) -> bool:
    return any(host == known or host.endswith("." + known) for known in _CHANNEL_HOSTS)
