"""Links to files of results lead to storage, and nowhere else."""

import pytest

from genie.errors import GenieProtocolError
from genie.storage_hosts import CLOUD_STORAGE, checked_link

PATTERNS = (*CLOUD_STORAGE, "*.storage.example.com")
WORKSPACE = "https://adb-1.2.azuredatabricks.net"


@pytest.mark.parametrize(
    "url",
    [
        "https://dbstorage.blob.core.windows.net/jobs/1?sig=a%2Fb%2Bc",
        "https://dbstorage.dfs.core.windows.net/jobs/1",
        "https://x.z01.blob.storage.azure.net/1",
        "https://bucket.s3.amazonaws.com/1",
        "https://s3.us-west-2.amazonaws.com/bucket/1",
        "https://storage.googleapis.com/bucket/1",
        "https://us-west-2.storage.cloud.databricks.com/api/2.0/fs/files/1",
        f"{WORKSPACE}/store/1",
        "https://files.storage.example.com/1",
    ],
)
def test_storage_is_read(url: str) -> None:
    """The address stays as it is, since its signature covers it."""
    assert str(checked_link(url, {"x-ms-x": "1"}, base_url=WORKSPACE, patterns=PATTERNS)) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "/jobs/1",
        "https://",
        "https://evil.example/1",
        "https://blob.core.windows.net.evil.example/1",
        "https://evil.example/x.blob.core.windows.net",
        "https://user@x.blob.core.windows.net/1",
        "http://x.blob.core.windows.net/1",
        "https://x.blob.core.windows.net:8443/1",
        "https://ec2-1-2-3-4.compute.amazonaws.com/1",
        "https://127.0.0.1/1",
        "http://127.0.0.1:8080/1",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/1",
        "https://2130706433/1",
        "https://[::1]/1",
        "https://[fe80::1]/1",
        "https://localhost/1",
        "http://adb-1.2.azuredatabricks.net/store/1",
        "https://adb-1.2.azuredatabricks.net:1/store/1",
        "https://[broken",
        "https://x:99999/1",
    ],
)
def test_nothing_else_is_read(url: str) -> None:
    """A link could lead into the company's own network."""
    with pytest.raises(GenieProtocolError, match="is not read"):
        checked_link(url, {}, base_url=WORKSPACE)


@pytest.mark.parametrize("url", ["https://127.0.0.1/1", "https://[::1]/1", "https://2130706433/1"])
def test_no_pattern_allows_an_address(url: str) -> None:
    """An operator may write a star too many."""
    with pytest.raises(GenieProtocolError):
        checked_link(url, {}, base_url=WORKSPACE, patterns=("*",))


@pytest.mark.parametrize("name", ["Authorization", "cookie", "Host"])
def test_no_header_of_others_is_sent(name: str) -> None:
    """The link is a credential of its own."""
    with pytest.raises(GenieProtocolError, match="header"):
        checked_link(f"{WORKSPACE}/1", {name: "x"}, base_url=WORKSPACE)
