"""A morning's questions: who asks what and when, and what each person was told."""

import asyncio
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Final

from cards.texts import problem_texts
from testkit.channel import Spoken
from testkit.people import TABLE, chat_of, people, text_of

PEOPLE: Final = 100
WITHIN_S: Final = 600.0
ASK_THE_SAME: Final = 31
TOGETHER_S: Final = (240.0, 300.0)
ASK_AGAIN: Final = 10
DIFFERENT: Final = PEOPLE - ASK_THE_SAME + 1
# Before Genie can have answered the first one.
_AGAIN_AFTER_S: Final = 3.0
# A question that has just arrived is not counted as waiting.
_ON_ITS_WAY_S: Final = 2.0
_SEED: Final = 2026
_FAILED: Final = problem_texts.PROBLEM_SUMMARY.partition("{")[0]
_WAIT: Final = re.compile(r"\babout (\d*)(½?) (s|minutes?)\b")

# When Genie received each question, each time, on the scaled clock.
AskedAt = defaultdict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Told:
    """The expected wait that a person was shown, and when."""

    at_s: float
    wait_s: float


@dataclass(slots=True)
class Wish:
    """A question of a person. Times are in seconds on the scaled clock."""

    person: int
    number: int  # of this person's questions, from 1 on
    question: str
    title: str  # of the correct answer
    arrives_s: float  # after the start
    arrived_at: float = math.nan
    answered_at: float = math.nan
    failed_at: float = math.nan
    is_right: bool = False
    waits: list[Told] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        """Whether the person was answered, or told that there will be no answer."""
        return not (math.isnan(self.answered_at) and math.isnan(self.failed_at))

    def hear(self, spoken: Spoken, at_s: float) -> None:
        """Record an action of the bot on this question."""
        text = text_of(spoken.body)
        if TABLE.search(spoken.body):
            self.answered_at = at_s
            self.is_right = self.title in text
        elif _FAILED in text:
            self.failed_at = at_s
        elif (wait_s := told_wait_s(text)) is not None:
            self.waits.append(Told(at_s, wait_s))


def told_wait_s(text: str) -> float | None:
    """Read the expected wait, "about 2½ minutes" or "about 40 s", in a text."""
    found = _WAIT.search(text)
    if found is None:
        return None
    amount = float(found[1] or 0) + (0.5 if found[2] else 0.0)
    return amount if found[3] == "s" else amount * 60


def wishes(*, is_together: bool) -> list[Wish]:
    """Return all first questions, and the second ones of some people, in order of arrival.

    is_together: equal questions are asked within a minute, as after a meeting.
    """
    random = Random(_SEED)  # noqa: S311 - repeatable on purpose
    asked = people(DIFFERENT + ASK_AGAIN)
    popular, different, more = asked[0], asked[1:DIFFERENT], asked[DIFFERENT:]
    chosen = [popular] * ASK_THE_SAME + different
    random.shuffle(chosen)
    firsts = [
        Wish(number, 1, wanted.question, wanted.title, random.uniform(0, WITHIN_S))
        for number, wanted in enumerate(chosen, start=1)
    ]
    for wish in firsts:
        if is_together and wish.question == popular.question:
            wish.arrives_s = random.uniform(*TOGETHER_S)
    # A sharer's second question replays the shared one in Genie, which is not a first question.
    alone = [wish for wish in firsts if wish.question != popular.question]
    seconds = [
        Wish(first.person, 2, wanted.question, wanted.title, first.arrives_s + _AGAIN_AFTER_S)
        for first, wanted in zip(random.sample(alone, ASK_AGAIN), more, strict=True)
    ]
    return sorted([*firsts, *seconds], key=lambda wish: wish.arrives_s)


class Morning:
    """All questions, found by the chat and by the question that a message quotes."""

    def __init__(self, all_wishes: list[Wish]) -> None:
        self.wishes = all_wishes
        self.is_over = asyncio.Event()  # once all people have been answered, or told

    def hear(self, spoken: Spoken, at_s: float) -> None:
        """Pass on an action of the bot; lines of a stream are about the first question."""
        if spoken.is_taken_back:
            return
        here = [w for w in self.wishes if chat_of(w.person) == spoken.conversation_id]
        quoted = [wish for wish in here if wish.question.encode() in spoken.body]
        for wish in (quoted or here)[:1]:
            wish.hear(spoken, at_s)
        if all(wish.is_settled for wish in self.wishes):
            self.is_over.set()

    @property
    def firsts(self) -> list[Wish]:
        """The first question of each person."""
        return [wish for wish in self.wishes if wish.number == 1]

    @property
    def seconds(self) -> list[Wish]:
        """The second questions."""
        return [wish for wish in self.wishes if wish.number > 1]

    def repeated(self, asked_at: AskedAt) -> int:
        """Count questions that Genie received again although an answer could be shared.

        That is the case if it is asked again before the previous one was answered.
        """
        count = 0
        for question in {wish.question for wish in self.firsts}:
            those = [wish for wish in self.firsts if wish.question == question]
            for before, again in pairwise(sorted(asked_at[question])):
                answered_at = min(w.answered_at for w in those if w.answered_at > before)
                count += not any(answered_at < wish.arrived_at <= again for wish in those)
        return count

    def overtaken(self, asked_at: AskedAt) -> Iterator[Wish]:
        """Yield the first questions that were overtaken by another person's second one."""
        for first in self.firsts:
            got_at = min(asked_at[first.question], default=math.inf)
            others = (second for second in self.seconds if second.person != first.person)
            moments = (moment for second in others for moment in asked_at[second.question])
            if any(first.arrived_at + _ON_ITS_WAY_S < moment < got_at for moment in moments):
                yield first


def waits(of: list[Wish], asked_at: AskedAt) -> Iterator[tuple[float, float]]:
    """Yield each wait in seconds, as expected and as it was, until Genie received the question."""
    for wish in of:
        before = (moment for moment in asked_at[wish.question] if moment < wish.answered_at)
        served_at = max(before, default=math.inf)
        yield from ((told.wait_s, served_at - told.at_s) for told in wish.waits)
