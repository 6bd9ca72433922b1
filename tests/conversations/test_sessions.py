"""Genie conversations: their owners, their ends, and that no question is lost with them."""

import json
from typing import Any, ClassVar
from unittest.mock import ANY

import pytest

from bot.storage.database import MEMORY
from bot.storage.sqlite import SqliteStore
from cards.texts import answer_texts, talk_texts
from server.overrides import Overrides
from simulator import Fault
from tests.cards.look import words
from tests.clocks import FakeClock, JumpingClock
from tests.harness.fixtures import NoPictures, Start
from tests.harness.people import GROUP_ID, group, personal
from tests.harness.stores import MemoryItems
from tests.harness.world import World

ANN = "a:ann"
OTHER_GROUP = "19:other"
FIRST = "Show revenue by region"


def conversations(world: World) -> dict[str, str]:
    """Return the Genie conversation of each question, by its text."""
    return {asked.text: asked.conversation_id for asked in world.workspace.questions()}


async def test_each_person_and_chat_has_its_own_genie_conversation(world: World) -> None:
    """Two people ask in a group, and one of them also in two other chats, at the same time."""
    places = {
        "Ann in the group": group("Ann"),
        "Bob in the group": group("Bob"),
        "Ann elsewhere": group("Ann", OTHER_GROUP),
        "Ann alone": personal("Ann"),
    }
    subjects = dict(zip(places, ("region", "category", "month", "store"), strict=True))
    for number in range(3):
        for name, place in places.items():
            question = f"Show revenue by {subjects[name]}" if not number else f"Top {number}"
            await world.say(f"{question} [slow 1] for {name}", **place)
    await world.until(lambda: len(world.workspace.questions()) == 12)
    await world.until(lambda: sum(len(world.answers(c)) for c in CHATS) == 12)

    asked = conversations(world)
    by_place = {
        name: {conversation for text, conversation in asked.items() if text.endswith(name)}
        for name in places
    }
    assert all(len(found) == 1 for found in by_place.values())
    assert len(set.union(*by_place.values())) == len(places)
    for name in places:  # in the order of typing
        order = [a.text for a in world.workspace.questions() if a.text.endswith(name)]
        assert [text.split(" [")[0] for text in order][1:] == ["Top 1", "Top 2"]


CHATS = (GROUP_ID, OTHER_GROUP, ANN)


async def test_a_conversation_deleted_in_genie_is_replaced(world: World) -> None:
    """The question is answered, with a remark."""
    await world.say(FIRST)
    await world.answered(ANN)
    world.workspace.forget_conversation(conversations(world)[FIRST])
    await world.say("Show revenue by month")
    answer = await world.answered(ANN, count=2)

    assert answer_texts.LOST_CONTEXT in words(answer)
    assert len(world.workspace.questions()) == 2
    await world.say("and by store?")
    again = await world.answered(ANN, count=3)
    assert answer_texts.LOST_CONTEXT not in words(again)
    assert len(set(conversations(world).values())) == 2


async def test_a_conversation_of_another_identity_is_begun_anew(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """It cannot be continued after a change of the service principal; the log says so."""
    await world.say(FIRST)
    await world.answered(ANN)
    denied = {"error_code": "PERMISSION_DENIED", "message": "User 4711 does not have permission."}
    world.workspace.fail_next(
        Fault.STATUS, method="POST", path_contains="/messages", status=403, body=denied
    )
    await world.say("Show revenue by month")
    answer = await world.answered(ANN, count=2)

    assert answer_texts.AFTER_REFUSAL in words(answer)
    (record,) = [r for r in caplog.records if r.message == "conversation replaced"]
    assert "PERMISSION_DENIED: User … does not have permission." in vars(record)["error"]
    assert len(set(conversations(world).values())) == 2


async def test_a_busy_conversation_is_waited_for(world: World) -> None:
    """The question is answered there, without a line about it."""
    await world.say(FIRST)
    await world.answered(ANN)
    busy = {"error_code": "RESOURCE_CONFLICT", "message": "Another response is in progress"}
    world.workspace.fail_next(
        Fault.STATUS, method="POST", path_contains="/messages", status=409, body=busy, times=2
    )
    await world.say("Show revenue by month")
    await world.answered(ANN, count=2)

    assert len(set(conversations(world).values())) == 1


async def test_a_full_conversation_is_replaced(world: World) -> None:
    """This happens automatically: the person gets the answer and a remark."""
    await world.say(FIRST)
    await world.answered(ANN)
    await world.say("Show revenue by month [full]")
    answer = await world.answered(ANN, count=2)

    assert talk_texts.CONTEXT_FULL in words(answer)
    first, full, again = world.workspace.questions()
    assert first.conversation_id == full.conversation_id != again.conversation_id
    assert full.text == again.text
    await world.say("and by store?")
    await world.answered(ANN, count=3)
    assert conversations(world)["and by store?"] == again.conversation_id


async def test_a_first_question_that_is_too_long_is_an_error(world: World) -> None:
    """There is no conversation to replace."""
    await world.say("[fail] Show revenue by region")
    told = await world.answer()

    assert len(world.workspace.questions()) == 1
    assert talk_texts.CONTEXT_FULL not in words(told)


async def test_a_conversation_ends_by_idle_time(start: Start) -> None:
    """The next question starts another one and says so; the one after that continues it."""
    clock = JumpingClock()
    world = await start(Overrides(clock=clock, painter=NoPictures()), GENIE_IDLE_HOURS="0.1")
    await world.say(FIRST)
    await world.answered(ANN)
    clock.leap(400)
    for count, question in enumerate(("Show revenue by month", "and by store?"), start=2):
        await world.say(question)
        answer = await world.answered(ANN, count=count)
        assert (talk_texts.AFTER_IDLE in words(answer)) == (count == 2)

    first, second, third = world.workspace.questions()
    assert first.conversation_id != second.conversation_id == third.conversation_id


async def test_new_does_not_mention_idle_time(start: Start) -> None:
    """The person requested a new conversation."""
    clock = JumpingClock()
    world = await start(Overrides(clock=clock, painter=NoPictures()), GENIE_IDLE_HOURS="0.1")
    await world.say(FIRST)
    await world.answered(ANN)
    clock.leap(400)
    await world.say("new")
    await world.say("Show revenue by month")
    answer = await world.answered(ANN, count=2)

    assert talk_texts.AFTER_IDLE not in words(answer)


async def test_expired_state_is_deleted() -> None:
    """The state of people who asked once in a year is not kept."""
    clock = FakeClock()
    store = SqliteStore(MEMORY, clock)
    now = clock.now().timestamp()
    await store.items.write({f"p{n}": {"expires_at": now + 10} for n in range(1_000)})
    await store.items.write({"kept": {"value": 1}})

    clock.advance(11)
    assert await store.items.read(["p1"]) == {}
    await store.tidy(clock.now().timestamp())
    clock.advance(-11)

    assert await store.items.read(["p1", "kept"]) == {"kept": {"value": 1, "e_tag": ANY}}


async def test_an_expired_item_can_be_written_again() -> None:
    """A writer who read it before it expired gets a conflict, and reads again."""
    clock = FakeClock()
    storage = MemoryItems(clock)
    await storage.write({"key": {"expires_at": clock.now().timestamp() + 10}})
    (read,) = (await storage.read(["key"])).values()
    clock.advance(11)
    await storage.write({"key": {"value": 2}})

    assert read["e_tag"] != (await storage.read(["key"]))["key"]["e_tag"]


class ConflictingItems(MemoryItems):
    """A store in which another process writes just before each first write."""

    meddled: ClassVar[set[str]] = set()

    async def write(self, changes: dict[str, dict[str, Any]]) -> dict[str, str]:
        """Write after another process has written."""
        people = {key for key in changes if "/users/" in key}
        for key in people - self.meddled:
            self.meddled.add(key)
            others = (await self.read([key])).get(key, {})
            await super().write({key: others | {"touched": True}})
        return await super().write(changes)


async def test_a_turn_with_a_write_conflict_is_repeated(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The failed attempt has posted and sent nothing."""
    monkeypatch.setattr(
        "bot.storage.sqlite.SqliteItems", lambda database, clock: ConflictingItems(clock, database)
    )
    world = await start()
    await world.say(FIRST)
    await world.answered(ANN)
    await world.say("help")
    await world.close()

    assert len(world.workspace.questions()) == 1
    assert sum("What you can do" in json.dumps(m) for m in world.channel.of(ANN)) == 1
    assert ConflictingItems.meddled
