"""Delivery of files: by consent in a 1:1 chat in Teams, by a link elsewhere."""

import asyncio
import csv
import io
import threading
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.export.file_builder import FILES_AT_ONCE
from bot.export.files import BuiltFile, FileFormat, built_file
from bot.export.links import LIFETIME_S
from cards import (
    ActionKind,
    CardAction,
)
from cards.texts import file_texts, notice_texts
from server.overrides import Overrides
from tests.bot.export.offers import (
    ANN,
    CONSENT,
    INFO,
    NOT_SAVED,
    QUESTION,
    TENANT,
    Drive,
    SlowBuilder,
    answer_offer,
    attached,
    file_button,
    linked,
    links_in,
    making,
    offered,
)
from tests.cards.look import elements, words
from tests.clocks import JumpingClock
from tests.harness.fake_channel import Activity
from tests.harness.fixtures import NoPictures, Start
from tests.harness.people import Changes, chat_of, emulator, group, personal, someone, webchat
from tests.harness.registration import PublishedKeys
from tests.harness.world import World, card_of


@pytest.mark.parametrize("who", [group(), emulator()], ids=["group", "emulator"])
async def test_a_link_returns_the_whole_result(world: World, who: Changes) -> None:
    """The file has more rows than a page; the answer itself has no link."""
    await world.say(QUESTION, **who)
    answer = await world.answered(chat_of(who))
    assert not elements(card_of(answer), "Action.OpenUrl")
    response = await world.client.get(await linked(world, answer, "csv", who))

    rows = list(csv.DictReader(io.StringIO((await response.read()).decode("utf-8-sig"))))
    assert response.status == 200
    assert len(rows) == 24
    assert rows[0]["product"] == "Air Purifier S2"
    assert len(world.workspace.questions()) == 1


async def test_browsers_only_save_a_file(world: World) -> None:
    """They neither show it, nor keep a copy, nor guess its type."""
    await world.say(QUESTION, **webchat())
    answer = await world.answered(chat_of(webchat()))
    response = await world.client.get(await linked(world, answer, "csv", webchat()))

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


async def test_an_expired_link_needs_another_press(start: Start) -> None:
    """It is valid from the press on; opening it later says so, and shows nothing in the chat."""
    clock = JumpingClock()
    world = await start(Overrides(clock=clock, painter=NoPictures()))
    await world.say(QUESTION, **webchat())
    answer = await world.answered(chat_of(webchat()))
    clock.leap(LIFETIME_S + 1)
    first = await linked(world, answer, "csv", webchat())
    fresh = await world.client.get(first)
    clock.leap(LIFETIME_S + 1)
    expired = await world.client.get(first)

    assert (fresh.status, expired.status) == (200, 410)
    assert "press the button of the answer again" in await expired.text()
    assert links_in(world, chat_of(webchat())) == [first]
    again = await world.client.get(await linked(world, answer, "csv", webchat()))
    assert again.status == 200


async def test_consent_uploads_the_file(registered: World, drive: Drive) -> None:
    """It is made once, offered with its size where the button is, and linked; the offer goes."""
    offer = await offered(registered)
    (attachment,) = offer["attachments"]
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: bool(attached(registered, ANN, INFO)))
    await registered.close()

    ((content_range, content),) = drive.files
    (info,) = attached(registered, ANN, INFO)
    size = attachment["content"]["sizeInBytes"]
    assert (len(content), content_range) == (size, f"bytes 0-{size - 1}/{size}")
    assert info["attachments"][0]["contentUrl"] == "https://contoso.sharepoint.com/a.xlsx"
    assert info["attachments"][0]["content"] == {"uniqueId": "u-1", "fileType": "xlsx"}
    assert not attached(registered, ANN, CONSENT)
    moved = file_texts.FILE_IN_PRIVATE.format(name="Ann")
    assert moved not in words(registered.channel.of(ANN))
    book = load_workbook(io.BytesIO(content))
    assert book.worksheets[0].max_row == 25
    assert QUESTION in {cell.value for row in book.worksheets[1].rows for cell in row}


async def test_a_declined_file_is_not_uploaded(registered: World, drive: Drive) -> None:
    """The offer is deleted."""
    offer = await offered(registered)
    await answer_offer(registered, offer, "decline")
    await registered.until(lambda: not attached(registered, ANN, CONSENT))

    assert drive.files == []


async def test_a_full_drive_is_reported(registered: World, drive: Drive) -> None:
    """The offer stays for another attempt."""
    offer = await offered(registered)
    drive.status = 507
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: NOT_SAVED in words(registered.channel.of(ANN)))
    assert attached(registered, ANN, CONSENT)

    drive.status = 201
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: bool(attached(registered, ANN, INFO)))


async def test_other_upload_urls_are_refused(registered: World, drive: Drive) -> None:
    """The URL comes from the client."""
    offer = await offered(registered)
    await answer_offer(registered, offer, "accept", "https://evil.example/upload")
    await registered.until(lambda: NOT_SAVED in words(registered.channel.of(ANN)))

    assert drive.files == []


async def test_a_refused_offer_is_reported(registered: World) -> None:
    """The message does not claim that there is an offer below."""
    registered.channel.refuse = lambda _, activity: 403 if CONSENT in str(activity) else None
    await registered.say(QUESTION, **personal(), **TENANT)
    answer = await registered.answered(ANN)
    await registered.press(file_button(answer, "csv"), **personal(), **TENANT)
    await registered.until(lambda: file_texts.FILE_BROKEN[0] in words(registered.channel.of(ANN)))

    assert file_texts.FILE_BELOW not in words(registered.channel.of(ANN))


async def test_unavailable_rows_are_reported(registered: World) -> None:
    """The message replaces the one that the file is being made."""
    await registered.say(QUESTION, **personal(), **TENANT)
    answer = await registered.answered(ANN)
    (asked,) = registered.workspace.questions()
    registered.workspace.delete_message(asked.message_id)
    await registered.press(file_button(answer, "csv"), **personal(), **TENANT)
    await registered.until(lambda: file_texts.FILE_UNKNOWN[1] in words(registered.channel.of(ANN)))

    assert file_texts.MAKING_FILE.format(format="CSV") not in words(registered.channel.of(ANN))


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"action": "accept"},
        {"action": "accept", "context": {"offer": "0" * 32}},
        {"action": "accept", "context": {"offer": "0" * 32}, "uploadInfo": {"uploadUrl": 7}},
        {"action": "perhaps", "context": {"offer": "0" * 32}},
        {"action": "decline", "context": {"offer": "0" * 32}},
        {"action": "decline", "context": "x"},
    ],
)
async def test_an_unknown_consent_is_ignored(world: World, value: object) -> None:
    """A client can send any payload."""
    invoke = world.activity(type="invoke", name="fileConsent/invoke", value=value)
    response = await world.post(invoke)
    said = await response.json()
    await world.close()

    assert (response.status, said) == (200, {})
    assert world.channel.of(ANN) == []


def pressed(message: Activity) -> list[CardAction]:
    """Return the actions of the buttons of a message."""
    actions = (CardAction.from_json(b["data"]) for b in elements(card_of(message), "Action.Submit"))
    return [action for action in actions if action]


class Counted:
    """Writes files when allowed, in threads, and counts concurrent ones."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.now = self.most = 0
        self._lock = threading.Lock()

    def built_file(self, *args: Any) -> BuiltFile:
        """Write a file."""
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.may_end.wait(10)
        with self._lock:
            self.now -= 1
        return built_file(*args)


async def test_a_second_press_waits_for_the_same_file(
    registered: World, builder: SlowBuilder
) -> None:
    """Making a file takes long, and people press twice."""
    answer = await making(registered)
    await registered.press(file_button(answer, "xlsx"), **personal(), **TENANT)
    builder.may_end.set()
    await registered.until(lambda: bool(attached(registered, ANN, CONSENT)))
    await registered.close()

    assert builder.asked == 1
    assert len(attached(registered, ANN, CONSENT)) == 1


async def test_the_number_of_files_made_at_once_is_limited(
    registered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each uses a processor and much memory; later ones wait."""
    counted = Counted()
    monkeypatch.setattr("bot.export.file_builder.built_file", counted.built_file)
    await registered.say(QUESTION, **personal(), **TENANT)
    await registered.say("Top 23 products by revenue", **personal(), **TENANT)
    await registered.answered(ANN, count=2)
    for answer in registered.answers(ANN):
        for file_format in FileFormat:
            await registered.press(file_button(answer, file_format), **personal(), **TENANT)
    await registered.until(lambda: counted.now == FILES_AT_ONCE)
    await asyncio.sleep(0.1)  # the others had time to start
    counted.may_end.set()
    await registered.until(lambda: len(attached(registered, ANN, CONSENT)) == 4)

    assert counted.most == FILES_AT_ONCE


async def test_two_offers_of_one_file_are_independent(registered: World, drive: Drive) -> None:
    """One is declined while the other is accepted."""
    first = await offered(registered)
    (answer,) = registered.answers(ANN)
    await registered.press(file_button(answer, "xlsx"), **personal(), **TENANT)
    await registered.until(lambda: len(attached(registered, ANN, CONSENT)) == 2)
    second = attached(registered, ANN, CONSENT)[1]
    drive.may_end.clear()
    await answer_offer(registered, second, "accept", drive.url)
    await drive.begun.wait()
    await answer_offer(registered, first, "decline")
    await registered.until(lambda: len(attached(registered, ANN, CONSENT)) == 1)
    drive.may_end.set()
    await registered.until(lambda: bool(attached(registered, ANN, INFO)))


async def test_an_offered_file_can_be_requested_again(registered: World) -> None:
    """A second press counts as a repetition only while the file is being made."""
    await offered(registered)
    (answer,) = registered.answers(ANN)
    await registered.press(file_button(answer, "xlsx"), **personal(), **TENANT)
    await registered.until(lambda: len(attached(registered, ANN, CONSENT)) == 2)


async def test_a_forged_format_is_refused(world: World) -> None:
    """Only the offered formats are accepted."""
    await world.say(QUESTION)
    answer = await world.answered(ANN)
    await world.press(CardAction(ActionKind.FILE, pressed(answer)[0].id, "exe", at=1).to_json())
    await world.until(lambda: notice_texts.OLD_BUTTON in words(world.channel.of(ANN)))


async def test_thumbs_are_teams_own(registered: World) -> None:
    """Emulators, which have no app id, do not say what was rated: there the card has them."""
    await registered.say(QUESTION, **personal(), **TENANT)
    answer = await registered.answered(ANN)

    assert answer["channelData"] == {"feedbackLoop": {"type": "default"}}
    assert ActionKind.RATE not in {action.do for action in pressed(answer)}


async def test_without_a_public_address_there_are_no_links(
    start_registered: Start, published: PublishedKeys
) -> None:
    """Outside Teams there is no button for files then."""
    published.endorsements = ["msteams", "webchat"]
    world = await start_registered()
    await world.say(QUESTION, **webchat())
    answer = await world.answered(chat_of(webchat()))
    assert ActionKind.FILE not in {action.do for action in pressed(answer)}

    await world.press(
        CardAction(ActionKind.FILE, pressed(answer)[0].id, "csv", 1).to_json(), **webchat()
    )
    await world.until(
        lambda: notice_texts.OLD_BUTTON in words(world.channel.of(chat_of(webchat())))
    )


async def test_a_registered_bot_posts_links_outside_teams(
    start_registered: Start, published: PublishedKeys
) -> None:
    """Only Teams asks for consent."""
    published.endorsements = ["msteams", "webchat"]
    world = await start_registered(PUBLIC_URL="https://bot.example")
    await world.say(QUESTION, **webchat())
    answer = await world.answered(chat_of(webchat()))
    path = await linked(world, answer, "xlsx", webchat())

    assert (await world.client.get(path)).status == 200


async def test_another_person_gets_no_link_to_a_personal_answer(world: World) -> None:
    """Several people may know the id of a conversation, and only one of them has asked."""
    await world.say(QUESTION, **webchat())
    answer = await world.answered(chat_of(webchat()))
    other = webchat() | someone("Bob")
    await world.press(file_button(answer, "csv"), **other)
    await world.until(lambda: notice_texts.OLD_ANSWER in words(world.channel.of(chat_of(other))))
    await world.close()

    assert links_in(world, chat_of(other)) == []
