"""Teams' limit on the size of a message, and how much of an answer fits."""

import re
from dataclasses import dataclass, replace
from typing import Final

import orjson

from cards.messages import Card, CardMessage

# Teams answers 413 above 100 KB and advises 80 KB, counted as UTF-16, including the activity around
# the card.
# Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
MAX_CARD_BYTES: Final = 80_000 - 4_000


# Teams does not count pictures; other channels accept about 100 KB in total, as UTF-8.
MAX_PICTURE_BYTES: Final = 50_000
_PICTURE: Final = re.compile(r'"data:image/[^"]*"')


def card_bytes(card: Card) -> int:
    """Measure a card like Teams: as UTF-16, without pictures."""
    return sizes(card)[0]


def fits(message: CardMessage) -> bool:
    """Whether a channel accepts the message."""
    text_bytes = len(message.text.encode("utf-16-le"))
    other_bytes, picture_bytes = sizes(message.card)
    return other_bytes + text_bytes <= MAX_CARD_BYTES and picture_bytes <= MAX_PICTURE_BYTES


def sizes(card: Card) -> tuple[int, int]:
    """Measure a card without its pictures, and its pictures."""
    body = orjson.dumps(card).decode()
    pictures = _PICTURE.findall(body)
    others = _PICTURE.sub('""', body) if pictures else body
    return len(others.encode("utf-16-le")), sum(map(len, pictures))


@dataclass(frozen=True, slots=True)
class SizeBudget:
    """How much of each part of an answer is drawn. The width of a chat limits columns as well.

    behind_chars limits each part that is shown on request only: the SQL, Genie's thoughts and long
    texts in full. text_chars limits a page of Genie's text, in
    characters of JSON, of which a word takes two for each of its own. rows 0: no table at all.
    """

    results: int = 3
    rows: int = 10
    columns: int = 6
    facts: int = 12
    cell_chars: int = 60
    fact_chars: int = 120
    behind_chars: int = 4_000
    text_chars: int = 16_000
    has_charts: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether nothing visible is left out."""
        return replace(self, behind_chars=ROOMS[0].behind_chars) == ROOMS[0]


_FULL: Final = SizeBudget()
_FEW: Final = SizeBudget(
    text_chars=8_000, rows=5, facts=6, cell_chars=30, fact_chars=60, behind_chars=0
)
_LEAST: Final = replace(_FEW, has_charts=False, text_chars=4_000)
# The least important parts are left out first: hidden ones, rows, pictures, and then all rows,
# which are in the file. The last version holds any answer: its few characters take at most 8 bytes
# each, including escapes, and the elements around them are counted.
ROOMS: Final = (
    _FULL,
    replace(_FULL, behind_chars=1_000),
    replace(_FULL, behind_chars=0),
    _FEW,
    replace(_FEW, has_charts=False),
    _LEAST,
    replace(_LEAST, rows=0, facts=0),
)
