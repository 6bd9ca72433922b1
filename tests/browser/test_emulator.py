"""The Bot Framework Emulator, whose channel the Playground emulates."""

import pytest
from playwright.sync_api import expect

from cards.texts import answer_texts
from tests.browser.playground import PlaygroundPage, press, rows_of

CHANNEL = "emulator"

pytestmark = pytest.mark.browser


def test_question_in_the_emulator(playground: PlaygroundPage) -> None:
    """Table, SQL and follow-ups work as in Teams."""
    playground.open_chat("Personal Chat")

    playground.ask("What were total sales by region last year?")
    answer = playground.wait_for_answer()

    assert len(rows_of(answer)) > 2
    press(answer, answer_texts.SHOW_HOW)
    expect(answer.get_by_text("SELECT").first).to_be_visible()
    playground.screenshot("emulator-answer")

    playground.ask_next(answer)
    playground.screenshot("emulator-follow-up")
