"""What administrators see of the audit, and what a person sees who wants to be forgotten."""

import pytest
from playwright.sync_api import Locator, expect

from cards import Reader
from cards.texts import forget_texts, insight_texts, welcome_texts
from tests.browser.playground import PlaygroundPage, press

CHANNEL = "msteams"
# The person of the Playground is an administrator.
SETTINGS = {"ADMINS": "00000000-0000-0000-0000-0000000000020", "AUDIT_QUESTIONS": "true"}

pytestmark = pytest.mark.browser


def card_with(playground: PlaygroundPage, text: str) -> Locator:
    """Wait for a card with this text, and return the newest."""
    card = playground.cards.filter(has_text=text).last
    expect(card).to_be_visible()
    card.scroll_into_view_if_needed()
    return card


@pytest.mark.parametrize(
    ("reader", "question"),
    [(Reader(), "Show revenue by region"), (Reader("zh_TW"), "各地區的營收是多少？")],
    ids=["en", "zh_TW"],
)
def test_insights_and_forgetting(playground: PlaygroundPage, reader: Reader, question: str) -> None:
    """A card with a chart, and afterwards nothing of the person."""
    say, name = reader.say, reader.language
    playground.open_chat("Personal Chat")
    playground.ask("language")
    press(playground.cards.last, say(welcome_texts.LANGUAGE_NAME))
    playground.ask(question)
    playground.wait_for_answer(1)
    playground.ask("/insights")
    insights = card_with(playground, say(insight_texts.IN_UTC))
    expect(insights).to_contain_text(say(insight_texts.ASKED_TIMES, count=1, question=question))
    expect(insights.locator("svg").first).to_be_visible()
    playground.screenshot(f"insights-{name}")

    playground.ask("/forget me")
    confirmation = card_with(playground, say(forget_texts.FORGET_TITLE))
    playground.screenshot(f"forget-{name}")
    press(confirmation, say(forget_texts.FORGET_YES))
    expect(playground.said(say(forget_texts.FORGOTTEN)).last).to_be_visible()
    playground.screenshot(f"forgotten-{name}")
