"""Where the files of results may be read: a link comes with a response, and could lead anywhere."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Final

from yarl import URL

from genie.errors import GenieProtocolError

# Databricks' own hosts, and those of the clouds' storage. A star stands for any characters.
# Sources: https://docs.databricks.com/aws/en/resources/ip-domain-region,
# https://learn.microsoft.com/azure/databricks/resources/ip-domain-region
CLOUD_STORAGE: Final = (
    "*.cloud.databricks.com",
    "*.gcp.databricks.com",
    "*.azuredatabricks.net",
    "*.databricks.azure.us",
    "*.databricks.azure.cn",
    "*.blob.core.windows.net",
    "*.dfs.core.windows.net",
    "*.blob.storage.azure.net",
    "*.dfs.storage.azure.net",
    "*.blob.core.usgovcloudapi.net",
    "*.dfs.core.usgovcloudapi.net",
    "*.blob.core.chinacloudapi.cn",
    "*.dfs.core.chinacloudapi.cn",
    "*.s3.amazonaws.com",
    "s3.*.amazonaws.com",
    "*.s3.*.amazonaws.com",
    "*.s3.*.amazonaws.com.cn",
    "storage.googleapis.com",
    "*.storage.googleapis.com",
)
# A link is a credential of its own. Storage asks for headers of its own names, and for no others.
_REFUSED_HEADERS: Final = frozenset({"authorization", "proxy-authorization", "cookie", "host"})


def checked_link(
    url: str, headers: Mapping[str, str], *, base_url: str, patterns: Sequence[str] = CLOUD_STORAGE
) -> URL:
    """Return the address of a link: of the workspace itself, or of storage over https.

    Args:
        base_url: the workspace's.
        patterns: of host names; none of them allows an address.

    Raises:
        GenieProtocolError: it leads elsewhere, or wants a header that is not for storage.
    """
    try:
        link = URL(url, encoded=True)
        is_allowed = link.origin() == URL(base_url).origin() or _is_storage(link, patterns)
    except ValueError:
        link, is_allowed = URL(), False
    if not is_allowed:
        raise GenieProtocolError(f"a result leads to {link.host or 'no host'}, and is not read")
    if any(name.lower() in _REFUSED_HEADERS for name in headers):
        raise GenieProtocolError("a result wants a header that storage does not need")
    return link


def _is_storage(link: URL, patterns: Sequence[str]) -> bool:
    host = (link.host or "").lower()
    is_plain = link.scheme == "https" and link.is_default_port() and link.user is None
    # A star must not allow an address in the company's own network.
    is_address = not host or ":" in host or host.rpartition(".")[2].isdecimal()
    return is_plain and not is_address and any(fnmatchcase(host, each) for each in patterns)
