"""The allowed service URLs."""

import pytest

from bot.channel.service_urls import ServiceUrls

LOOPBACK = ["http://127.0.0.1:56150/_connector", "http://localhost:5000", "http://[::1]:1/"]
MICROSOFT = [
    "https://smba.trafficmanager.net/amer/",
    "https://smba.infra.gcc.teams.microsoft.com/teams",
    "https://webchat.botframework.com/",
    "https://europe.webchat.botframework.com/",
]
NEVER = [
    "",
    "smba.trafficmanager.net",
    "ftp://smba.trafficmanager.net",
    "https://evil.example/smba.trafficmanager.net",
    "https://smba.trafficmanager.net.evil.example/",
    "https://evil-botframework.com/",
    "https://smba.trafficmanager.net@evil.example/",
    "http://169.254.169.254/metadata",
    "https://10.0.0.1/",
    "http://127.0.0.1:port/",
    "https://[half/",
    r"https://evil.example\.botframework.com/",
    "https://smba.trafficmanager.net/%2e%2e/",
    "https://smba.trafficmanager.net/?q=",
    "https://smba.trafficmanager.net/#x",
    "https://smba.trafficmanager.net /",
]


@pytest.mark.parametrize("url", LOOPBACK)
def test_a_local_bot_answers_to_loopback(url: str) -> None:
    """A bot that authenticates its callers does not."""
    assert ServiceUrls(is_local=True).allow(url)
    assert not ServiceUrls(is_local=False).allow(url)


@pytest.mark.parametrize("url", MICROSOFT)
def test_a_registered_bot_answers_to_microsofts_hosts(url: str) -> None:
    """Only https is allowed; a local bot never sends there."""
    assert ServiceUrls(is_local=False).allow(url)
    assert not ServiceUrls(is_local=False).allow(url.replace("https", "http"))
    assert not ServiceUrls(is_local=True).allow(url)


@pytest.mark.parametrize("url", NEVER)
@pytest.mark.parametrize("is_local", [True, False])
def test_other_hosts_get_no_answer(url: str, is_local: bool) -> None:  # noqa: FBT001
    """An answer contains a company's data."""
    assert not ServiceUrls(is_local=is_local).allow(url)


def test_one_more_host_can_be_allowed_for_an_emulator() -> None:
    """This is the documented exception for WSL2, for exactly this host."""
    urls = ServiceUrls(is_local=True, extra_host="172.20.0.1")

    assert urls.allow("http://172.20.0.1:52000")
    assert not urls.allow("http://172.20.0.2:52000")
    assert not ServiceUrls(is_local=False, extra_host="172.20.0.1").allow("https://172.20.0.1/")
