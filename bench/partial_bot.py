"""Our bot without one of its parts: `python -m bench.partial_bot PART`.

It is no bot for people, and shows what the part costs. Otherwise it is the same as app.py.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final
from unittest.mock import patch

from app import from_environment
from bench.plain_answer import PlainAnswer
from bench.plain_card import answer_card
from bot.messaging.progress import ProgressBoard
from cards import AskedQuestion, CardMessage, Chart, Progress, View
from cards.sql import UNREAD, QueryFacts
from genie import Answer
from genie.tables import Table
from server import process

# Ours polls every 1 or 2 s.
SLOW_POLLS_S: Final = 4.0


class PlainCards:
    """Shows an answer in the card of the other bots, which makes none of ours' distinctions."""

    has_content = True

    def __init__(self, answer: Answer, asked: AskedQuestion, _: View) -> None:
        self._answer = answer
        self._asked = asked

    def charts_as_pictures(self) -> dict[int, Chart]:
        """Draw nothing."""
        return {}

    def messages(self, _: Mapping[int, str] = MappingProxyType({})) -> Iterator[CardMessage]:
        """Yield the only version."""
        answer, result = self._answer, self._answer.results[0]
        assert isinstance(result.table, Table)  # noqa: S101 - all that people ask here has one
        columns = [column.name for column in result.table.columns]
        rows = [[str(cell) for cell in row] for row in result.table.rows]
        text = str(answer.text)
        plain = PlainAnswer(self._asked.text, text, result.query.title, columns, rows)
        yield CardMessage(answer_card(plain), summary=plain.title, text=text)


def without_card() -> None:
    """Show answers in the other bots' card."""
    patch("bot.answers.presenter.AnswerCards", PlainCards).start()


def without_sql() -> None:
    """Read no query: what it says of its result is unknown."""

    def unread(*_: object, **__: object) -> QueryFacts:
        return UNREAD

    patch("cards.canvas.query_facts", unread).start()


def without_progress() -> None:
    """Show only the first line of progress."""
    note = ProgressBoard.note

    def note_first(board: ProgressBoard, change: Callable[[Progress, float], Progress]) -> None:
        if board not in begun:
            begun.add(board)
            note(board, change)

    begun: set[ProgressBoard] = set()
    patch.object(ProgressBoard, "note", note_first).start()


def without_polls() -> None:
    """Poll Genie less than half as often; answers come later."""
    patch("genie.polling.EVERY_S", SLOW_POLLS_S).start()
    patch("genie.polling.MIDWAY_EVERY_S", SLOW_POLLS_S).start()


PARTS: Final = {
    "card": without_card,
    "sql": without_sql,
    "progress": without_progress,
    "polls": without_polls,
}


def main() -> None:
    """Serve until SIGTERM."""
    PARTS[sys.argv[1]]()
    process.run(os.environ, from_environment)


if __name__ == "__main__":
    main()
