"""The checks see every card."""

import asyncio
import subprocess
import sys
from pathlib import Path

from cards import Card, CardMessage
from cards.messages import MAX_SUMMARY_CHARS
from cards.size import fits
from tests.cards.watching import Watch
from tests.needs import ROOT

GOOD: Card = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "TextBlock", "text": "x"}],
}
BROKEN: Card = {**GOOD, "body": [{"type": "Nothing"}]}
TOO_LARGE: Card = {**GOOD, "body": [{"type": "TextBlock", "text": "x" * 50_000}]}


def test_valid_messages_have_no_problems(watch: Watch) -> None:
    """The watch records them and reports nothing."""
    CardMessage(GOOD, "Sales", "**Sales**")

    assert watch.take() == []


def test_an_invalid_card_is_reported_once_with_the_path(watch: Watch) -> None:
    """The developer can then find the element."""
    CardMessage(BROKEN, "Sales")

    assert watch.take() == ["made, 'Sales': $.body[0]: unknown type 'Nothing'"]
    assert watch.take() == []


async def test_cards_of_background_work_are_checked(watch: Watch) -> None:
    """Most cards are made there."""

    async def work() -> None:
        CardMessage(BROKEN, "Sales")

    await asyncio.create_task(work())

    assert len(watch.take()) == 1


def test_the_texts_around_a_card_are_checked(watch: Watch) -> None:
    """Notifications show the summary, and Teams looks for mentions in the text."""
    CardMessage(GOOD, "", "<at>Bob</at>")
    CardMessage(GOOD, "x" * (MAX_SUMMARY_CHARS + 1))
    CardMessage(GOOD, "a\x07", "\u202e")

    assert [said.split(": ")[1] for said in watch.take()] == [
        *("summary", "text"),
        "summary",
        *("summary", "text"),
    ]


def test_a_message_that_is_too_large_is_reported(watch: Watch) -> None:
    """Its maker did not check whether it fits, and would have sent it."""
    CardMessage(TOO_LARGE, "Sales")

    assert "bytes as Teams counts" in watch.take()[0]


def test_a_message_measured_as_too_large_is_not_reported(watch: Watch) -> None:
    """Answers are drawn in smaller and smaller versions until one fits."""
    assert not fits(CardMessage(TOO_LARGE, "Sales"))

    assert watch.take() == []


def test_what_a_channel_accepted_is_checked(watch: Watch) -> None:
    """Something may change between the card and the wire."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": BROKEN}

    watch.sent({"type": "message", "summary": "Sales", "attachments": [attachment]})

    assert watch.take() == ["sent, 'Sales': attachments[0].body[0]: unknown type 'Nothing'"]


def test_a_test_that_makes_an_invalid_card_fails(tmp_path: Path) -> None:
    """The test itself needs no check."""
    test = tmp_path / "test_of_somebody.py"
    test.write_text(
        "from cards import CardMessage\n"
        "def test_good():\n"
        f"    CardMessage({GOOD!r}, 'Sales')\n"
        "def test_broken():\n"
        f"    CardMessage({BROKEN!r}, 'Sales')\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]

    run = subprocess.run(  # noqa: S603
        [*command, "-c", str(ROOT / "pyproject.toml"), str(test)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "made, 'Sales': $.body[0]: unknown type 'Nothing'" in run.stdout
    assert "2 passed, 1 error" in run.stdout
    (error,) = [line for line in run.stdout.splitlines() if line.startswith("ERROR ")]
    assert "test_broken" in error
