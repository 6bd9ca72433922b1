"""Checks every card that any test makes or sends, also in background work."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from cards import CardMessage, size
from tests.cards.model import Json, Problem
from tests.cards.rules import activity_problems, message_problems, size_problems


class Watch:
    """Records what is made and sent, and checks it when the test is over."""

    def __init__(self) -> None:
        self._made: list[CardMessage] = []
        self._sent: list[Json] = []
        self._measured: set[int] = set()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Record every message that is made meanwhile."""
        make, measure = CardMessage.__init__, size.sizes

        def made(message: CardMessage, *args: Any, **kwargs: Any) -> None:
            make(message, *args, **kwargs)
            self._made.append(message)

        def measured(card: Json) -> tuple[int, int]:
            self._measured.add(id(card))
            return measure(card)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(CardMessage, "__init__", made)
            patch.setattr(size, "sizes", measured)
            yield

    def sent(self, activity: Json) -> None:
        """Record an activity that a channel has accepted."""
        self._sent.append(activity)

    def take(self) -> list[str]:
        """Return the problems of what was recorded since the last call, and clear the record."""
        found = [*map(self._said_of_made, self._made), *map(_said_of_sent, self._sent)]
        self._made.clear()
        self._sent.clear()
        self._measured.clear()
        return [said for problems in found for said in problems]

    def _said_of_made(self, message: CardMessage) -> list[str]:
        problems = message_problems(message) + self._too_large(message)
        return [f"made, {message.summary!r}: {problem}" for problem in problems]

    def _too_large(self, message: CardMessage) -> list[Problem]:
        """Report a message that is too large, unless its maker measured it and makes another."""
        is_refused = id(message.card) in self._measured and not size.fits(message)
        return [] if is_refused else size_problems(message.card, message.text)


def _said_of_sent(activity: Json) -> list[str]:
    said = activity.get("summary") or activity.get("text")
    return [f"sent, {said!r}: {problem}" for problem in activity_problems(activity)]


# The fake channels of all tests report to it what they accepted.
WATCH = Watch()
