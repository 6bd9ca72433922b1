"""Everything that a person does with an answer: chart, pages, SQL, Excel, rating."""

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Error, Page, expect

from cards import (
    Reader,
)
from cards.texts import answer_texts, file_texts, rating_texts
from simulator import SALES_SPACE_ID
from tests.browser.playground import PlaygroundPage, press, press_in_menu, rows_of

CHANNEL = "msteams"
QUESTION = "Top 24 products by revenue"
RATED, NOT_RATED = "Top 12 products by revenue", "Show revenue by region"
SPACE = f"/api/2.0/genie/spaces/{SALES_SPACE_ID}"

DRAWN = "[aria-label*=' chart']"  # the emulator's label of the charts that it draws

pytestmark = pytest.mark.browser


def read(page: Page, port: int, path: str) -> Any:
    """Read a page of the simulated workspace."""
    response = page.goto(f"http://127.0.0.1:{port}{SPACE}/{path}")
    assert response is not None
    return response.json()


def feedback(page: Page, port: int) -> dict[str, Any]:
    """Return the rating and comments of each question in Genie, by question."""
    messages: list[dict[str, Any]] = []
    for conversation in read(page, port, "conversations")["conversations"]:
        path = f"conversations/{conversation['conversation_id']}/messages"
        messages += read(page, port, path)["messages"]
    return {message["content"]: message.get("feedback") for message in messages}


def downloaded(page: Page, address: str, folder: Path) -> bytes:
    """Download a file by its link, as a browser does."""
    # A browser saves a file, and stays on the page.
    with page.expect_download() as download, pytest.raises(Error, match="Download is starting"):
        page.goto(address)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes()


def test_chart_pages_sql_and_excel_of_an_answer(
    playground: PlaygroundPage, workspace_page: Page, tmp_path: Path
) -> None:
    """The test switches the chart, turns the page, opens the SQL and exports to Excel."""
    playground.open_chat("Group Chat")
    playground.ask(QUESTION, mention=True)
    answer = playground.wait_for_answer()
    expect(answer.locator(DRAWN).first).to_be_visible()
    playground.screenshot("answers-chart")

    press_in_menu(answer, answer_texts.AS_TABLE)
    expect(answer.locator(DRAWN)).to_have_count(0)
    first = rows_of(answer)
    press(answer, answer_texts.LATER_ROWS.format(rows="11–24"))
    shown = answer_texts.ROWS_SHOWN.format(rows="11–24", total="24")
    expect(answer.get_by_text(shown, exact=True)).to_be_visible()
    second = rows_of(answer)
    assert (len(first), len(second)) == (11, 15)
    assert not {tuple(row) for row in first[1:]} & {tuple(row) for row in second[1:]}
    playground.screenshot("answers-page")

    press(answer, answer_texts.SHOW_HOW)
    expect(answer.get_by_text("SELECT").first).to_be_visible()
    playground.screenshot("answers-how")

    press(answer, answer_texts.AS_EXCEL)
    button = playground.cards.last.get_by_role("link", name=file_texts.DOWNLOAD, exact=True)
    content = downloaded(workspace_page, playground.link_behind(button), tmp_path)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.max_row == 25
    assert {cell.value for cell in sheet["A"]} > {row[0] for row in second[1:]}


def test_a_rating_with_a_comment(
    playground: PlaygroundPage, workspace_page: Page, simulator_port: int
) -> None:
    """It reaches the right message of the simulated Genie, and is shown on the card.

    The test uses the thumbs of the card: those of the emulator do not name their message.
    """
    playground.open_chat("Group Chat")
    playground.ask(NOT_RATED, mention=True)
    playground.wait_for_answer()
    playground.ask(RATED, mention=True)
    answer = playground.wait_for_answer(2)
    press(answer, rating_texts.RATE_NOT_HELPFUL)
    comment = answer.get_by_role("textbox")
    expect(comment).to_be_visible()
    comment.fill("Taxes are missing.")
    press(answer, rating_texts.SEND_COMMENT)
    expect(answer).to_contain_text("Comment sent.")
    answer.get_by_text("Comment sent.").scroll_into_view_if_needed()
    playground.screenshot("answers-rated")

    known = feedback(workspace_page, simulator_port)
    assert known[RATED] == {"rating": "NEGATIVE", "comment": "Taxes are missing."}
    assert known[NOT_RATED] is None

    press(answer, rating_texts.TAKE_BACK)
    expect(answer).not_to_contain_text("Comment sent.")
    assert feedback(workspace_page, simulator_port)[RATED] == {"rating": "NONE"}


def test_an_answer_in_chinese(playground: PlaygroundPage) -> None:
    """The person types Chinese in an English client: chart, buttons and explanation are Chinese."""
    say = Reader("zh_TW").say
    playground.open_chat("Personal Chat")
    playground.ask("各地區的營收是多少？")
    answer = playground.wait_for_answer()
    expect(answer.locator(DRAWN).first).to_be_visible()
    press(answer, say(answer_texts.SHOW_HOW))
    expect(answer.get_by_text("SELECT").first).to_be_visible()

    playground.screenshot("answers-chinese")
    expect(answer).to_contain_text(say(answer_texts.ASK_NEXT))
    expect(answer).to_contain_text(say(answer_texts.POWERED_BY))
