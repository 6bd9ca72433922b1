"""First conversations: a person chooses a space, asks, follows up, starts anew, and looks back."""

import pytest
from playwright.sync_api import Locator, expect

from cards import (
    Reader,
)
from cards.texts import command_texts, talk_texts, welcome_texts
from tests.browser.playground import PlaygroundPage, press

CHANNEL = "msteams"
SPACE_ID = ""  # no default

pytestmark = pytest.mark.browser


def card_with(playground: PlaygroundPage, text: str) -> Locator:
    """Wait for a card with this text, and return the newest."""
    card = playground.cards.filter(has_text=text).last
    expect(card).to_be_visible()
    card.scroll_into_view_if_needed()
    return card


def answered(playground: PlaygroundPage, question: str, number: int) -> Locator:
    """Ask, and wait for the answer."""
    playground.ask(question)
    answer = playground.wait_for_answer(number)
    expect(answer).to_contain_text(question)
    return answer


def run_through(playground: PlaygroundPage, reader: Reader, new: str, questions: list[str]) -> None:
    """Run through it all with the words of one language; the first question waits for a space."""
    say, name = reader.say, reader.language
    picker = card_with(playground, say(talk_texts.SPACES_TITLE))
    playground.screenshot(f"conversations-{name}-picker")
    press(picker, say(talk_texts.SPACE_USE, number=1, name="Sales 銷售"))
    playground.wait_for_answer(1)
    answer = answered(playground, questions[1], 2)
    expect(answer).to_contain_text("Sales 銷售")
    playground.screenshot(f"conversations-{name}-follow-up")

    playground.ask(new)
    begun = playground.said(say(command_texts.NEW_CONVERSATION)).last
    expect(begun).to_be_visible()
    answered(playground, questions[2], 3)

    playground.ask("/history")
    history = card_with(playground, say(talk_texts.HISTORY_TITLE))
    for question in questions:
        expect(history).to_contain_text(question)
    playground.screenshot(f"conversations-{name}-history")
    press(history, say(talk_texts.HISTORY_OPEN, number=3, question=questions[0]))
    reopened = playground.wait_for_answer(4)
    expect(reopened).to_contain_text(questions[0])
    expect(reopened).to_contain_text(say(talk_texts.REOPENED))
    playground.screenshot(f"conversations-{name}-reopened")


def test_first_conversations(playground: PlaygroundPage) -> None:
    """The person is welcomed in English, and has to choose a space."""
    playground.open_chat("Personal Chat")
    expect(playground.cards.last).to_contain_text(welcome_texts.WELCOME_TITLE)
    playground.screenshot("conversations-en-welcome")
    questions = ["Show revenue by region", "and by month?", "Top 5 products by revenue"]
    playground.ask(questions[0])
    card_with(playground, talk_texts.THEN_I_ASK.format(question=questions[0]))

    run_through(playground, Reader(), "new", questions)


def test_first_conversations_in_chinese(playground: PlaygroundPage) -> None:
    """Chinese questions are answered in Chinese, and the chosen space can be changed."""
    reader = Reader("zh_TW")
    playground.open_chat("Personal Chat")
    playground.ask("語言")
    press(playground.cards.last, reader.say(welcome_texts.LANGUAGE_NAME))
    chosen = playground.said(reader.say(welcome_texts.LANGUAGE_CHOSEN)).last
    expect(chosen).to_be_visible()
    playground.ask("新對話")
    playground.ask("空間")
    picker = card_with(playground, reader.say(talk_texts.SPACES_TITLE))
    expect(picker).to_contain_text(reader.say(talk_texts.SPACE_IN_USE))
    press(picker, reader.say(talk_texts.SPACE_USE, number=2, name="Support 客服"))
    playground.ask("各優先等級有多少張客服單？")
    playground.wait_for_answer(1)
    playground.screenshot("conversations-zh_TW-support")
    playground.ask("/空間 1")
    for number, question in enumerate(["各地區的營收是多少？", "那每個月呢？"], start=2):
        answered(playground, question, number)

    playground.ask("歷史")
    history = card_with(playground, reader.say(talk_texts.HISTORY_TITLE))
    playground.screenshot("conversations-zh_TW-history")
    first = "各優先等級有多少張客服單？"
    press(history, reader.say(talk_texts.HISTORY_OPEN, number=3, question=first))
    reopened = playground.wait_for_answer(4)
    expect(reopened).to_contain_text(first)
    expect(reopened).to_contain_text("Support 客服")
    playground.screenshot("conversations-zh_TW-reopened")
