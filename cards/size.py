"""Teams' limit on the size of a message, and how much of an answer goes into one."""

import json
from dataclasses import dataclass, replace
from typing import Final

from cards.messages import Card, CardMessage

# Teams answers 413 above 100 KB and advises 80 KB, counted as UTF-16; the activity around the card
# takes its share.
# Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
MAX_CARD_BYTES: Final = 80_000 - 4_000


def card_bytes(card: Card) -> int:
    """Measure a card as Teams does."""
    return len(json.dumps(card, separators=(",", ":"), ensure_ascii=False).encode("utf-16-le"))


def fits(message: CardMessage) -> bool:
    """Whether a channel takes the message."""
    text_bytes = len(message.text.encode("utf-16-le"))
    return card_bytes(message.card) + text_bytes <= MAX_CARD_BYTES


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each part of an answer is drawn. More columns do not fit a chat's width."""

    results: int = 3
    rows: int = 10
    columns: int = 6
    cell_chars: int = 60
    sql_chars: int = 4_000
    text_chars: int = 6_000
    blocks: int = 30
    code_lines: int = 40


_FULL: Final = Room()
_FEW: Final = Room(rows=5, cell_chars=30, sql_chars=0)
# What is missed least goes first. The last holds any answer: its few characters take at most 8
# bytes each, escapes included, and the elements around them are counted.
ROOMS: Final = (
    _FULL,
    replace(_FULL, sql_chars=1_000),
    replace(_FULL, sql_chars=0),
    _FEW,
    replace(_FEW, results=1, text_chars=2_000, blocks=4, code_lines=20),
    replace(_FEW, results=0, text_chars=2_000, blocks=4, code_lines=20),
)
