"""Answers to offers of files: whose are accepted, for how long, and how often."""

from pathlib import Path
from typing import Any

import pytest

from bot.activities.activity import Activity
from bot.export.files import FileFormat
from bot.export.links import FileRequest
from bot.export.offers import OFFERED_S, Offer, Offers
from bot.state.scopes import chat_key
from bot.storage.items import SqliteItems
from bot.storage.store import StorageUnavailableError
from cards import ActionKind
from cards.texts import file_texts, talk_texts
from tests.bot.export.offers import (
    ANN,
    CONSENT,
    INFO,
    INTERRUPTED,
    NOT_SAVED,
    QUESTION,
    TENANT,
    Drive,
    answer_offer,
    attached,
    file_button,
    offer_in,
    offered,
)
from tests.cards.look import elements, words
from tests.clocks import FakeClock, JumpingClock
from tests.harness.fake_channel import Activity as Sent
from tests.harness.fixtures import Start
from tests.harness.people import Changes, personal, someone
from tests.harness.stores import MemoryItems
from tests.harness.world import World

OVER = file_texts.OFFER_OVER


@pytest.fixture
async def clock() -> JumpingClock:
    """The clock of bot and channel, which the test advances."""
    return JumpingClock(100)


def context_of(offer: Sent) -> dict[str, Any]:
    """Return what Teams sends back with the person's answer."""
    context: dict[str, Any] = offer["attachments"][0]["content"]["acceptContext"]
    return context


async def refused(world: World, chat: str, drive: Drive) -> None:
    """Wait until the person is told that there is no such offer, and check that it stays."""
    await world.until(lambda: OVER in words(world.channel.of(chat)))
    await world.close()
    assert drive.files == []
    assert not attached(world, chat, INFO)


async def test_an_offer_tells_the_channel_nothing_but_a_random_id(registered: World) -> None:
    """Its context passes through the client."""
    offer = await offered(registered)
    (answer,) = registered.answers(ANN)
    context = context_of(offer)

    assert list(context) == ["offer"]
    assert len(context["offer"]) == 32
    assert file_button(answer, "xlsx")["id"] not in str(context)
    assert offer["attachments"][0]["content"]["declineContext"] == context


async def test_an_answered_offer_is_over(registered: World, drive: Drive) -> None:
    """The same consent, sent again with another address, uploads nothing."""
    offer = await offered(registered)
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: not attached(registered, ANN, CONSENT))
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: OVER in words(registered.channel.of(ANN)))
    await registered.close()

    assert len(drive.files) == 1


async def test_a_declined_offer_is_over(registered: World, drive: Drive) -> None:
    """Declining it again does nothing; accepting it is refused."""
    offer = await offered(registered)
    await answer_offer(registered, offer, "decline")
    await registered.until(lambda: not attached(registered, ANN, CONSENT))
    await answer_offer(registered, offer, "decline")
    assert OVER not in words(registered.channel.of(ANN))
    await answer_offer(registered, offer, "accept", drive.url)

    await refused(registered, ANN, drive)


async def test_consent_without_an_address_is_no_answer(registered: World, drive: Drive) -> None:
    """The offer stays, since the file can be accepted again."""
    offer = await offered(registered)
    await answer_offer(registered, offer, "accept", "")
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: bool(attached(registered, ANN, INFO)))


async def test_consent_during_the_upload_is_ignored(registered: World, drive: Drive) -> None:
    """People press twice; the file is uploaded once, and they are told once."""
    offer = await offered(registered)
    drive.may_end.clear()
    await answer_offer(registered, offer, "accept", drive.url)
    await drive.begun.wait()
    await answer_offer(registered, offer, "accept", drive.url)
    drive.may_end.set()
    await registered.until(lambda: bool(attached(registered, ANN, INFO)))
    await registered.close()

    said = words(registered.channel.of(ANN))
    assert len(drive.files) == 1
    assert OVER not in said
    assert INTERRUPTED not in said


@pytest.mark.parametrize(
    "who",
    [personal("Bob"), personal("Ann") | someone("Bob"), personal("Bob") | someone("Ann")],
    ids=["in another chat", "another person in the chat", "the person in another chat"],
)
async def test_a_foreign_consent_is_refused(registered: World, drive: Drive, who: Changes) -> None:
    """An offer is to one person, in their own chat; its id alone is not enough."""
    offer = await offered(registered)
    value = {
        "action": "accept",
        "context": context_of(offer),
        "uploadInfo": {"uploadUrl": drive.url},
    }
    invoke = {"type": "invoke", "name": "fileConsent/invoke", "replyToId": offer["id"]}
    response = await registered.post(registered.activity(value=value, **invoke, **who, **TENANT))
    assert (response.status, await response.json()) == (200, {})

    chat = str(who["conversation"]["id"])
    await registered.until(lambda: OVER in words(registered.channel.of(chat)))
    assert drive.files == []
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: bool(attached(registered, ANN, INFO)))


@pytest.mark.parametrize(
    "context",
    [
        None,
        7,
        {},
        {"offer": None},
        {"offer": ""},
        {"offer": "0" * 32},
        {"offer": "0" * 31},
        {"offer": "../users/29%3Aann"},
        {"v": 1, "do": "file", "id": "x", "text": "csv", "at": 1},
    ],
)
async def test_a_tampered_consent_is_refused(
    registered: World, drive: Drive, context: object
) -> None:
    """Without a message the person would wait; offers of earlier releases are among them."""
    offer = await offered(registered)
    offer["attachments"][0]["content"]["acceptContext"] = context
    await answer_offer(registered, offer, "accept", drive.url)

    await refused(registered, ANN, drive)


@pytest.mark.parametrize("offer_id", ["", "x", "0" * 2_000])
async def test_only_ids_that_the_bot_makes_are_looked_up(offer_id: str) -> None:
    """Stores limit the length of keys, and the id comes from the client."""
    clock = FakeClock()
    storage = MemoryItems(clock)
    activity = Activity.from_json(
        {
            "channelId": "msteams",
            "conversation": {"id": ANN},
            "from": {"id": "29:ann"},
            "recipient": {"id": "28:bot"},
        }
    )
    wanted = FileRequest("3f2a", 1, FileFormat.CSV)
    offers = Offers(storage, clock=clock)
    good = Offer(wanted, chat_key(activity), "29:ann")
    await offers.add(good)
    await offers.add(Offer(wanted, chat_key(activity), "29:ann", offer_id))

    assert await offers.get(good.offer_id, activity) == good
    assert await offers.get(offer_id, activity) is None


async def test_an_offer_expires(registered: World, clock: JumpingClock, drive: Drive) -> None:
    """A person who has left the conversation must not have it much later."""
    offer = await offered(registered)
    clock.leap(OFFERED_S + 1)
    await answer_offer(registered, offer, "accept", drive.url)

    await refused(registered, ANN, drive)


async def test_an_offer_is_valid_for_a_day(
    registered: World, clock: JumpingClock, drive: Drive
) -> None:
    """The file is made again, since it was kept in memory for some minutes only."""
    offer = await offered(registered)
    clock.leap(OFFERED_S - 3_600)
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: bool(attached(registered, ANN, INFO)))

    assert len(drive.files) == 1


async def test_an_offer_survives_a_restart(
    start_registered: Start, drive: Drive, tmp_path: Path
) -> None:
    """The store has it; the file is made again."""
    store = f"sqlite:///{tmp_path}/bot.sqlite3"
    before = await start_registered(STORAGE=store)
    offer = await offered(before)
    await before.close()
    world = await start_registered(STORAGE=store)
    await answer_offer(world, offer, "accept", drive.url)
    await world.until(lambda: bool(attached(world, ANN, INFO)))

    assert len(drive.files) == 1


async def test_an_offer_of_a_deleted_answer_is_over(registered: World, drive: Drive) -> None:
    """The person has deleted the question meanwhile."""
    offer = await offered(registered)
    await registered.say("history", **TENANT)
    listed = talk_texts.HISTORY_TITLE
    await registered.until(lambda: listed in words(registered.channel.of(ANN)))
    buttons = elements(registered.channel.of(ANN), "Action.Submit")
    (delete,) = (b["data"] for b in buttons if b["data"]["do"] == ActionKind.DELETE)
    await registered.press(delete, **TENANT)
    await registered.say("yes", **TENANT)
    await registered.until(lambda: talk_texts.DELETED in words(registered.channel.of(ANN)))
    await answer_offer(registered, offer, "accept", drive.url)

    await refused(registered, ANN, drive)


async def test_a_file_is_saved_although_its_offer_cannot_be_deleted(
    registered: World, drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It expires then."""

    async def unavailable(*_: object) -> None:
        raise StorageUnavailableError

    offer = await offered(registered)
    monkeypatch.setattr(SqliteItems, "delete", unavailable)
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: not attached(registered, ANN, CONSENT))

    assert attached(registered, ANN, INFO)
    assert NOT_SAVED not in words(registered.channel.of(ANN))


async def test_without_a_store_there_is_no_offer(
    registered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Consent could not be recognised; the person is told to press again."""
    await registered.say(QUESTION, **personal(), **TENANT)
    answer = await registered.answered(ANN)
    write = SqliteItems.write

    async def no_offers(self: SqliteItems, changes: dict[str, Any]) -> None:
        if any("/offers/" in key for key in changes):
            raise StorageUnavailableError
        await write(self, changes)

    with monkeypatch.context() as trouble:
        trouble.setattr(SqliteItems, "write", no_offers)
        await registered.press(file_button(answer, "csv"), **personal(), **TENANT)
        broken = file_texts.FILE_BROKEN[0]
        await registered.until(lambda: broken in words(registered.channel.of(ANN)))
    assert not attached(registered, ANN, CONSENT)
    await registered.press(file_button(answer, "csv"), **personal(), **TENANT)
    await offer_in(registered, ANN)
