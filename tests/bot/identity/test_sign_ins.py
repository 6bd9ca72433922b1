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


class LostItems(CountedItems):
    """A store that takes its time, and cannot be written while it is lost."""

    is_lost = True

    async def write(self, changes: dict[str, JsonObject]) -> dict[str, str]:
        """Fail, or write."""
        await asyncio.sleep(0.01)
        if self.is_lost:
            self.writes += 1
            raise StorageUnavailableError("gone", "")
        return await super().write(changes)


async def test_without_a_store_those_here_are_woken() -> None:
    """The callers log that others do not know, also those for whom another has written."""
    items = LostItems()
    here = SignIns(items)
    people = [("msteams", f"29:{number}") for number in range(5)]

    with here.waiting(people[0]) as woken:
        telling = (here.tell(person) for person in people)
        told = await asyncio.gather(*telling, return_exceptions=True)

    assert woken.is_over.is_set()
    assert [type(error) for error in told] == [StorageUnavailableError] * 5
    assert items.writes < 5


@pytest.mark.parametrize("is_next_sign_in", [True, False], ids=["next sign-in", "next look"])
async def test_others_are_told_once_the_store_is_back(
    is_next_sign_in: bool,  # noqa: FBT001
) -> None:
    """What waits in another process would wait in vain."""
    items = LostItems()
    here, there = SignIns(items), SignIns(items)
    await there.look()
    with there.waiting(ANN) as wait:
        with pytest.raises(StorageUnavailableError):
            await here.tell(ANN)
        with pytest.raises(StorageUnavailableError):
            await here.look()
        items.is_lost = False
        await (here.tell(BOB) if is_next_sign_in else here.look())
        await there.look()
        assert wait.is_over.is_set()

    writes = items.writes
    await here.look()
    assert items.writes == writes
