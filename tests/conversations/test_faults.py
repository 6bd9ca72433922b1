"""Despite any fault, every question ends in exactly one answer or one problem card."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest

from simulator import Fault
from tests.cards.look import elements, words
from tests.harness.fake_channel import Activity, Refusal
from tests.harness.people import Changes, chat_of, emulator, group, personal
from tests.harness.world import World, card_of, is_progress

PEOPLE = range(2, 12)  # with one product there would be no table
Refuse = Callable[[str, Activity], int | Refusal | None]
KINDS: list[Callable[[str], Changes]] = [personal, group, emulator]
kinds = pytest.mark.parametrize("kind", KINDS, ids=["personal", "group", "emulator"])


def question(number: int) -> str:
    """Return a question that differs for each person."""
    return f"Top {number} products by revenue [slow 0.1]"


def is_about(message: Activity, number: int) -> bool:
    """Whether the message is about this question."""
    return re.search(rf"Top {number} products", str(message.get("summary"))) is not None


def is_problem(message: Activity) -> bool:
    """Whether the message explains a problem."""
    return "Genie could not answer" in str(message.get("summary"))


async def all_ask(world: World, kind: Callable[[str], Changes]) -> None:
    """Let all people ask at once, and wait for all outcomes."""
    await asyncio.gather(*(world.say(question(n), **kind(f"P{n}")) for n in PEOPLE))
    await world.until(lambda: all(ends(world, kind, number) for number in PEOPLE))
    await world.close()


def ends(world: World, kind: Callable[[str], Changes], number: int) -> list[Activity]:
    """Return the outcomes of a person's question."""
    chat = chat_of(kind(f"P{number}"))
    found = [m for m in world.answers(chat) if is_about(m, number)]
    return found + [m for m in world.channel.of(chat) if is_problem(m) and is_about(m, number)]


def check(world: World, kind: Callable[[str], Changes], *, may_leave_traces: bool = False) -> None:
    """Check that all people got one answer, their own, and that each question was posted once.

    may_leave_traces: the bot does not know the ids of messages that the channel accepted without a
    response, and cannot delete them.
    """
    for number in PEOPLE:
        (end,) = ends(world, kind, number)
        assert not is_problem(end)
        assert len(elements(card_of(end), "TableRow")) == number + 1
    messages = world.channel.messages.values()
    assert sum("Genie answered" in str(m.get("summary")) for m in messages) == len(PEOPLE)
    assert may_leave_traces or not any(is_progress(message) for message in messages)
    asked = Counter(asked.text for asked in world.workspace.questions())
    assert set(asked.values()) == {1}


def every_fifth(refusal: Refusal) -> Refuse:
    """Refuse a fifth of all calls."""
    calls = count(1)
    return lambda *_: refusal if next(calls) % 5 == 0 else None


def each_fails(times: int, refusal: Refusal) -> Refuse:
    """Refuse every call this many times, and accept it then."""
    met: Counter[str] = Counter()

    def refuse(method: str, activity: Activity) -> Refusal | None:
        call = method + json.dumps(activity, sort_keys=True)
        met[call] += 1
        return refusal if met[call] <= times else None

    return refuse


def each_fails_in_turn(*refusals: Refusal) -> Refuse:
    """Refuse every third call, each time in another way."""
    calls = count(1)
    return lambda *_: refusals[n // 3 % len(refusals)] if (n := next(calls)) % 3 == 0 else None


@kinds
@pytest.mark.parametrize("retry_after", ["", "2", "0"])
async def test_a_channel_that_is_sometimes_too_busy(
    world: World, kind: Callable[[str], Changes], retry_after: str
) -> None:
    """A fifth of all calls is refused with 429, which means that they were not executed."""
    world.channel.refuse = every_fifth(Refusal(429, retry_after=retry_after))
    await all_ask(world, kind)

    assert any(call.status == 429 for call in world.channel.log)
    check(world, kind)


@kinds
@pytest.mark.parametrize(
    ("refusal", "times"),
    [
        (Refusal(502), 1),
        (Refusal(502), 2),
        (Refusal(504, is_carried_out=True), 1),
        (Refusal(502, is_carried_out=True), 2),
        (Refusal(412), 1),
    ],
    ids=["502", "502 twice", "504 after", "502 twice after", "412"],
)
async def test_a_gateway_that_fails_on_every_call(
    world: World, kind: Callable[[str], Changes], refusal: Refusal, times: int
) -> None:
    """The response does not tell whether the call was executed."""
    world.channel.refuse = each_fails(times, refusal)
    await all_ask(world, kind)

    check(world, kind, may_leave_traces=refusal.is_carried_out)


@kinds
@pytest.mark.parametrize("is_carried_out", [False, True], ids=["before", "after"])
async def test_connections_that_break(
    world: World,
    kind: Callable[[str], Changes],
    is_carried_out: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """They break before or after the channel has executed the call."""
    refusal = Refusal(is_reset=True, is_carried_out=is_carried_out)
    world.channel.refuse = each_fails(1, refusal)
    await all_ask(world, kind)

    check(world, kind, may_leave_traces=is_carried_out)


@kinds
async def test_faults_of_channel_and_genie_at_once(
    world: World, kind: Callable[[str], Changes]
) -> None:
    """A third of all calls fails, each time in another way, and Genie fails as well."""
    world.channel.refuse = each_fails_in_turn(
        Refusal(429, retry_after="1"),
        Refusal(502, is_carried_out=True),
        Refusal(is_reset=True),
        Refusal(504),
        Refusal(is_reset=True, is_carried_out=True),
        Refusal(412),
    )
    world.workspace.fail_next(method="GET", path_contains="/messages/", times=30, status=503)
    await all_ask(world, kind)

    check(world, kind, may_leave_traces=True)


@kinds
@pytest.mark.parametrize("fault", [Fault.STATUS, Fault.DROP_BEFORE_COMMIT])
async def test_outages_while_genie_works(
    world: World, kind: Callable[[str], Changes], fault: Fault
) -> None:
    """Genie continues, so that polling again is sufficient."""
    world.workspace.fail_next(fault, method="GET", path_contains="/messages/", times=60)
    await all_ask(world, kind)

    check(world, kind)


@kinds
@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE_COMMIT, Fault.DROP_AFTER_COMMIT])
async def test_questions_with_lost_responses(
    world: World, kind: Callable[[str], Changes], fault: Fault
) -> None:
    """Each is searched for before it is posted again."""
    world.workspace.clock.advance(300)  # the bot's clock is ahead, and it compares times
    world.workspace.fail_next(fault, method="POST", path_contains="start-conv", times=10)
    await all_ask(world, kind)

    check(world, kind)


@kinds
async def test_an_outage_of_genie(world: World, kind: Callable[[str], Changes]) -> None:
    """Each question gets one problem card, with a button to ask again."""
    world.workspace.fail_next(method="POST", path_contains="start-conv", times=9999, status=500)
    await asyncio.gather(*(world.say(question(n), **kind(f"P{n}")) for n in PEOPLE))
    await world.until(lambda: all(ends(world, kind, number) for number in PEOPLE))
    await world.close()

    for number in PEOPLE:
        (end,) = ends(world, kind, number)
        assert is_problem(end)
        assert "Ask again" in words(end)
    assert world.workspace.questions() == []
