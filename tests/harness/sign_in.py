"""People who sign in: a token service on loopback, and the clients in which they do it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import ClientResponse
from pytest_aiohttp.plugin import AiohttpServer

from simulator import (
    TOKEN_SERVICE,
    Connection,
    Principal,
    TokenService,
    Workspace,
    create_token_service,
)
from tests.harness.fake_channel import Activity
from tests.harness.world import World

OAUTH_CARD = "application/vnd.microsoft.card.oauth"
_CODE = re.compile(r'class="code">(\d+)<')


@dataclass(frozen=True)
class SignIn:
    """A token service with its address, over the Entra of a workspace."""

    service: TokenService
    url: str

    def settings(self, *, is_exchanged: bool = False) -> Mapping[str, str]:
        """Return the settings of a bot whose people ask with their own identity.

        Args:
            is_exchanged: tokens of Entra are exchanged for tokens of Databricks.
        """
        return {
            "OAUTH_CONNECTION_NAME": Connection().name,
            "TOKEN_SERVICE_URL": self.url,
            "DATABRICKS_USER_TOKENS": "exchange" if is_exchanged else "as-is",
        }


async def serve_token_service(
    workspace: Workspace, aiohttp_server: AiohttpServer, **options: Any
) -> SignIn:
    """Serve a token service over the workspace's Entra; options are those of the service."""
    app = create_token_service(workspace.entra, **options)
    server = await aiohttp_server(app)
    return SignIn(app[TOKEN_SERVICE], str(server.make_url("")).rstrip("/"))


@dataclass(frozen=True)
class TeamsClient:
    """A Teams client of a person, who is somebody in the channel and somebody in Entra.

    place: the changes of an activity that say who it is and where, see tests/harness/people.py.
    """

    world: World
    sign_in: SignIn
    person: Principal
    place: Mapping[str, Any]

    async def exchange(self, card: Activity, **changes: Any) -> ClientResponse:
        """Answer a sign-in card silently, and return the bot's response.

        Args:
            changes: parts of the value of the invoke.
        """
        content = sign_in_content(card)
        value = {
            "id": content["tokenExchangeResource"]["id"],
            "connectionName": content["connectionName"],
            "token": self.sign_in.service.entra.sso_token(self.person),
        }
        return await self.invoke("signin/tokenExchange", value | changes)

    async def verify(self, code: str) -> ClientResponse:
        """Send the code of a sign-in page, as Teams does when the page has closed."""
        return await self.invoke("signin/verifyState", {"state": code})

    async def fail(self, code: str) -> ClientResponse:
        """Report that the client could not exchange silently."""
        return await self.invoke("signin/failure", {"code": code, "message": ""})

    async def invoke(self, name: str, value: object) -> ClientResponse:
        """Send an invoke."""
        activity = self.world.activity(None, type="invoke", name=name, value=value, **self.place)
        return await self.world.post(activity)


def cards(world: World, chat: str = "a:ann") -> list[Activity]:
    """Return the sign-in cards that stand in a chat."""
    return [m for m in world.channel.of(chat) if is_sign_in_card(m)]


async def card(world: World, chat: str = "a:ann") -> Activity:
    """Wait for a sign-in card in a chat, and return the newest."""
    await world.until(lambda: bool(cards(world, chat)))
    return cards(world, chat)[-1]


def is_sign_in_card(message: Activity) -> bool:
    """Whether a message is a card to sign in, of either kind."""
    return any(_is_sign_in(attachment) for attachment in message.get("attachments", ()))


def sign_in_content(message: Activity) -> Activity:
    """Return the OAuth card of a message."""
    found = [a for a in message["attachments"] if a["contentType"] == OAUTH_CARD]
    content: Activity = found[0]["content"]
    return content


def sign_in_link(message: Activity) -> str:
    """Return the link to the sign-in page in a card of either kind."""
    match = re.search(r'http[^"]+/signin/[\w-]+', str(message["attachments"]).replace("'", '"'))
    assert match, message
    return match[0]


async def choose_on_page(link: str, person: Principal) -> str:
    """Sign in on a page, and return the code that it shows, or ""."""
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(link, data={"person": person.user_name}) as response,
    ):
        assert response.status == 200, await response.text()
        match = _CODE.search(await response.text())
    return match[1] if match else ""


def _is_sign_in(attachment: Activity) -> bool:
    return attachment["contentType"] == OAUTH_CARD or "/signin/" in str(attachment["content"])
