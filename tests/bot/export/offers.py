"""Files by consent in Teams: the actions of a test, and a drive for uploads."""

import asyncio
from typing import Any

from aiohttp import web
from yarl import URL

from bot.export.file_builder import FileBuilder
from bot.export.files import BuiltFile
from bot.export.links import FileRequest
from cards import (
    ActionKind,
)
from cards.texts import file_texts
from tests.cards.look import elements, words
from tests.harness.fake_channel import Activity
from tests.harness.people import Changes, chat_of, personal
from tests.harness.world import World, card_of

QUESTION = "Top 24 products by revenue"
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
ANN = "a:ann"
INTERRUPTED = file_texts.FILE_INTERRUPTED[0]
MAKING = file_texts.MAKING_FILE.format(format="Excel")
NOT_SAVED = file_texts.FILE_NOT_SAVED[0]
TENANT: Changes = {"channelData": {"tenant": {"id": "tenant"}}}


class Drive:
    """A OneDrive folder."""

    def __init__(self) -> None:
        self.files: list[tuple[str, bytes]] = []
        self.status = 201
        self.url = ""
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()
        self.may_end.set()
        self.app = web.Application(client_max_size=10**9)
        self.app.router.add_put("/upload", self._put)

    async def _put(self, request: web.Request) -> web.Response:
        self.begun.set()
        await self.may_end.wait()
        self.files.append((request.headers["Content-Range"], await request.read()))
        return web.Response(status=self.status)


class SlowBuilder:
    """Builds files when allowed, and counts the requests."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_end = asyncio.Event()

    async def build(self, builder: FileBuilder, request: FileRequest) -> BuiltFile:
        """Build a file like the real one, when allowed."""
        self.asked += 1
        await self.may_end.wait()
        return await _BUILD(builder, request)


_BUILD = FileBuilder.build


def file_button(message: Activity, file_format: str) -> Any:
    """Return the payload of the button for a file of this format."""
    payloads = [b["data"] for b in elements(card_of(message), "Action.Submit")]
    return next(p for p in payloads if p["do"] == ActionKind.FILE and p["text"] == file_format)


def links_in(world: World, chat: str) -> list[str]:
    """Return the paths of all links to files in a chat, oldest first."""
    buttons = elements(world.channel.of(chat), "Action.OpenUrl")
    return [URL(b["url"]).path for b in buttons if b["title"] == file_texts.DOWNLOAD]


async def linked(world: World, answer: Activity, file_format: str, who: Changes) -> str:
    """Press the button of a file, and return the path of the link to it."""
    known = len(links_in(world, chat_of(who)))
    await world.press(file_button(answer, file_format), **who)
    await world.until(lambda: len(links_in(world, chat_of(who))) > known)
    return links_in(world, chat_of(who))[-1]


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
    return await offer_in(world, ANN)


async def pressed_in(world: World, who: Changes, file_format: str = "xlsx") -> Activity:
    """Ask as this person among others, press the button, and return the answer."""
    await world.say(QUESTION, **who, **TENANT)
    answer = await world.answered(chat_of(who))
    await world.press(file_button(answer, file_format), **who, **TENANT)
    return answer


async def offer_in(world: World, chat: str) -> Activity:
    """Wait for the only offer in a chat."""
    await world.until(lambda: bool(attached(world, chat, CONSENT)))
    (offer,) = attached(world, chat, CONSENT)
    return offer


async def answer_offer(
    world: World,
    offer: Activity,
    action: str,
    upload_url: str = "",
    *,
    name: str = "Ann",
    who: Activity | None = None,
) -> None:
    """Accept or decline an offer, as Teams sends it for a person in their own chat."""
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
    invoke = {"type": "invoke", "name": "fileConsent/invoke", "replyToId": offer["id"]}
    response = await world.post(
        world.activity(value=value, **invoke, **who or personal(name) | TENANT)
    )
    assert (response.status, await response.json()) == (200, {})


async def making(world: World, file_format: str = "xlsx") -> Activity:
    """Ask, press the button, wait for the message “file is being made”, and return the answer."""
    await world.say(QUESTION, **personal(), **TENANT)
    answer = await world.answered(ANN)
    await world.press(file_button(answer, file_format), **personal(), **TENANT)
    await world.until(lambda: MAKING in words(world.channel.of(ANN)))
    return answer
