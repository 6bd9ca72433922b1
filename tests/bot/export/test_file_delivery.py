"""A result as a file, as people get it: by consent in a 1:1 chat in Teams, by a link elsewhere."""

import asyncio
import csv
import io
import threading
from typing import Any

import pytest
from openpyxl import load_workbook
from yarl import URL

from bot.export.file_builder import FILES_AT_ONCE
from bot.export.files import BuiltFile, FileFormat, built_file
from cards import (
    ActionKind,
)
from cards.texts import file_texts, notice_texts
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
    making,
    offered,
)
from tests.cards.look import elements, words
from tests.harness.people import Changes, chat_of, emulator, group, personal
from tests.harness.world import World, card_of


@pytest.mark.parametrize("who", [group(), emulator()], ids=["group", "emulator"])
async def test_a_link_leads_to_the_whole_result(world: World, who: Changes) -> None:
    """More than a page of it, for whoever is in the chat."""
    chat = chat_of(who)
    await world.say(QUESTION, **who)
    answer = await world.answered(chat)
    await world.press(file_button(answer, "csv"), **who)
    await world.until(lambda: file_texts.DOWNLOAD in words(world.channel.of(chat)))
    (button,) = elements(world.channel.of(chat), "Action.OpenUrl")
    response = await world.client.get(URL(button["url"]).path)

    rows = list(csv.DictReader(io.StringIO((await response.read()).decode("utf-8-sig"))))
    assert response.status == 200
    assert len(rows) == 24
    assert rows[0]["product"] == "Air Purifier S2"
    assert len(world.workspace.questions()) == 1


async def test_consent_puts_the_file_where_the_person_wants_it(
    registered: World, drive: Drive
) -> None:
    """Made once, offered with its size, and shown where it is; the offer is taken back."""
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
    book = load_workbook(io.BytesIO(content))
    assert book.worksheets[0].max_row == 25
    assert QUESTION in {cell.value for row in book.worksheets[1].rows for cell in row}


async def test_whoever_wants_no_file_is_left_alone(registered: World, drive: Drive) -> None:
    """The offer goes."""
    offer = await offered(registered)
    await answer_offer(registered, offer, "decline")
    await registered.until(lambda: not attached(registered, ANN, CONSENT))

    assert drive.files == []


async def test_a_drive_that_is_full_is_told(registered: World, drive: Drive) -> None:
    """The offer stays, for another try."""
    offer = await offered(registered)
    drive.status = 507
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: NOT_SAVED in words(registered.channel.of(ANN)))
    assert attached(registered, ANN, CONSENT)

    drive.status = 201
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: bool(attached(registered, ANN, INFO)))


async def test_nothing_is_put_anywhere_else(registered: World, drive: Drive) -> None:
    """The place comes from outside."""
    offer = await offered(registered)
    await answer_offer(registered, offer, "accept", "https://evil.example/upload")
    await registered.until(lambda: NOT_SAVED in words(registered.channel.of(ANN)))

    assert drive.files == []


async def test_an_offer_that_the_channel_refuses_is_told(registered: World) -> None:
    """Nothing is offered below, then."""
    registered.channel.refuse = lambda _, activity: 403 if CONSENT in str(activity) else None
    await registered.say(QUESTION, **personal(), **TENANT)
    answer = await registered.answered(ANN)
    await registered.press(file_button(answer, "csv"), **personal(), **TENANT)
    await registered.until(lambda: file_texts.FILE_BROKEN[0] in words(registered.channel.of(ANN)))

    assert file_texts.FILE_BELOW not in words(registered.channel.of(ANN))


async def test_rows_that_cannot_be_had_are_told(registered: World) -> None:
    """In the place of what said that the file is being made."""
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
        {"action": "accept", "context": {"v": 1, "do": "file", "id": "x", "text": "csv"}},
        {"action": "accept", "context": {"v": 1}, "uploadInfo": {"uploadUrl": "https://x"}},
        {"action": "perhaps", "context": {"v": 1, "do": "file", "id": "x", "text": "csv"}},
        {"action": "decline", "context": {"v": 1, "do": "file", "id": "x", "text": "csv", "at": 1}},
    ],
)
async def test_consent_to_nothing_does_nothing(world: World, value: object) -> None:
    """Anybody can send any payload."""
    invoke = world.activity(type="invoke", name="fileConsent/invoke", value=value)
    response = await world.post(invoke)
    said = await response.json()
    await world.close()

    assert (response.status, said) == (200, {})
    assert world.channel.of(ANN) == []


async def test_consent_to_an_answer_that_is_not_known_any_more_is_told(world: World) -> None:
    """The bot was restarted meanwhile: nothing would happen, and nobody would know why."""
    value = {
        "action": "accept",
        "context": {"v": 1, "do": "file", "id": "x", "text": "csv", "at": 1},
        "uploadInfo": {"uploadUrl": "https://contoso.sharepoint.com/upload"},
    }
    response = await world.post(
        world.activity(type="invoke", name="fileConsent/invoke", value=value)
    )

    assert (response.status, await response.json()) == (200, {})
    assert notice_texts.OLD_ANSWER in words(world.channel.of(ANN))


class Counted:
    """Writes files once it may, in threads; counts how many at once."""

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


async def test_who_presses_again_waits_for_the_same_file(
    registered: World, builder: SlowBuilder
) -> None:
    """It takes long, and people press twice."""
    answer = await making(registered)
    await registered.press(file_button(answer, "xlsx"), **personal(), **TENANT)
    builder.may_end.set()
    await registered.until(lambda: bool(attached(registered, ANN, CONSENT)))
    await registered.close()

    assert builder.asked == 1
    assert len(attached(registered, ANN, CONSENT)) == 1


async def test_few_files_are_made_at_once(
    registered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each takes a processor and a good deal of memory; whoever comes later waits."""
    counted = Counted()
    monkeypatch.setattr("bot.export.file_builder.built_file", counted.built_file)
    await registered.say(QUESTION, **personal(), **TENANT)
    await registered.say("Top 23 products by revenue", **personal(), **TENANT)
    await registered.answered(ANN, count=2)
    for answer in registered.answers(ANN):
        for file_format in FileFormat:
            await registered.press(file_button(answer, file_format), **personal(), **TENANT)
    await registered.until(lambda: counted.now == FILES_AT_ONCE)
    await asyncio.sleep(0.1)  # the others had the time to begin
    counted.may_end.set()
    await registered.until(lambda: len(attached(registered, ANN, CONSENT)) == 4)

    assert counted.most == FILES_AT_ONCE


async def test_two_offers_of_one_file_are_two(registered: World, drive: Drive) -> None:
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


async def test_a_file_that_is_offered_can_be_wanted_again(registered: World) -> None:
    """Twice is at once, not one after the other."""
    await offered(registered)
    (answer,) = registered.answers(ANN)
    await registered.press(file_button(answer, "xlsx"), **personal(), **TENANT)
    await registered.until(lambda: len(attached(registered, ANN, CONSENT)) == 2)


async def test_a_forged_format_is_refused(world: World) -> None:
    """Only those that were offered."""
    await world.say(QUESTION)
    answer = await world.answered(ANN)
    await world.press(file_button(answer, "csv") | {"text": "exe"})
    await world.until(lambda: notice_texts.OLD_BUTTON in words(world.channel.of(ANN)))


async def test_teams_itself_has_the_thumbs(registered: World) -> None:
    """Its emulators, which know no app id, do not say what was rated: there the card has them."""
    await registered.say(QUESTION, **personal(), **TENANT)
    answer = await registered.answered(ANN)

    payloads = [b["data"] for b in elements(card_of(answer), "Action.Submit")]
    assert answer["channelData"] == {"feedbackLoop": {"type": "default"}}
    assert not [p for p in payloads if p["do"] == ActionKind.RATE]


async def test_where_browsers_do_not_reach_the_bot_there_are_no_links(registered: World) -> None:
    """In a group, without a public address: no button that leads nowhere."""
    await registered.say(QUESTION, **group(), **TENANT)
    answer = await registered.answered(chat_of(group()))

    payloads = [b["data"] for b in elements(card_of(answer), "Action.Submit")]
    assert not [p for p in payloads if p["do"] == ActionKind.FILE]
