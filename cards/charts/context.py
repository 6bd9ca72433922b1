"""What is known of a result besides its table: its query, its title and the question."""

from dataclasses import dataclass
from typing import Final

from cards.sql import NOTHING, QueryFacts


@dataclass(frozen=True, slots=True)
class Context:
    """The known context of a result."""

    facts: QueryFacts = NOTHING
    title: str = ""
    question: str = ""
    answer: str = ""


UNKNOWN: Final = Context()
