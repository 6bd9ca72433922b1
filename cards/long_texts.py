"""The long texts of a result in full: hidden until a button is pressed."""

from collections.abc import Iterable, Iterator
from typing import Final

from cards.markdown import clean, plain
from cards.messages import Element, note, shortened, text_block
from cards.reader import Reader
from cards.size import SizeBudget
from cards.texts import answer_texts
from genie.tables import Cell

MAX_TEXTS: Final = 20
_LEAST_CHARS: Final = 60  # less of a text is not worth showing


def whole_id(number: int) -> str:
    """Return the id of the elements, for a button that shows and hides them."""
    return f"whole-{number}"


def cut_texts(cells: Iterable[tuple[str, Cell]], max_chars: int) -> Iterator[tuple[str, str]]:
    """Yield the texts that are cut where they stand, each with its column's name."""
    for name, cell in cells:
        if isinstance(cell, str) and len(cell) > max_chars:
            yield name, cell


def long_text_elements(
    texts: Iterable[tuple[str, str]],
    reader: Reader,
    room: SizeBudget,
    *,
    number: int,
    has_files: bool,
) -> list[Element]:
    """Draw texts in one hidden element, and say if there is no room for all.

    Args:
        texts: where each stands, as Markdown, and the text.
        number: of the result.
    """
    items: list[Element] = []
    left = room.behind_chars
    is_whole = True
    for shown, (where, text) in enumerate(texts):
        if left < _LEAST_CHARS or shown == MAX_TEXTS:
            is_whole = False
            break
        whole = clean(text).strip()
        part = shortened(whole, left)
        is_whole &= part == whole
        left -= len(part)
        items += _text(where, part)
    key = answer_texts.LONG_TEXTS_IN_FILE if has_files else answer_texts.LONG_TEXTS_CUT
    cut = [] if is_whole else [note(reader.say(key))]
    if not items:
        return cut
    hidden = {"type": "Container", "id": whole_id(number), "isVisible": False, "style": "emphasis"}
    return [hidden | {"spacing": "Small", "items": items + cut}]


def _text(where: str, text: str) -> Iterator[Element]:
    yield note(where, weight="Bolder")
    lines = "  \n".join(plain(line) for line in text.split("\n"))
    yield text_block(lines, size="Small", spacing="None")
