"""Links to files: for a while, and only ours."""

import base64
from string import ascii_letters, digits

import pytest

from bot.export.files import FileFormat
from bot.export.links import LIFETIME_S, BadLinkError, FileRequest, Links
from tests.clocks import FakeClock

REQUEST = FileRequest("3f2a", 1, FileFormat.XLSX)
SECRET = b"s" * 32
BASE = "https://bot.example"


@pytest.fixture
def clock() -> FakeClock:
    """Time that passes only when it is told to."""
    return FakeClock()


@pytest.fixture
def links(clock: FakeClock) -> Links:
    """A bot's links."""
    return Links(SECRET, BASE, clock)


def token_of(links: Links) -> str:
    """The part of a new link that is read again."""
    return links.url(REQUEST).removeprefix(f"{BASE}/files/")


def test_a_link_leads_to_its_file(links: Links, clock: FakeClock) -> None:
    """To its last second, and what it says needs no quoting."""
    token = token_of(links)
    clock.advance(LIFETIME_S)

    assert links.read(token) == REQUEST
    assert set(token) <= {*ascii_letters, *digits, *"-_."}


def test_a_link_holds_no_more_than_the_request(links: Links) -> None:
    """It is in histories and logs of others."""
    payload = token_of(links).partition(".")[0]

    assert base64.urlsafe_b64decode(payload + "==") == b'["3f2a",1,"xlsx"]'


def test_a_link_expires(links: Links, clock: FakeClock) -> None:
    """Whoever finds it later has nothing of it; who pressed the button is told to press again."""
    token = token_of(links)
    clock.advance(LIFETIME_S + 1)

    with pytest.raises(BadLinkError) as caught:
        links.read(token)

    assert caught.value.is_expired


def test_a_changed_link_is_not_ours(links: Links) -> None:
    """Wherever it was changed."""
    token = token_of(links)
    changed = [
        token[:place] + ("A" if character != "A" else "B") + token[place + 1 :]
        for place, character in enumerate(token[:-1])  # of the last one, some bits mean nothing
    ]

    for other in [*changed, token[:-1], token + "A", "", ".", "..", "a.b.c", "%00", "各"]:
        with pytest.raises(BadLinkError) as caught:
            links.read(other)
        assert not caught.value.is_expired


def test_links_of_another_secret_are_not_ours(links: Links, clock: FakeClock) -> None:
    """Another bot's, or this one's before it was started again."""
    with pytest.raises(BadLinkError):
        Links(b"t" * 32, BASE, clock).read(token_of(links))


@pytest.mark.parametrize(("base_url", "is_possible"), [(BASE, True), ("", False)])
def test_no_address_is_no_link(clock: FakeClock, base_url: str, *, is_possible: bool) -> None:
    """A button that leads nowhere is worse than none."""
    assert Links(SECRET, base_url, clock).is_possible == is_possible
