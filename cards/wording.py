"""The words of an answer in pages: Genie's text, and then its clarifying question."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.prose import Block, blocks, page_of
from genie.events import Answer


@dataclass(frozen=True, slots=True)
class WordsPage:
    """The blocks of one page. next_block: where the next page begins; None on the last."""

    text: Sequence[Block]
    question: Sequence[Block]
    is_first: bool
    next_block: int | None


class Words:
    """What Genie wrote, read once for all versions of the card."""

    def __init__(self, answer: Answer) -> None:
        self.text = blocks(answer.text)
        self.question = blocks(answer.question)

    def page(self, first_block: int, room: int) -> WordsPage:
        """Return the page that begins with a block, of about room characters."""
        page = page_of([*self.text, *self.question], first_block, room)
        of_text = max(0, len(self.text) - page.first)
        has_more = page.end < len(self.text) + len(self.question)
        return WordsPage(
            page.blocks[:of_text],
            page.blocks[of_text:],
            is_first=page.first == 0,
            next_block=page.end if has_more else None,
        )
