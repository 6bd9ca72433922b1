"""Questions are admitted fairly, within the limit, and as Genie allows."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from random import Random

import pytest

from bot.admission.budget import QueuePlace
from tests.bot.admission.budget_people import Line, Post
from tests.clocks import VirtualClock

WINDOW_S = 60.0
LONG_S = 100_000.0


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
async def line(clock: VirtualClock) -> AsyncIterator[Line]:
    """Five questions per minute, unless the test sets another limit."""
    line = Line(clock)
    yield line
    for task in line.tasks.values():
        task.cancel()
    await asyncio.gather(*line.tasks.values(), return_exceptions=True)


@pytest.fixture
def random(request: pytest.FixtureRequest) -> Random:
    """Random numbers that differ per seed, and are the same in each run."""
    return Random(request.param)  # noqa: S311 - repeatable on purpose


def told(line: Line, name: str) -> list[tuple[int, int | None] | None]:
    """Return the positions that a question was told, in whole seconds."""
    return [None if place is None else _in_seconds(place) for place in line.places[name]]


def _in_seconds(place: QueuePlace) -> tuple[int, int | None]:
    return place.number, None if place.expected_s is None else round(place.expected_s)


def most_in_a_window(times: list[float]) -> int:
    """Return the maximum in a window that includes both ends, which is the strictest reading."""
    return max(sum(start <= time <= start + WINDOW_S for time in times) for start in times)


# The limit


async def test_the_limit_is_used_up_at_once_and_then_kept(line: Line) -> None:
    """Five are posted at once, and the next five when those have left the window."""
    line.ask(*"abcdefg")

    await line.clock.elapse(59)
    early = line.order()
    await line.clock.elapse(59)

    assert early == "a b c d e"
    assert line.order() == "a b c d e f g"
    assert line.times()[-2:] == pytest.approx([60.05, 60.05], abs=0.01)


async def test_a_question_that_does_not_wait_is_told_no_position(line: Line) -> None:
    """There is no queue."""
    line.ask("a", "b")

    await line.clock.elapse(1)

    assert line.order() == "a b"
    assert not any(line.places.values())


@pytest.mark.parametrize("random", range(20), indirect=True)
async def test_no_window_ever_exceeds_the_limit(line: Line, random: Random) -> None:
    """This holds for any arrivals, refusals and cancellations, and no question is lost."""
    limit = random.randint(1, 6)
    line.limit(limit)
    line.refusals = [random.choice([None, 3.0, 20.0]) for _ in range(random.randint(0, 5))]
    for number in range(60):
        line.posting_s = random.choice([0, 0.3, 2, 70])
        line.ask(f"{random.choice('abcdef')}{number}")
        if random.random() < 0.1:
            random.choice(list(line.tasks.values())).cancel()
        await line.clock.elapse(random.choice([0, 0, 0.01, 1, 12, 60, 60.05]))
    await line.clock.elapse(LONG_S)

    assert most_in_a_window(line.times()) <= limit
    assert all(task.done() for task in line.tasks.values())


async def test_a_full_queue_uses_every_window_completely(line: Line) -> None:
    """A hundred questions need nineteen further windows, and not one more."""
    line.ask(*(f"{chr(0x4E00 + number)}" for number in range(100)))

    await line.clock.elapse(LONG_S)

    assert line.times()[-1] == pytest.approx(19 * 60.05, abs=0.1)


async def test_without_a_limit_all_are_posted_at_once(line: Line) -> None:
    """Only Genie's refusals limit them."""
    line.limit(0)
    line.posting_s = 1
    line.ask(*(f"a{number}" for number in range(100)))

    await line.clock.elapse(0)

    assert len(line.posts) == 100
    assert not line.budget.is_limited


async def test_a_thousand_questions_may_wait(line: Line) -> None:
    """The others are notified once when five are posted together."""
    line.ask(*(f"{chr(0x4E00 + number)}" for number in range(1005)))

    await line.clock.elapse(61)

    last = line.places[chr(0x4E00 + 1004)]
    assert [place.number for place in last if place] == [1000, 995]


# Order


async def test_first_questions_go_before_second_ones(line: Line) -> None:
    """One person with ten questions delays each of the others by one."""
    line.limit(1)
    line.ask("a1", "a2", "a3", "a4", "b1", "b2", "c1")
    await line.clock.elapse(90)
    line.ask("d1", "a5", "d2")

    await line.clock.elapse(LONG_S)

    assert line.order() == "a1 b1 c1 d1 a2 b2 d2 a3 a4 a5"


async def test_questions_before_the_queue_count(line: Line) -> None:
    """A person who has just used up the window is not first when it opens."""
    line.ask("a1", "a2", "a3", "a4", "a5", "a6", "b1")

    await line.clock.elapse(LONG_S)

    assert line.order().endswith("b1 a6")


async def test_questions_of_long_ago_do_not_count(line: Line) -> None:
    """They are no reason to wait now."""
    line.ask(*(f"a{number}" for number in range(5)))
    await line.clock.elapse(61)
    line.ask("x1", "x2", "x3", "x4", "x5", "a6", "b1")

    await line.clock.elapse(LONG_S)

    assert line.order().endswith("a6 b1")


@pytest.mark.parametrize("random", range(20), indirect=True)
async def test_people_get_equal_shares(line: Line, random: Random) -> None:
    """While one person waits, another gets at most one more question.

    It may be two if it came just after one was served. A person who has not asked for long waits
    for one question of each other person.
    """
    line.limit(random.randint(1, 3))
    for number in range(80):
        line.ask(f"{random.choice('aaaabbcdef')}{number}")
        await line.clock.elapse(random.choice([0, 0, 5, 20, 60]))
    await line.clock.elapse(LONG_S)

    for index, post in enumerate(line.posts):
        came = line.asked_at[post.name]
        served = [p.person for p in line.posts[:index] if p.at > came]
        recent = [p.person for p in line.posts[:index] if came - 600 < p.at <= came]
        allowed = 1 + served.count(post.person) + (post.person in recent)
        assert all(served.count(other) <= allowed for other in "abcdef" if other != post.person)


async def test_a_question_keeps_its_rank_for_a_retry(line: Line) -> None:
    """After a broken connection it must not go to the end of the queue."""
    line.limit(1)
    ticket = line.budget.ticket("a", lambda _: None)
    async with ticket.turn():
        line.ask("b1", "c1")
        await line.clock.elapse(1)

    async def again() -> None:
        async with ticket.turn():
            line.posts.append(Post("again", line.clock.monotonic(), "a"))

    line.tasks["again"] = asyncio.create_task(again())
    await line.clock.elapse(LONG_S)

    assert line.order() == "again b1 c1"


async def test_a_shared_question_takes_the_best_rank_of_its_people(line: Line) -> None:
    """It counts as the question of the person who is served first."""
    line.limit(1)
    line.ask("x", "a1", "a2", "a3", "b1")
    await line.clock.elapse(1)
    line.tickets["a3"].join("j")
    line.ask("c1", "j1")

    await line.clock.elapse(LONG_S)

    assert line.order() == "x a1 b1 a3 c1 a2 j1"


async def test_a_sharer_who_joins_before_the_queue_counts(line: Line) -> None:
    """A question does some work before it enters the queue."""
    line.limit(1)
    line.ask("x", "a1", "a2", "b1")
    line.tickets["a2"].join("j")

    await line.clock.elapse(LONG_S)

    assert line.order() == "x a1 a2 b1"


async def test_joining_never_lowers_the_rank(line: Line) -> None:
    """A person who has asked much does not delay the others."""
    line.limit(1)
    line.ask("x", "a1", "b1", "b2")
    await line.clock.elapse(1)

    line.tickets["a1"].join("b")
    await line.clock.elapse(LONG_S)

    assert line.order() == "x a1 b1 b2"


# Notifications


async def test_changes_of_position_and_time_are_notified(line: Line) -> None:
    """There is one notification for simultaneous changes, and None when the question is posted."""
    line.limit(1)
    line.ask("x", "a", "b")

    await line.clock.elapse(30)
    first = told(line, "b")
    await line.clock.elapse(LONG_S)

    assert first == [(2, 120)]
    assert told(line, "b") == [(2, 120), (1, 60), None]


async def test_an_overtaken_question_is_notified(line: Line) -> None:
    """Its position is worse than before."""
    line.limit(1)
    line.ask("x", "a1", "a2")
    await line.clock.elapse(10)
    line.ask("b1")

    await line.clock.elapse(1)

    assert told(line, "a2") == [(2, 120), (3, 170)]
    assert told(line, "b1") == [(2, 110)]


@pytest.mark.parametrize("random", range(5), indirect=True)
async def test_expected_times_are_accurate(line: Line, random: Random) -> None:
    """People rely on them. Each person asks once, so that no question is overtaken."""
    line.posting_s = 1
    for number in range(60):
        line.ask(chr(0x4E00 + number))
        await line.clock.elapse(random.choice([0, 1, 5, 12]))
    await line.clock.elapse(LONG_S)

    posted = {post.name: post.at for post in line.posts}
    firsts = {name: places[0] for name, places in line.places.items() if places}
    assert len(firsts) > 30
    for name, place in firsts.items():
        assert place is not None
        waited_s = posted[name] - line.asked_at[name]
        assert place.expected_s == pytest.approx(waited_s, abs=line.posting_s + 0.1)


async def test_a_listener_that_fails_does_not_stop_the_queue(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    """A card that cannot be drawn affects one person only."""

    def fail(_: QueuePlace | None) -> None:
        raise RuntimeError("no card")

    line.limit(1)
    line.ask("x", "a", "b")
    line.tickets["a"].on_place = fail

    await line.clock.elapse(LONG_S)

    assert line.order() == "x a b"
    assert {record.message for record in caplog.records} == {"queue position not shown"}


# Refusals by Genie


async def test_a_refusal_stops_all_posts_for_as_long_as_genie_says(line: Line) -> None:
    """The refused question is the first one afterwards."""
    line.limit(0)
    line.refusals = [30.0]
    line.ask("a")
    await line.clock.elapse(1)
    line.ask("b")

    await line.clock.elapse(0)
    places = [line.places["a"][0], line.places["b"][0]]
    await line.clock.elapse(LONG_S)

    assert line.order() == "a a b"
    assert 30 <= line.times()[1] <= 33
    assert [place and place.number for place in places] == [1, 2]
    assert all(place and place.expected_s and 28 < place.expected_s <= 33 for place in places)


async def test_without_retry_after_the_pauses_double(line: Line) -> None:
    """They are at most a minute, after which Genie's window is over."""
    line.limit(0)
    line.refusals = [None] * 6
    line.ask("a")

    await line.clock.elapse(LONG_S)

    times = line.times()
    pauses = [later - earlier for earlier, later in pairwise(times)]
    for pause, least in zip(pauses, [5, 10, 20, 40, 60, 60], strict=True):
        assert least <= pause <= least * 1.1 + 0.01
    assert line.places["a"][0] == QueuePlace(1, None)


async def test_an_accepted_question_resets_the_pauses(line: Line) -> None:
    """The next refusal starts with a short pause."""
    line.limit(0)
    line.refusals = [None, None, None]
    line.ask("a")
    await line.clock.elapse(500)
    line.refusals = [None]
    line.ask("b")

    await line.clock.elapse(LONG_S)

    assert line.times()[-1] - line.times()[-2] <= 5.6


async def test_simultaneous_refusals_count_as_one(line: Line) -> None:
    """Ten questions in flight must not double the pause ten times."""
    line.limit(0)
    line.posting_s = 1
    line.refusals = [None] * 10
    line.ask(*(f"a{number}" for number in range(10)))

    await line.clock.elapse(LONG_S)

    assert line.times()[10] < 7


async def test_after_a_refusal_questions_are_posted_one_by_one(line: Line) -> None:
    """One question finds out whether Genie accepts questions again, and not a hundred."""
    line.limit(0)
    line.posting_s = 1
    line.refusals = [20.0]
    line.ask("a")
    await line.clock.elapse(2)
    line.ask(*(f"{chr(0x4E00 + number)}" for number in range(100)))
    line.refusals = [20.0]

    await line.clock.elapse(LONG_S)

    assert len(line.posts) == 103
    assert line.most_at_once == 1


async def test_once_the_queue_is_empty_all_are_posted_at_once_again(line: Line) -> None:
    """Posting one by one applies only to the queue."""
    line.limit(0)
    line.posting_s = 1
    line.refusals = [20.0]
    line.ask("a", "b")
    await line.clock.elapse(100)
    line.ask("c", "d", "e")

    await line.clock.elapse(100)

    assert line.most_at_once == 3


async def test_refused_questions_are_ranked_by_person_too(line: Line) -> None:
    """A person who has asked much is not served first after a refusal."""
    line.limit(0)
    line.posting_s = 1
    line.refusals = [20.0] * 5
    line.ask("a1", "a2", "a3", "a4", "a5")
    await line.clock.elapse(2)
    line.ask("b1", "c1")

    await line.clock.elapse(LONG_S)

    assert " ".join(line.order().split()[5:]) == "a1 b1 c1 a2 a3 a4 a5"


async def test_a_refused_question_counts_towards_the_limit(line: Line) -> None:
    """Genie may have counted it."""
    line.limit(2)
    line.refusals = [1.0]
    line.ask("a", "b", "c")

    await line.clock.elapse(59)
    early = len(line.posts)
    await line.clock.elapse(LONG_S)

    assert early == 2
    assert len(line.posts) == 4


# Cancellation


async def test_a_cancelled_question_lets_the_others_move_up(line: Line) -> None:
    """This includes the first one, which watches the clock for all."""
    line.limit(1)
    line.ask("x", "a", "b", "c")
    await line.clock.elapse(1)

    line.tasks["a"].cancel()
    line.tasks["b"].cancel()
    await line.clock.elapse(0)
    last = told(line, "c")[-1]
    await line.clock.elapse(LONG_S)

    assert last == (1, 59)
    assert line.order() == "x c"


async def test_a_cancelled_question_does_not_count(line: Line) -> None:
    """Otherwise a person who rephrases a question would wait a round longer."""
    line.limit(1)
    line.ask("x", "a1")
    await line.clock.elapse(1)
    line.tasks["a1"].cancel()
    await line.clock.elapse(0)
    line.ask("b1", "b2", "a2")

    await line.clock.elapse(LONG_S)

    assert line.order() == "x b1 a2 b2"


async def test_a_cancelled_post_lets_the_next_question_go(line: Line) -> None:
    """Otherwise a queue that is posted one by one would stop."""
    line.limit(0)
    line.refusals = [5.0]
    line.ask("a", "b")
    await line.clock.elapse(0)
    line.posting_s = 50
    await line.clock.elapse(10)

    line.tasks["a"].cancel()
    await line.clock.elapse(LONG_S)

    assert line.order() == "a a b"
    assert line.tasks["b"].done()


async def test_no_background_task_is_used(line: Line) -> None:
    """Waiting happens in the tasks of the callers."""
    line.limit(1)
    line.ask("x", "a", "b")
    await line.clock.elapse(1)

    for task in line.tasks.values():
        task.cancel()
    await line.clock.elapse(0)

    assert asyncio.all_tasks() == {asyncio.current_task()}
