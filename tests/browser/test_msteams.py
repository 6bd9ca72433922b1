"""A person in Teams asks questions: the whole way, from the typed word to the table."""

import pytest
from playwright.sync_api import expect

from tests.browser.playground import PlaygroundPage, press, rows_of

CHANNEL = "msteams"

pytestmark = pytest.mark.browser


def test_question_in_the_personal_chat(playground: PlaygroundPage) -> None:
    """The main job: a question brings a table, the SQL behind it, and questions to go on with."""
    playground.open_chat("Personal Chat")

    playground.ask("What were total sales by region last year?")
    answer = playground.wait_for_answer()
    playground.screenshot("msteams-personal-answer")

    assert len(rows_of(answer)) > 2
    expect(answer.get_by_text("SELECT").first).to_be_hidden()
    press(answer, "Show SQL")
    expect(answer.get_by_text("SELECT").first).to_be_visible()
    playground.screenshot("msteams-personal-sql")

    playground.ask_next(answer)
    playground.screenshot("msteams-personal-follow-up")


def test_question_in_traditional_chinese(playground: PlaygroundPage) -> None:
    """The answer to a Chinese question has a table too, in a font that has the characters."""
    playground.open_chat("Personal Chat")

    playground.ask("去年各地區的銷售額是多少？")
    answer = playground.wait_for_answer()
    playground.screenshot("msteams-personal-chinese")

    assert len(rows_of(answer)) > 2


def test_question_in_the_group_chat(playground: PlaygroundPage) -> None:
    """Among others, a mention of the bot asks; its name is no part of the question."""
    playground.open_chat("Group Chat")

    playground.ask("What were total sales by region last year?", mention=True)
    answer = playground.wait_for_answer()
    assert len(rows_of(answer)) > 2
    press(answer, "Show SQL")
    expect(answer.get_by_text("SELECT").first).to_be_visible()
    playground.screenshot("msteams-group-answer")

    playground.ask_next(answer)
    playground.screenshot("msteams-group-follow-up")


def test_question_in_a_channel(playground: PlaygroundPage) -> None:
    """A post that mentions the bot is answered in its thread."""
    playground.open_chat("General")

    playground.ask("What were total sales by region last year?", mention=True)
    answer = playground.wait_for_answer()
    playground.screenshot("msteams-channel-answer")

    assert len(rows_of(answer)) > 2
