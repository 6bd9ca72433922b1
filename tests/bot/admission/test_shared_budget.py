"""Several instances of the bot, each with clocks of its own, keep one limit through one store."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from bot.admission.budget import Budget, QueuePlace
from bot.admission.shared_budget import SharedBudget, budget_for
from bot.storage.database import MEMORY
from bot.storage.sqlite import SqliteStore
from bot.storage.store import JsonObject, StorageUnavailableError
from tests.bot.admission.budget_people import AT_ONCE, PATIENCE_S, Line
from tests.clocks import VirtualClock
from tests.harness.stores import CountedItems

WINDOW_S = 60.0
LONG_S = 3_000.0
RECORD = "questions per minute"


class OwnClock:
    """The clocks of one instance: its monotonic clock began at another time than others'.

    skew_s: how much its wall clock is wrong.
    """

    def __init__(self, clock: VirtualClock, *, began_s: float, skew_s: float) -> None:
        self._clock = clock
        self._began_s = began_s
        self.skew_s = skew_s

    def monotonic(self) -> float:
        return self._clock.monotonic() + self._began_s

    def now(self) -> datetime:
        return self._clock.now() + timedelta(seconds=self.skew_s)

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)

    def timeout(self, seconds: float) -> AbstractAsyncContextManager[object]:
        return self._clock.timeout(seconds)


class Items(CountedItems):
    """A store that can be out of order."""

    is_broken = False
    loses_responses = False

    async def read(self, keys: list[str]) -> dict[str, JsonObject]:
        if self.is_broken:
            raise StorageUnavailableError("broken")
        await asyncio.sleep(0)
        return await super().read(keys)

    async def write(self, changes: dict[str, JsonObject]) -> dict[str, str]:
        if self.is_broken:
            raise StorageUnavailableError("broken")
        await asyncio.sleep(0)
        versions = await super().write(changes)
        if self.loses_responses:
            await asyncio.Event().wait()
        return versions

    @property
    def calls(self) -> int:
        return self.reads + self.writes


Instance = Callable[..., Line]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def items(clock: VirtualClock) -> Items:
    return Items(clock)


@pytest.fixture
async def instance(clock: VirtualClock, items: Items) -> AsyncIterator[Instance]:
    """Starts an instance; its people are those of a Line."""
    lines: list[Line] = []

    def start(limit: int = 5, *, skew_s: float = 0.0) -> Line:
        own = OwnClock(clock, began_s=1e6 * len(lines), skew_s=skew_s)
        budget = SharedBudget(
            per_minute=limit, clock=own, items=items, at_once=AT_ONCE, turn_timeout_s=PATIENCE_S
        )
        lines.append(Line(clock, budget))
        return lines[-1]

    yield start
    for line in lines:
        await kill(line)


async def kill(line: Line) -> None:
    """End its questions; what it has written stays, as if the process had been killed."""
    tasks = [task for task in line.tasks.values() if not task.done()]
    for task in tasks:
        task.cancel()
    await line.clock.elapse(1)  # a post that is cancelled is told, which may take several attempts
    await asyncio.gather(*tasks, return_exceptions=True)


def times(*lines: Line) -> list[float]:
    """Return the times of all posts."""
    return sorted(post.at for line in lines for post in line.posts)


def most_in_a_window(*lines: Line) -> int:
    """Return the maximum in a window that includes both ends, which is the strictest reading."""
    posted = times(*lines)
    return max(sum(start <= at <= start + WINDOW_S for at in posted) for start in posted)


def order(*lines: Line) -> str:
    """Return the names of all questions in the order in which they were posted."""
    return " ".join(p.name for p in sorted((p for x in lines for p in x.posts), key=lambda p: p.at))


# The limit


async def test_two_instances_keep_the_limit_and_use_it(instance: Instance) -> None:
    """Two full queues together are posted almost as fast as one."""
    one, other = instance(), instance()
    one.ask(*(f"{chr(0x4E00 + number)}" for number in range(50)))
    other.ask(*(f"{chr(0x5E00 + number)}" for number in range(50)))

    await one.clock.elapse(LONG_S)

    posted = times(one, other)
    assert len(posted) == 100
    assert most_in_a_window(one, other) == 5
    assert posted[-1] - posted[0] <= 19 * WINDOW_S / 0.9


@pytest.mark.parametrize("seed", range(20))
async def test_no_window_ever_exceeds_the_limit(instance: Instance, seed: int) -> None:
    """This holds for any arrivals, refusals, slow responses, kills and wrong clocks."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    limit = random.randint(1, 6)
    living = [instance(limit, skew_s=random.uniform(-2.5, 2.5)) for _ in range(3)]
    lines = list(living)
    for number in range(80):
        line = random.choice(living)
        line.refusals = [random.choice([None, 3.0, 20.0])] if random.random() < 0.05 else []
        line.posting_s = random.choice([0, 0.3, 2, 30])
        line.ask(f"{random.choice('abcdef')}{number}")
        if random.random() < 0.1:
            random.choice(list(line.tasks.values())).cancel()
        if random.random() < 0.05:
            living.remove(line)
            await kill(line)
            living.append(instance(limit, skew_s=random.uniform(-2.5, 2.5)))
            lines.append(living[-1])
        await line.clock.elapse(random.choice([0, 0, 0.01, 1, 12, 60, 62.05]))
    await lines[0].clock.elapse(30 * LONG_S)

    assert most_in_a_window(*lines) <= limit
    assert all(task.done() for line in lines for task in line.tasks.values())


async def test_a_restarted_instance_counts_what_was_posted_before(instance: Instance) -> None:
    """The workspace counts it, too."""
    one = instance()
    one.ask(*"abcde")
    await one.clock.elapse(30)
    await kill(one)
    again = instance()
    again.ask("f")

    await again.clock.elapse(LONG_S)

    assert most_in_a_window(one, again) == 5
    assert times(again)[0] - times(one)[0] <= 60 + 7.5  # two seconds, and five for the clocks


async def test_questions_of_a_killed_instance_do_not_hold_others_up(instance: Instance) -> None:
    """It has written that it waits, and never uses its turn."""
    one, other = instance(), instance()
    one.ask(*"abcdefghij")
    await one.clock.elapse(1)
    other.ask(*"mnopqr")
    await one.clock.elapse(30)
    await kill(one)

    await other.clock.elapse(LONG_S)

    assert most_in_a_window(one, other) == 5
    assert times(other)[0] - times(one)[0] <= 60 + 13
    assert times(other)[-1] - times(other)[0] <= 60 + 2


async def test_what_a_killed_instance_has_reserved_counts_for_a_window(
    instance: Instance, items: Items
) -> None:
    """Nobody can know whether Genie has the questions: it was killed before it posted them."""
    one, other = instance(), instance()
    items.loses_responses = True
    reserved_at = one.clock.monotonic()
    one.ask(*"abcde")
    await one.clock.elapse(1)
    items.is_broken = True  # what is killed gives nothing back
    await kill(one)
    items.is_broken = items.loses_responses = False
    other.ask("f")

    await other.clock.elapse(LONG_S)

    assert not one.posts
    assert 60 <= times(other)[0] - reserved_at <= 60 + 7.5


async def test_a_slow_response_is_told(instance: Instance) -> None:
    """It is unknown when Genie counts a question with a slow response."""
    one, other = instance(1), instance(1)
    one.posting_s = 40
    one.ask("a")
    await one.clock.elapse(41)
    other.ask("b")

    await other.clock.elapse(LONG_S)

    assert 60 <= times(other)[0] - times(one)[0] - 40 <= 62


@pytest.mark.parametrize("skew_s", [-4.5, 4.5])
async def test_wrong_clocks_are_allowed_for(instance: Instance, skew_s: float) -> None:
    """At its first look an instance knows the age of posts only from the wall clock."""
    one = instance()
    one.ask(*"abcde")
    await one.clock.elapse(40)
    other = instance(skew_s=skew_s)
    other.ask("f")

    await other.clock.elapse(LONG_S)

    assert 60 <= times(other)[0] - times(one)[0] <= 60 + 2.5 + 5 + 4.5


async def test_a_jump_of_the_wall_clock_does_not_exceed_the_limit(instance: Instance) -> None:
    """An instance that looks regularly knows how old posts are at most."""
    one, other = instance(1), instance(1)
    other.ask("a", "b")
    await other.clock.elapse(50)
    one.ask("c")
    await one.clock.elapse(10)
    other.clock.jump(3600)

    await other.clock.elapse(LONG_S)

    assert most_in_a_window(one, other) == 1
    assert len(times(one, other)) == 3


# Order and places


async def test_questions_are_posted_in_the_order_of_all_instances(instance: Instance) -> None:
    """First questions go before second ones, and earlier ones before later ones."""
    one, other = instance(1), instance(1)
    one.ask("x", "a1", "a2", "a3")
    await one.clock.elapse(1)
    other.ask("b1", "b2")
    await one.clock.elapse(1)
    one.ask("c1")
    await one.clock.elapse(1)
    other.ask("d1")

    await one.clock.elapse(LONG_S)

    assert order(one, other) == "x a1 b1 c1 d1 a2 b2 a3"


async def test_a_newcomer_joins_the_round_that_another_instance_serves(instance: Instance) -> None:
    """One person with many questions at one instance does not hold up others at another."""
    one, other = instance(1), instance(1)
    one.ask(*(f"a{number}" for number in range(6)))
    await one.clock.elapse(200)
    other.ask("b1", "b2")

    await one.clock.elapse(LONG_S)

    assert order(one, other) == "a0 a1 a2 a3 b1 a4 b2 a5"


async def test_people_are_told_their_place_among_all(instance: Instance) -> None:
    """The expected time depends on the questions of other instances as well."""
    one, other = instance(1), instance(1)
    one.ask("x", "a", "b")
    await one.clock.elapse(1)
    other.ask("c")
    await one.clock.elapse(30)
    place = other.places["c"][-1]
    await one.clock.elapse(LONG_S)

    assert isinstance(place, QueuePlace)
    assert place.number == 3
    assert place.expected_s == pytest.approx(times(other)[0] - other.asked_at["c"], rel=0.2)
    assert order(one, other) == "x a b c"


# Refusals by Genie


async def test_a_refusal_seen_by_one_instance_stops_the_others(instance: Instance) -> None:
    """Genie would refuse theirs as well."""
    one, other = instance(), instance()
    one.refusals = [30.0]
    one.ask("a")
    await one.clock.elapse(1)
    other.ask("b")

    await other.clock.elapse(LONG_S)

    assert 30 <= times(other)[0] - times(one)[0] <= 40
    assert order(one, other) in {"a a b", "a b a"}


# Operations of the store


async def test_a_question_without_a_queue_costs_one_write(instance: Instance, items: Items) -> None:
    """The first one also reads what an earlier process has left."""
    one = instance()
    for number in range(10):
        one.ask(f"a{number}")
        await one.clock.elapse(20)

    assert (items.reads, items.writes) == (1, 10)


async def test_questions_at_the_same_time_cost_one_write(instance: Instance, items: Items) -> None:
    """The first one reserves for itself, and meanwhile the others are there."""
    one = instance(100)
    one.ask(*(f"{chr(0x4E00 + number)}" for number in range(100)))

    await one.clock.elapse(1)

    assert len(one.posts) == 100
    assert items.calls <= 3


async def test_waiting_costs_few_calls(instance: Instance, items: Items) -> None:
    """They are rare while no instance can post anything, and end with the queues."""
    one, other = instance(), instance()
    one.ask(*"abcde")
    await one.clock.elapse(1)
    before = items.calls
    one.ask("f", "g")
    other.ask("m")
    await one.clock.elapse(50)
    early = items.calls - before
    await one.clock.elapse(60)
    late = items.calls
    await one.clock.elapse(LONG_S)

    assert len(times(one, other)) == 8
    assert early <= 12
    assert late - before <= 40
    assert items.calls == late


async def test_the_record_does_not_grow(instance: Instance, items: Items) -> None:
    """Instances that are gone are left out, and posts are grouped by half seconds."""
    for _ in range(5):
        one = instance(10_000)
        for number in range(200):
            one.ask(f"a{number}")
            await one.clock.elapse(0.2)
        await kill(one)
        await one.clock.elapse(90)
    last = instance(10_000)
    last.ask("z")
    await last.clock.elapse(1)

    assert len(str(await items.read([RECORD]))) < 500


async def test_a_broken_store_does_not_stop_a_single_instance(
    instance: Instance, items: Items
) -> None:
    """What was accepted before is still asked."""
    one = instance()
    one.ask("a")
    await one.clock.elapse(100)
    items.is_broken = True
    one.ask(*"bcdefgh")

    await one.clock.elapse(LONG_S)

    assert len(one.posts) == 8
    assert most_in_a_window(one) == 5


async def test_with_a_broken_store_instances_wait(instance: Instance, items: Items) -> None:
    """None of them knows what the others post."""
    one, other = instance(), instance()
    one.ask("a", "b")
    await one.clock.elapse(1)
    other.ask("c")
    await one.clock.elapse(1)
    one.ask("d")
    await one.clock.elapse(1)
    items.is_broken = True
    one.ask(*"efghi")
    other.ask(*"klmno")
    await one.clock.elapse(30)
    early = len(times(one, other))
    items.is_broken = False

    await one.clock.elapse(LONG_S)

    assert early == 4
    assert len(times(one, other)) == 14
    assert most_in_a_window(one, other) == 5


async def test_a_lost_record_is_written_again(instance: Instance, items: Items) -> None:
    """Instances remember what they have posted, and what others had posted by their last look."""
    one, other = instance(), instance()
    one.ask("a", "b", "c")
    await one.clock.elapse(1)
    other.ask("d")
    await one.clock.elapse(1)
    await items.delete([RECORD])
    other.ask(*"efghi")

    await one.clock.elapse(LONG_S)

    assert len(times(one, other)) == 9
    assert most_in_a_window(one, other) == 5


async def test_a_cancelled_question_gives_its_reservation_back(instance: Instance) -> None:
    """It may be cancelled while the store is written."""
    one = instance(2)
    one.ask("a", "b", "c")
    one.tasks["a"].cancel()
    one.tasks["b"].cancel()

    await one.clock.elapse(1)

    assert order(one) == "c"
    one.ask("d", "e")
    await one.clock.elapse(LONG_S)
    gaps = [later - earlier for earlier, later in pairwise(times(one))]
    assert [gap < 2 for gap in gaps] == [True, False]


@pytest.mark.parametrize(("limit", "path"), [(0, "file"), (5, MEMORY)])
async def test_nothing_is_shared_without_a_limit_or_in_memory(
    clock: VirtualClock, tmp_path: object, limit: int, path: str
) -> None:
    """There is nothing to share, or no one to share it with."""
    store = SqliteStore(path if path == MEMORY else tmp_path / path, clock)  # type: ignore[operator]

    assert type(budget_for(limit, store, clock)) is Budget
