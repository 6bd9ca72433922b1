"""Rates of a conversation, compared with a model that checks every window."""

from collections import defaultdict
from itertools import pairwise
from random import Random

import pytest

from bot.channel.rates import REMEMBERED, ConversationRates, Urgency
from tests.clocks import FakeClock

# Teams' limits for a bot in a conversation: sends, and seconds.
# Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
LIMITS = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
# The least urgent one is first; a replacement is an answer.
BY_URGENCY = sorted(set(Urgency) - {Urgency.REPLACEMENT}, key=lambda urgency: urgency.share)
# Times are multiples of it, so that sums and differences are exact.
TICK_S = 1 / 64


class Model:
    """The limits, implemented literally and without optimisation."""

    def __init__(self) -> None:
        self.sent: dict[str, list[float]] = defaultdict(list)
        self.closed_until: dict[str, float] = {}

    def wait_s(self, conversation: str, urgency: Urgency, now: float) -> float:
        """Return the wait, by trying each time at which a window changes."""
        moments = {now, self.closed_until.get(conversation, now)}
        moments |= {at + window for at in self.sent[conversation] for _, window in LIMITS}
        return next(
            moment - now
            for moment in sorted(moments)
            if moment >= now and self._has_room(conversation, urgency, moment)
        )

    def _has_room(self, conversation: str, urgency: Urgency, now: float) -> bool:
        sent = self.sent[conversation]
        return now >= self.closed_until.get(conversation, now) and all(
            sum(1 for at in sent if at > now - window_s) < int(limit * urgency.share)
            for limit, window_s in LIMITS
        )


def dice(seed: int) -> Random:
    """Return random numbers that are the same in each run."""
    return Random(seed)  # noqa: S311 - not security-related


def send_greedily(
    rates: ConversationRates, clock: FakeClock, urgency: Urgency, *, seconds: float
) -> list[float]:
    """Send whenever there is room, for this time, and return the times."""
    sent = []
    end = clock.monotonic() + seconds
    while (wait_s := rates.wait_s("a:ann", urgency)) + clock.monotonic() < end:
        if wait_s:
            clock.advance(wait_s)
        else:
            rates.note("a:ann")
            sent.append(clock.monotonic())
    return sent


def most_within(sent: list[float], window_s: float) -> int:
    """Return the maximum number in a window."""
    return max(
        sum(1 for at in sent[first : first + 2000] if at < began_at + window_s)
        for first, began_at in enumerate(sent)
    )


@pytest.fixture
def clock() -> FakeClock:
    """A clock that the test advances."""
    return FakeClock()


@pytest.fixture
def rates(clock: FakeClock) -> ConversationRates:
    """Rates of a bot that has not sent anything yet."""
    return ConversationRates(clock)


@pytest.mark.parametrize("seed", range(20))
def test_the_wait_equals_the_models(rates: ConversationRates, clock: FakeClock, seed: int) -> None:
    """It is exact for any sequence: too short means a refusal, too long a delay."""
    random, model = dice(seed), Model()
    longest_ticks = random.choice([4, 16, 64, 640])

    for _ in range(250):
        clock.advance(random.randrange(longest_ticks) * TICK_S)
        conversation = random.choice(["a:ann", "a:ann", "19:team"])
        now = clock.monotonic()
        waits = [rates.wait_s(conversation, urgency) for urgency in BY_URGENCY]
        assert waits == [model.wait_s(conversation, urgency, now) for urgency in BY_URGENCY]

        if 0 in waits[random.randrange(len(waits)) :]:
            rates.note(conversation)
            model.sent[conversation].append(now)
        if random.random() < 0.02:
            closed_s = random.randrange(640) * TICK_S
            rates.close(conversation, closed_s)
            until = model.closed_until.get(conversation, 0.0)
            model.closed_until[conversation] = max(until, now + closed_s)


@pytest.mark.parametrize("urgency", Urgency)
def test_windows_are_used_up_to_the_limit(urgency: Urgency) -> None:
    """This holds over hours, with everything sent as early as possible."""
    clock = FakeClock()
    sent = send_greedily(ConversationRates(clock), clock, urgency, seconds=7300)

    fullest = [most_within(sent, window_s) for _, window_s in LIMITS]

    assert fullest == [int(limit * urgency.share) for limit, _ in LIMITS]


@pytest.mark.parametrize(("less", "more"), list(pairwise(BY_URGENCY)))
def test_less_urgent_calls_leave_room_for_more_urgent_ones(
    rates: ConversationRates, clock: FakeClock, less: Urgency, more: Urgency
) -> None:
    """This holds even if less urgent calls have used their share for a long time."""
    for _ in range(40):
        send_greedily(rates, clock, less, seconds=97)

        assert rates.wait_s("a:ann", less) > 0
        assert rates.wait_s("a:ann", more) == 0


@pytest.mark.parametrize("seed", range(5))
def test_a_more_urgent_call_never_waits_longer(
    rates: ConversationRates, clock: FakeClock, seed: int
) -> None:
    """This holds for any previous calls."""
    random = dice(seed)

    for _ in range(3000):
        clock.advance(random.randrange(100) * TICK_S)
        if rates.wait_s("a:ann", random.choice(BY_URGENCY)) == 0:
            rates.note("a:ann")

        waits = [rates.wait_s("a:ann", urgency) for urgency in BY_URGENCY]
        assert waits == sorted(waits, reverse=True)


@pytest.mark.parametrize("urgency", Urgency)
def test_a_closed_conversation_opens_after_retry_after(
    rates: ConversationRates, clock: FakeClock, urgency: Urgency
) -> None:
    """It opens for all urgencies at the same time."""
    rates.close("a:ann", 5)
    clock.advance(2)

    assert rates.wait_s("a:ann", urgency) == 3
    clock.advance(3)
    assert rates.wait_s("a:ann", urgency) == 0


def test_conversations_are_independent(rates: ConversationRates, clock: FakeClock) -> None:
    """A full or closed conversation does not affect the others."""
    send_greedily(rates, clock, Urgency.ANSWER, seconds=1)
    rates.close("19:team", 60)

    assert rates.wait_s("a:ann", Urgency.ANSWER) > 0
    assert rates.wait_s("19:team", Urgency.ANSWER) == 60
    assert [rates.wait_s("a:bob", urgency) for urgency in Urgency] == [0] * len(Urgency)


def test_idle_conversations_are_forgotten(rates: ConversationRates) -> None:
    """A bot runs for months, with many different conversations."""
    for _ in range(7):
        rates.note("a:ann")
    rates.close("a:bob", 1e9)

    for number in range(REMEMBERED):
        rates.note(f"a:{number}")
        rates.close(f"a:{number}", 0)

    assert rates.wait_s("a:ann", Urgency.ANSWER) == 0
    assert rates.wait_s("a:bob", Urgency.ANSWER) == 0
