"""How much a person may ask in a minute and in a day."""

import asyncio

import pytest

from bot.activities.activity import Activity
from bot.admission.person_limits import Limit, PersonLimits
from bot.storage.database import MEMORY, Database
from bot.storage.tables import SCHEMA
from tests.clocks import FakeClock
from tests.harness.stores import MemoryItems


def activity(name: str = "ann") -> Activity:
    """Return a message of a person."""
    return Activity.from_json(
        {
            "type": "message",
            "channelId": "msteams",
            "from": {"id": f"29:{name}"},
            "recipient": {"id": "28:bot"},
            "conversation": {"id": f"a:{name}"},
        }
    )


def limits(
    clock: FakeClock, database: Database | None = None, *, per_minute: int = 0, per_day: int = 0
) -> PersonLimits:
    """Make the limits of an instance; those with the same database share it."""
    items = MemoryItems(clock, database)
    return PersonLimits(items, clock=clock, per_minute=per_minute, per_day=per_day)


async def ask(limits: PersonLimits, *names: str, person: str = "ann") -> list[Limit | None]:
    """Ask questions with these names, one after the other."""
    return [await limits.take(activity(person), name) for name in names]


async def test_without_limits_nothing_is_stored() -> None:
    """Most companies set none."""
    clock, database = FakeClock(), Database(MEMORY, SCHEMA)
    assert await ask(limits(clock, database), *map(str, range(50))) == [None] * 50
    assert await MemoryItems(clock, database).read(["msteams/users/29:ann/questions"]) == {}


async def test_a_minute_begins_with_each_question() -> None:
    """It is any 60 s, and not one of the clock's."""
    clock = FakeClock()
    limited = limits(clock, per_minute=2)
    assert await ask(limited, "1") == [None]
    await clock.sleep(40)
    assert await ask(limited, "2", "3") == [None, Limit.PER_MINUTE]
    await clock.sleep(21)
    assert await ask(limited, "4", "5") == [None, Limit.PER_MINUTE]


async def test_a_day_has_24_hours() -> None:
    """What was refused does not count."""
    clock = FakeClock()
    limited = limits(clock, per_minute=2, per_day=3)
    assert await ask(limited, "1", "2", "3") == [None, None, Limit.PER_MINUTE]
    await clock.sleep(3600)
    assert await ask(limited, "4", "5") == [None, Limit.PER_DAY]
    await clock.sleep(23 * 3600)
    assert await ask(limited, "6", "7", "8") == [None, None, Limit.PER_MINUTE]


async def test_a_question_counts_once() -> None:
    """A turn is repeated after a conflict, and an activity is delivered again."""
    limited = limits(FakeClock(), per_minute=1)

    assert await ask(limited, "1", "1", "2", "1") == [None, None, Limit.PER_MINUTE, None]


async def test_people_do_not_use_up_each_others_limit() -> None:
    """Each person has their own item."""
    limited = limits(FakeClock(), per_minute=1)
    await ask(limited, "1", person="ann")

    assert await ask(limited, "1", person="bob") == [None]


@pytest.mark.parametrize("instances", [1, 2, 3])
async def test_a_limit_holds_among_questions_at_once(instances: int) -> None:
    """Instances share the store."""
    clock, database = FakeClock(), Database(MEMORY, SCHEMA)
    limited = [limits(clock, database, per_minute=5) for _ in range(instances)]
    asking = [ask(limited[n % instances], str(n)) for n in range(50)]
    found = [limit for limits in await asyncio.gather(*asking) for limit in limits]

    assert sorted(found, key=str) == [Limit.PER_MINUTE] * 45 + [None] * 5


async def test_a_clock_that_jumped_back_locks_nobody_out() -> None:
    """Moments of another day do not count."""
    clock = FakeClock()
    limited = limits(clock, per_day=1)
    clock.jump(30 * 86_400)
    await ask(limited, "1")
    clock.jump(-30 * 86_400)

    assert await ask(limited, "2", "3") == [None, Limit.PER_DAY]
