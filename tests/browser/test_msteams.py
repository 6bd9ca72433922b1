"""Questions in Teams, from the typed text to the table."""

import pytest
from playwright.sync_api import expect

from cards.texts import answer_texts, problem_texts, progress_texts
from tests.browser.playground import PlaygroundPage, press, rows_of

CHANNEL = "msteams"
QUESTION = "What were total sales by region last year?"

pytestmark = pytest.mark.browser


def test_question_in_the_personal_chat(playground: PlaygroundPage) -> None:
    """This is the main use: a question leads to a table, its SQL, and follow-up questions."""
    playground.open_chat("Personal Chat")

    playground.ask(QUESTION)
    answer = playground.wait_for_answer()
    playground.screenshot("msteams-personal-answer")

    assert len(rows_of(answer)) > 2
    expect(answer.get_by_text("SELECT").first).to_be_hidden()
    press(answer, answer_texts.SHOW_HOW)
    expect(answer.get_by_text("SELECT").first).to_be_visible()
    playground.screenshot("msteams-personal-sql")

    playground.ask_next(answer)
    playground.screenshot("msteams-personal-follow-up")


def test_question_in_traditional_chinese(playground: PlaygroundPage) -> None:
    """A Chinese question leads to a table as well, in a font with Chinese characters."""
    playground.open_chat("Personal Chat")

    playground.ask("去年各地區的銷售額是多少？")
    answer = playground.wait_for_answer()
    playground.screenshot("msteams-personal-chinese")

    assert len(rows_of(answer)) > 2


def test_question_in_the_group_chat(playground: PlaygroundPage) -> None:
    """A mention of the bot asks, and its name is not part of the question."""
    playground.open_chat("Group Chat")

    playground.ask(QUESTION, mention=True)
    answer = playground.wait_for_answer()
    assert len(rows_of(answer)) > 2
    press(answer, answer_texts.SHOW_HOW)
    expect(answer.get_by_text("SELECT").first).to_be_visible()
    playground.screenshot("msteams-group-answer")

    playground.ask_next(answer)
    playground.screenshot("msteams-group-follow-up")


def test_question_in_a_channel(playground: PlaygroundPage) -> None:
    """A post that mentions the bot is answered in its thread."""
    playground.open_chat("General")

    playground.ask(QUESTION, mention=True)
    answer = playground.wait_for_answer()
    playground.screenshot("msteams-channel-answer")

    assert len(rows_of(answer)) > 2


def test_a_stream_in_the_personal_chat(playground: PlaygroundPage) -> None:
    """The progress is shown in the message that becomes the answer."""
    playground.open_chat("Personal Chat")

    playground.note_lines()
    playground.ask(f"{QUESTION} [slow 20] [warehouse]")
    for line in (
        progress_texts.UNDERSTANDING,
        progress_texts.WRITING_QUERY,
        progress_texts.STARTING_WAREHOUSE,
    ):
        playground.wait_for_line(line)
        playground.screenshot(f"msteams-stream-{line.split()[0].lower()}")
    playground.wait_for_answer()

    for line in (progress_texts.SENDING, progress_texts.RUNNING_QUERY):
        expect(playground.said(line)).to_have_count(0)
    playground.screenshot("msteams-stream-answer")


@pytest.mark.parametrize("chat", ["Group Chat", "General"])
def test_progress_and_stop(playground: PlaygroundPage, chat: str) -> None:
    """A card shows the progress, and the asker can stop it."""
    playground.open_chat(chat)

    playground.ask(f"{QUESTION} [slow 60]", mention=True)
    card = playground.cards.filter(has_text=progress_texts.FINDING_DATA).last
    expect(card).to_contain_text(f"✓ {progress_texts.UNDERSTANDING}")
    playground.screenshot(f"msteams-progress-{chat.split(maxsplit=1)[0].lower()}")
    press(card, progress_texts.STOP)

    stopped = playground.cards.filter(has_text=progress_texts.STOPPED)
    expect(stopped).to_have_count(1)
    expect(stopped.get_by_role("button", name=problem_texts.ASK_AGAIN)).to_be_visible()
    playground.screenshot(f"msteams-stopped-{chat.split(maxsplit=1)[0].lower()}")


def test_a_waiting_question_shows_progress(playground: PlaygroundPage) -> None:
    """Questions run one at a time; in personal chats the emulator sends nothing during a stream."""
    playground.open_chat("Group Chat")

    playground.ask(f"{QUESTION} [slow 20]", mention=True)
    expect(playground.cards.filter(has_text=progress_texts.UNDERSTANDING)).to_be_visible()
    playground.ask("Show the monthly sales trend", mention=True)
    expect(playground.cards.filter(has_text=progress_texts.AFTER_YOURS.one)).to_be_visible()
    playground.screenshot("msteams-waiting")
    playground.wait_for_answer(2)

    expect(playground.cards.filter(has_text=progress_texts.AFTER_YOURS.one)).to_have_count(0)
    assert [len(rows_of(answer)) > 2 for answer in playground.answers.all()] == [True, True]
