"""A result as a file, as people get it: by consent in a 1:1 chat in Teams, by a link elsewhere."""

import csv
import io
from typing import Any

import pytest
from aiohttp import web
from openpyxl import load_workbook
from pytest_aiohttp.plugin import AiohttpServer
from yarl import URL

from bench.scaled import ScaledClock
from cards import Do, file_texts, texts
from composition import Outside
from tests.bot.conftest import Start
from tests.bot.fake_channel import Activity
from tests.bot.people import Changes, chat_of, emulator, group, personal
from tests.bot.registration import NoCredentials, PublishedKeys
from tests.bot.test_authentication import REGISTERED, token
from tests.bot.world import World, card_of
from tests.cards.look import elements, words

QUESTION = "Top 24 products by revenue"
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
ANN = "a:ann"
NOT_SAVED = file_texts.FILE_NOT_SAVED[0]
TENANT: Changes = {"channelData": {"tenant": {"id": "tenant"}}}


class Drive:
    """A place in OneDrive that Teams lends."""

    def __init__(self) -> None:
        self.files: list[tuple[str, bytes]] = []
        self.status = 201
        self.url = ""
        self.app = web.Application(client_max_size=10**9)
        self.app.router.add_put("/upload", self._put)

    async def _put(self, request: web.Request) -> web.Response:
        self.files.append((request.headers["Content-Range"], await request.read()))
        return web.Response(status=self.status)


@pytest.fixture
async def drive(aiohttp_server: AiohttpServer) -> Drive:
    """A drive on loopback."""
    drive = Drive()
    server = await aiohttp_server(drive.app)
    drive.url = str(server.make_url("/upload"))
    return drive


@pytest.fixture
async def registered(
    start: Start, published: PublishedKeys, clock: ScaledClock, drive: Drive
) -> World:
    """A bot that Teams knows, with this drive as the only one."""
    outside = Outside(
        clock=clock,
        keys_url=published.url,
        credentials_factory=NoCredentials(),
        allow_service_url=lambda _: True,
        allow_upload=lambda url: url == URL(drive.url),
    )
    world = await start(outside, **REGISTERED)
    world.headers["Authorization"] = token(serviceurl=world.channel.url)
    return world


def file_button(message: Activity, file_format: str) -> Any:
    """Return the payload of the button for a file of this format."""
    payloads = [b["data"] for b in elements(card_of(message), "Action.Submit")]
    return next(p for p in payloads if p["do"] == Do.FILE and p["text"] == file_format)


def attached(world: World, chat: str, content_type: str) -> list[Activity]:
    """Return the chat's messages with an attachment of this type."""
    messages = world.channel.of(chat)
    return [
        m
        for m in messages
        if any(a["contentType"] == content_type for a in m.get("attachments", []))
    ]


async def offered(world: World, file_format: str = "xlsx") -> Activity:
    """Ask, press the button, and wait for the offer."""
    await world.say(QUESTION, **personal(), **TENANT)
    answer = await world.answered(ANN)
    await world.press(file_button(answer, file_format), **personal(), **TENANT)
    await world.until(lambda: bool(attached(world, ANN, CONSENT)))
    (offer,) = attached(world, ANN, CONSENT)
    return offer


async def answer_offer(world: World, offer: Activity, action: str, upload_url: str = "") -> None:
    """Say yes or no to an offer, as Teams sends it."""
    (attachment,) = offer["attachments"]
    value = {
        "type": "fileUpload",
        "action": action,
        "context": attachment["content"]["acceptContext"],
        "uploadInfo": {
            "contentUrl": "https://contoso.sharepoint.com/a.xlsx",
            "name": attachment["name"],
            "uploadUrl": upload_url,
            "uniqueId": "u-1",
            "fileType": "xlsx",
        },
    }
    invoke = world.activity(
        type="invoke", name="fileConsent/invoke", value=value, replyToId=offer["id"], **TENANT
    )
    response = await world.post(invoke)
    assert (response.status, await response.json()) == (200, {})


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


async def test_a_forged_format_is_refused(world: World) -> None:
    """Only those that were offered."""
    await world.say(QUESTION)
    answer = await world.answered(ANN)
    await world.press(file_button(answer, "csv") | {"text": "exe"})
    await world.until(lambda: texts.OLD_BUTTON in words(world.channel.of(ANN)))


async def test_teams_itself_has_the_thumbs(registered: World) -> None:
    """Its emulators, which know no app id, do not say what was rated: there the card has them."""
    await registered.say(QUESTION, **personal(), **TENANT)
    answer = await registered.answered(ANN)

    payloads = [b["data"] for b in elements(card_of(answer), "Action.Submit")]
    assert answer["channelData"] == {"feedbackLoop": {"type": "default"}}
    assert not [p for p in payloads if p["do"] == Do.RATE]


async def test_where_browsers_do_not_reach_the_bot_there_are_no_links(registered: World) -> None:
    """In a group, without a public address: no button that leads nowhere."""
    await registered.say(QUESTION, **group(), **TENANT)
    answer = await registered.answered(chat_of(group()))

    payloads = [b["data"] for b in elements(card_of(answer), "Action.Submit")]
    assert not [p for p in payloads if p["do"] == Do.FILE]
