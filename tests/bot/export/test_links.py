"""Signed links to files that expire."""

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
    """A clock that the test advances."""
    return FakeClock()


@pytest.fixture
def links(clock: FakeClock) -> Links:
    """The links of a bot."""
    return Links(SECRET, BASE, clock)


def token_of(links: Links) -> str:
    """Return the token of a new link."""
    return links.url(REQUEST).removeprefix(f"{BASE}/files/")


def test_a_link_contains_its_request(links: Links, clock: FakeClock) -> None:
    """It is valid to its last second, and needs no quoting."""
    token = token_of(links)
    clock.advance(LIFETIME_S)

    assert links.read(token) == REQUEST
    assert set(token) <= {*ascii_letters, *digits, *"-_."}


def test_a_link_contains_only_the_request(links: Links) -> None:
    """It appears in browser histories and logs."""
    payload = token_of(links).partition(".")[0]

    assert base64.urlsafe_b64decode(payload + "==") == b'["3f2a",1,"xlsx"]'


def test_a_link_expires(links: Links, clock: FakeClock) -> None:
    """It is useless when found later."""
    token = token_of(links)
    clock.advance(LIFETIME_S + 1)

    with pytest.raises(BadLinkError) as caught:
        links.read(token)

    assert caught.value.is_expired


def test_a_modified_link_is_invalid(links: Links) -> None:
    """Any character may be modified."""
    token = token_of(links)
    changed = [
        token[:place] + ("A" if character != "A" else "B") + token[place + 1 :]
        for place, character in enumerate(token[:-1])  # some bits of the last one have no meaning
    ]

    for other in [*changed, token[:-1], token + "A", "", ".", "..", "a.b.c", "%00", "各"]:
        with pytest.raises(BadLinkError) as caught:
            links.read(other)
        assert not caught.value.is_expired


def test_links_with_another_secret_are_invalid(links: Links, clock: FakeClock) -> None:
    """They are another bot's, or from before a restart."""
    with pytest.raises(BadLinkError):
        Links(b"t" * 32, BASE, clock).read(token_of(links))


@pytest.mark.parametrize(("base_url", "is_possible"), [(BASE, True), ("", False)])
def test_without_a_public_address_there_is_no_link(
    clock: FakeClock, base_url: str, *, is_possible: bool
) -> None:
    """A button with an unreachable link would be worse than none."""
    assert Links(SECRET, base_url, clock).is_possible == is_possible
