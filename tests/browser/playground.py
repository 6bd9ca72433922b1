"""The Agents Playground as a person uses it: chats, a message box, cards with buttons."""

from playwright.sync_api import Locator, Page, expect

from cards.texts import answer_texts
from tests.needs import ROOT

SCREENSHOTS = ROOT / "build" / "screenshots"

# The simulated Genie answers in a few seconds; a busy machine may need longer.
TIMEOUT_MS = 120_000
expect.set_options(timeout=TIMEOUT_MS)

BOT_NAME = "Test Bot"
NOTE_LINES = """() => {
    window.noted = new Set();
    new MutationObserver(() => document.querySelectorAll("p, [role=paragraph]").forEach(
        line => window.noted.add(line.textContent)
    )).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


class PlaygroundPage:
    """One browser page; opening it starts chats without any messages."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        page.goto(address)
        expect(self._page.get_by_text("Connected.")).to_be_visible()
        page.get_by_role("button", name="Hide log panel").click()

    @property
    def cards(self) -> Locator:
        """All cards of the open chat, from the oldest to the newest."""
        return self._page.locator(".ac-adaptiveCard")

    @property
    def answers(self) -> Locator:
        """The cards with a table."""
        return self.cards.filter(has=self._page.get_by_role("table"))

    def said(self, text: str) -> Locator:
        """The open chat's text messages that contain this text."""
        return self._page.get_by_role("paragraph").filter(has_text=text)

    @property
    def message_box(self) -> Locator:
        """The message box; in a channel the first one starts a new post."""
        return self._page.locator("[role=textbox][data-lexical-editor=true]").first

    def open_chat(self, name: str) -> None:
        """Open "Personal Chat", "Group Chat" or the channel "General", and expect the welcome."""
        self._page.get_by_role("treeitem", name=name).click()
        expect(self.cards.last).to_be_visible()

    def ask(self, question: str, *, mention: bool = False) -> None:
        """Type a question and send it.

        Outside the personal chat a bot receives only its mentions.
        """
        self.message_box.click()
        if mention:
            self._page.keyboard.type(f"@{BOT_NAME[0]}")
            self._page.get_by_role("listbox").get_by_text(BOT_NAME).click()
        self._page.keyboard.type(f" {question}" if mention else question)
        post = self._page.get_by_role("button", name="Post", exact=True)
        if post.count():
            post.click()
        else:
            self._page.keyboard.press("Enter")

    def wait_for_answer(self, number: int = 1) -> Locator:
        """Wait for the answer with this number, counted from 1 since the page was opened."""
        expect(self.answers).to_have_count(number)
        return self.answers.nth(number - 1)

    def ask_next(self, answer: Locator) -> Locator:
        """Press the first follow-up question of the newest answer; return the answer to it."""
        has_how = self._page.get_by_role("button", name=answer_texts.SHOW_HOW)
        results = self.cards.filter(has=has_how)  # with a number or a table
        before = results.count()
        button = follow_ups(answer).first
        question = str(button.get_attribute("aria-label"))
        button.click()
        expect(results).to_have_count(before + 1)
        following = results.nth(before)
        expect(following).to_contain_text(question)
        return following

    def link_behind(self, button: Locator) -> str:
        """Press a button that opens a page, and return the address of the page."""
        self._page.evaluate("window.open = address => { window.opened = address }")
        button.click()
        return str(self._page.evaluate("window.opened"))

    def note_lines(self) -> None:
        """Record the text of all messages from now on, also text that is soon replaced."""
        self._page.evaluate(NOTE_LINES)

    def wait_for_line(self, text: str) -> None:
        """Wait until a message with this text has been recorded."""
        self._page.wait_for_function(
            "text => [...window.noted].some(l => l.includes(text))", arg=text
        )

    def screenshot(self, name: str) -> None:
        """Save a screenshot, for people to look at."""
        self._page.mouse.move(0, 0)  # so that no button looks hovered
        self._page.screenshot(path=SCREENSHOTS / f"{name}.png")


def rows_of(answer: Locator) -> list[list[str]]:
    """The cells of the answer's table, with the header."""
    rows = answer.get_by_role("table").first.get_by_role("row").all()
    return [row.locator("[role=cell], [role=columnheader]").all_inner_texts() for row in rows]


def follow_ups(answer: Locator) -> Locator:
    """The elements that ask another question; their names are the questions.

    The bars of a chart also have the role of a button.
    """
    return answer.locator("div.ac-selectable[role=button]")


def press(answer: Locator, title: str) -> None:
    """Press one of the answer's buttons."""
    answer.get_by_role("button", name=title, exact=True).click()


def press_in_menu(answer: Locator, title: str) -> None:
    """Press one of the answer's buttons that are in its menu."""
    answer.get_by_role("button", name="More options").first.click()
    answer.page.get_by_role("menuitem", name=title, exact=True).click()
