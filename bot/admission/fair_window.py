"""The rules that decide when each question is posted: window, fair order, and Genie's refusals.

Nothing here waits or reads a clock; bot/admission/budget.py does.
"""

import random
from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from typing import Final

Person = Hashable

# Clocks differ in speed. This share of the window (0.05 s of a minute) is added, so that there is
# never one question too many in it.
_MARGIN: Final = 0.05 / 60

# Genie usually does not say how long to wait. Its limit is per minute, so a minute is enough.
FIRST_PAUSE_S: Final = 5.0
LONGEST_PAUSE_S: Final = 60.0


class Post:
    """A question that was admitted. answered_at is None until Genie has answered.

    The workspace counts it at some time until then.
    """

    def __init__(self, admitted_at: float) -> None:
        self.admitted_at = admitted_at
        self.answered_at: float | None = None

    def note_answered(self, now: float) -> None:
        """Record when Genie has answered it."""
        self.answered_at = now


class Window:
    """Computes when questions may be posted: at most `limit` within any window; 0: no limit."""

    def __init__(self, limit: int, window_s: float) -> None:
        self.limit = limit
        self._span_s = window_s * (1 + _MARGIN)
        self._posts: set[Post] = set()
        self._others: Sequence[float] = ()
        self._takes_s = 0.0

    def note(self, now: float) -> Post:
        """Count a question that is posted now; call close when it is answered."""
        post = Post(now)
        if self.limit:
            self._forget(now)
            self._posts.add(post)
        return post

    def drop(self, post: Post) -> None:
        """Do not count a question that was not posted."""
        self._posts.discard(post)

    def note_others(self, counted_from: Sequence[float]) -> None:
        """Count the questions of other instances from these times on, and no earlier ones."""
        self._others = counted_from

    def counted_from(self, now: float, within_s: float) -> list[float]:
        """Return the times from which other instances count the questions of this one.

        within_s: a question that Genie answers within this time is counted from its end on, so that
        others need not be told of the answer.
        """
        self._forget(now)
        return [
            max(post.admitted_at + within_s, now if post.answered_at is None else post.answered_at)
            for post in self._posts
        ]

    def close(self, post: Post, now: float) -> None:
        """Record Genie's response; the next questions are expected to take as long."""
        post.note_answered(now)
        self._takes_s = now - post.admitted_at

    def is_empty(self, now: float) -> bool:
        """Whether no question counts any more."""
        self._forget(now)
        return not self._posts and all(at + self._span_s <= now for at in self._others)

    def moments(self, earliest: float, now: float) -> Iterator[float]:
        """Yield when the next question may go, then the one after it, and so on.

        A question that is not answered yet counts from now at the earliest.
        """
        own = (now if p.answered_at is None else p.answered_at for p in self._posts)
        # Only the latest delay the next ones.
        recent = deque(sorted((*own, *self._others)), maxlen=self.limit)
        while True:
            is_full = self.limit and len(recent) == self.limit
            moment = max(earliest, recent[0] + self._span_s) if is_full else earliest
            recent.append(moment + self._takes_s)
            yield moment

    def _forget(self, now: float) -> None:
        """Drop the questions that no window contains any more."""
        self._posts = {
            post
            for post in self._posts
            if post.answered_at is None or post.answered_at + self._span_s > now
        }


class Backlog:
    """Rounds in which each person has one question: start-time fair queueing.

    A newcomer joins the round that is being served, so that no one waits behind two questions of
    another person. All counts are dropped once the queue and the window are empty.
    """

    def __init__(self) -> None:
        self.served = 1
        self._latest: dict[Person, int] = {}

    def next_round(self, person: Person) -> int:
        """Return the round of this person's next question."""
        return max(self.served, self._latest.get(person, 0) + 1)

    def may_be_overtaken(self, taken: int) -> bool:
        """Whether newcomers go before a question of this round."""
        return taken > self.served

    def take_round(self, person: Person) -> int:
        """Use this person's next round, and return it."""
        self._latest[person] = self.next_round(person)
        return self._latest[person]

    def give_back(self, person: Person, taken: int) -> None:
        """Undo take_round for a question that was not posted, if it was the person's latest."""
        if self._latest.get(person) == taken:
            self._latest[person] = taken - 1

    def note_served(self, served: int) -> None:
        """Record that Genie has accepted a question of this round."""
        self.served = max(self.served, served)


class Gate:
    """Closed for some time after Genie has refused a question with 429."""

    def __init__(self) -> None:
        self.closed_until = float("-inf")
        self.is_said_by_genie = False
        self._pause_s = 0.0

    def refuse(self, now: float, retry_after_s: float | None) -> None:
        """Close for the time that Genie names, else for 5 s, doubled each time up to 60 s.

        A refusal while the gate is closed belongs to an earlier question, and does not double the
        pause. Up to a tenth of jitter is added, since other clients of the workspace got the same
        response.
        """
        if now >= self.closed_until:
            self._pause_s = min(max(FIRST_PAUSE_S, 2 * self._pause_s), LONGEST_PAUSE_S)
        pause_s = self._pause_s if retry_after_s is None else retry_after_s
        until = now + pause_s * random.uniform(1, 1.1)  # noqa: S311 - jitter is no secret
        if until > self.closed_until:
            self.closed_until, self.is_said_by_genie = until, retry_after_s is not None

    def note_passed(self, now: float) -> None:
        """Record that Genie has accepted a question, which resets the pause."""
        if now >= self.closed_until:
            self._pause_s = 0.0
