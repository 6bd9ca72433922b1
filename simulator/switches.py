"""Switches in a question, for people who try the bot by hand.

They are in square brackets anywhere in the question, some with a number: "Revenue [slow 90]". The
question is parsed without them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Switch(StrEnum):
    """A behaviour that a question can trigger."""

    FAIL = "fail"
    CANCEL = "cancel"
    EXPIRE = "expire"
    SLOW = "slow"
    LATE = "late"
    STALL = "stall"
    WAREHOUSE = "warehouse"
    RATE_LIMIT = "429"
    UNAVAILABLE = "503"
    GONE = "gone"
    FULL = "full"
    RETRY = "retry"
    CHUNKS = "chunks"
    LINKS = "links"
    TRUNCATED = "truncated"
    JSON = "json"
    ARROW = "arrow"


MEANINGS = {
    Switch.FAIL: "the query fails",
    Switch.CANCEL: "the answer is cancelled",
    Switch.EXPIRE: "the rows have expired when they are first read",
    Switch.SLOW: "[slow 90]: the answer takes 90 s",
    Switch.LATE: "[late 5]: the rows are ready 5 s after the message says COMPLETED",
    Switch.STALL: "stays EXECUTING_QUERY until the rows are asked for",
    Switch.WAREHOUSE: "waits for a warehouse (PENDING_WAREHOUSE)",
    Switch.RATE_LIMIT: "fails with RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION",
    Switch.UNAVAILABLE: "[503 2]: reading the message answers 503 twice",
    Switch.GONE: "the message is deleted while it is worked on",
    Switch.FULL: "fails with CONTEXT_EXCEEDED_EXCEPTION, except as a conversation's first question",
    Switch.RETRY: "Genie corrects itself: two queries, the first one wrong",
    Switch.CHUNKS: "the rows come in three chunks, and a full result in three files",
    Switch.LINKS: "the rows come as download links",
    Switch.TRUNCATED: "only half of the rows are given, except in a full result",
    Switch.JSON: "a full result is JSON, not CSV",
    Switch.ARROW: "a full result is an Arrow stream; there is nothing in it",
}
_WORD = re.compile(r"[\[［【]\s*(\w+)(?:\s+(\d+(?:\.\d+)?))?\s*[\]］】]")


@dataclass(frozen=True, slots=True)
class Switches:
    """The switches of one question, with their numbers."""

    numbers: Mapping[Switch, float | None] = field(default_factory=dict)

    def has(self, switch: Switch) -> bool:
        """Whether the question has this switch."""
        return switch in self.numbers

    def number(self, switch: Switch, default: float) -> float:
        """Return the number of a switch; 0 if the switch is absent."""
        if switch not in self.numbers:
            return 0.0
        number = self.numbers[switch]
        return default if number is None else number


def take_switches(question: str) -> tuple[Switches, str]:
    """Read the switches of a question, and return them with the rest of the question."""
    numbers: dict[Switch, float | None] = {}

    def take(match: re.Match[str]) -> str:
        word = match[1].casefold()
        if word not in set(Switch):
            return match[0]
        numbers[Switch(word)] = float(match[2]) if match[2] else None
        return " "

    rest = _WORD.sub(take, question)
    return Switches(numbers), " ".join(rest.split())
