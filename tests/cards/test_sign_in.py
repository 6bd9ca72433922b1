"""The card on which people sign in."""

import pytest

from cards import AMERICAN, sign_in_message
from cards.texts import identity_texts
from tests.cards.look import elements, texts_of


def test_a_button_opens_the_page() -> None:
    """The card says why."""
    message = sign_in_message(identity_texts.SIGN_IN, "https://token.example/signin/1", AMERICAN)

    (button,) = elements(message.card, "Action.OpenUrl")
    assert button["url"] == "https://token.example/signin/1"
    assert texts_of(message.card) == [identity_texts.SIGN_IN]


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "file:///etc/passwd"])
def test_only_web_pages_are_opened(link: str) -> None:
    """The token service names the address."""
    message = sign_in_message(identity_texts.SIGN_IN, link, AMERICAN)

    assert elements(message.card, "Action.OpenUrl") == []
