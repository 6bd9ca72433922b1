"""News of sign-ins reach what waits for them, in this process and in others."""

import asyncio

import pytest

from bot.identity.sign_ins import SignIns
from bot.storage.store import JsonObject, StorageUnavailableError
from tests.harness.stores import CountedItems

ANN, BOB = ("msteams", "29:ann"), ("msteams", "29:bob")


@pytest.fixture
def items() -> CountedItems:
    """A store that two processes share."""
    return CountedItems()


async def test_a_sign_in_wakes_what_waits_for_that_person(items: CountedItems) -> None:
    """Here at once, in another process at its next look, and once."""
    here, there = SignIns(items), SignIns(items)
    await there.look()
    with (
        here.waiting(ANN) as one,
        here.waiting(ANN) as two,
        here.waiting(BOB) as other,
        there.waiting(ANN) as remote,
    ):
        await here.tell(ANN)
        assert [wait.is_over.is_set() for wait in (one, two, other, remote)] == [
            True,
            True,
            False,
            False,
        ]

        await there.look()
        assert remote.is_over.is_set()
        remote.is_over.clear()
        one.is_over.clear()
        await there.look()
        await here.look()
        assert not remote.is_over.is_set()
        assert not one.is_over.is_set()


async def test_old_news_wakes_nobody(items: CountedItems) -> None:
    """A process that starts asks the token service anyway."""
    await SignIns(items).tell(ANN)
    new = SignIns(items)

    with new.waiting(ANN) as woken:
        await new.look()
        await new.look()

    assert not woken.is_over.is_set()


async def test_a_sign_out_is_told_to_all(items: CountedItems) -> None:
    """Tokens in memory are dropped there, too."""
    here, there = SignIns(items), SignIns(items)
    await there.look()
    gone: list[tuple[str, object]] = []
    here.call_on_sign_out(lambda person: gone.append(("here", person)))
    there.call_on_sign_out(lambda person: gone.append(("there", person)))

    await here.tell(ANN, is_out=True)
    await there.look()
    await here.look()
    await there.look()

    assert gone == [("here", ANN), ("there", ANN)]


async def test_many_sign_ins_at_once_are_written_together() -> None:
    """A hundred people come in the morning, and the store takes its time."""

    class Slow(CountedItems):
        async def write(self, changes: dict[str, JsonObject]) -> dict[str, str]:
            await asyncio.sleep(0.01)
            return await super().write(changes)

    items = Slow()
    here, there = SignIns(items), SignIns(items)
    await there.look()
    people = [("msteams", f"29:{number}") for number in range(100)]

    with there.waiting(people[0]) as first, there.waiting(people[-1]) as last:
        await asyncio.gather(*(here.tell(person) for person in people))
        await there.look()

    assert first.is_over.is_set()
    assert last.is_over.is_set()
    assert items.writes < 10


async def test_without_a_store_those_here_are_woken() -> None:
    """The caller logs that others do not know."""

    class Lost(CountedItems):
        async def write(self, changes: dict[str, JsonObject]) -> dict[str, str]:
            raise StorageUnavailableError("gone", "")

    here = SignIns(Lost())
    with here.waiting(ANN) as woken, pytest.raises(StorageUnavailableError):
        await here.tell(ANN)

    assert woken.is_over.is_set()
