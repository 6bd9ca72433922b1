"""The token service: its calls, its page, and what it tells a bot."""

import base64
import json
import re
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient
from pytest_aiohttp.plugin import AiohttpServer

from simulator import (
    MEI,
    PEOPLE,
    TOKEN_SERVICE,
    WEI,
    Connection,
    Fault,
    Refusal,
    TokenService,
    create_token_service,
)
from simulator.clock import Clock
from simulator.entra import DATABRICKS, GRAPH, Entra
from tests.clocks import stop

Json = dict[str, Any]
ANN = {"userId": "29:ann", "channelId": "msteams", "connectionName": "databricks"}


def state(**changes: Any) -> str:
    """Return the state of a sign-in, as a bot makes it."""
    reference = {
        "activityId": "activity-1",
        "user": {"id": ANN["userId"], "name": "Ann <b>"},
        "bot": {"id": "28:bot", "name": "Genie"},
        "conversation": {"id": "a:ann", "conversationType": "personal"},
        "channelId": ANN["channelId"],
        "serviceUrl": "http://127.0.0.1:9",
    }
    whole = {
        "conversation": reference | changes,
        "relatesTo": None,
        "connectionName": "databricks",
        "msAppId": "",
    }
    return base64.b64encode(json.dumps(whole).encode()).decode()


@dataclass
class Caller:
    """A bot's view of the token service."""

    http: TestClient[web.Request, web.Application]
    service: TokenService

    async def call(self, method: str, path: str, status: int = 200, **options: Any) -> Json:
        """Call, and return the JSON of the response."""
        async with self.http.request(method, f"/api/{path}", **options) as response:
            assert response.status == status, await response.text()
            return dict(await response.json())

    async def wanted(self, status: int = 200, **changes: Any) -> Json:
        """Ask for a token or a sign-in link."""
        query = ANN | {"state": state()} | changes
        return await self.call("GET", "usertoken/GetTokenOrSignInResource", status, params=query)

    async def exchange(self, token: str, status: int = 200, **changes: str) -> Json:
        """Exchange the token of a client."""
        query, body = ANN | changes, {"token": token}
        return await self.call("POST", "usertoken/exchange", status, params=query, json=body)

    async def get_token(self, status: int = 200, **changes: str) -> Json:
        """Ask for a token only."""
        return await self.call("GET", "usertoken/GetToken", status, params=ANN | changes)

    async def link(self, **changes: Any) -> str:
        """Return the path of a sign-in page."""
        body = await self.wanted(state=state(**changes))
        return "/" + str(body["signInResource"]["signInLink"]).split("/", 3)[3]

    async def choose(self, link: str, language: str = "en-US", person: str = "") -> str:
        """Choose a person on the page, and return the next page."""
        form = {"person": person or MEI.user_name}
        headers = {"Accept-Language": language}
        async with self.http.post(link, data=form, headers=headers) as response:
            assert response.status == 200
            return await response.text()


@pytest.fixture
def entra() -> Entra:
    """Entra, whose time passes only when the test says so."""
    clock = Clock()
    stop(clock)
    return Entra(clock)


@pytest.fixture
async def caller(entra: Entra, aiohttp_client: AiohttpClient) -> Caller:
    """A caller of a token service that shows codes."""
    app = create_token_service(entra)
    return Caller(await aiohttp_client(app), app[TOKEN_SERVICE])


@dataclass
class Bot:
    """What a bot has received, and its next response."""

    told: list[Json] = field(default_factory=list)
    status: int = 200

    async def take(self, request: web.Request) -> web.Response:
        """Take an activity."""
        self.told.append(await request.json())
        return web.Response(status=self.status)


@pytest.fixture
async def bot() -> Bot:
    """A bot that is told who has signed in."""
    return Bot()


@pytest.fixture
async def telling(
    entra: Entra, bot: Bot, aiohttp_client: AiohttpClient, aiohttp_server: AiohttpServer
) -> Caller:
    """A caller of a token service that tells the bot who has signed in."""
    listening = web.Application()
    listening.router.add_post("/api/messages", bot.take)
    server = await aiohttp_server(listening)
    app = create_token_service(entra, bot_url=str(server.make_url("/api/messages")))
    return Caller(await aiohttp_client(app), app[TOKEN_SERVICE])


def code_on(page: str) -> str:
    """Return the code that a page shows, or ""."""
    match = re.search(r'class="code">(\d{6})<', page)
    return match[1] if match else ""


async def test_somebody_unknown_gets_a_sign_in_link(caller: Caller) -> None:
    """With what a client needs for the silent exchange; it is no token."""
    resource = (await caller.wanted())["signInResource"]

    assert resource["tokenExchangeResource"].keys() == {"id", "uri", "providerId"}
    assert resource["tokenExchangeResource"]["uri"] == Connection().exchange_url
    assert resource["tokenPostResource"]["sasUrl"]
    body = await caller.call("GET", "botsignin/GetSignInResource", params={"state": state()})
    assert body.keys() == resource.keys()
    await caller.get_token(404)


async def test_a_silent_exchange(caller: Caller, entra: Entra) -> None:
    """Afterwards the token is kept, until the user signs out."""
    exchanged = await caller.exchange(entra.sso_token(MEI))

    claims = entra.claims(exchanged["token"])
    assert claims
    assert (claims["aud"], claims["preferred_username"]) == (DATABRICKS, MEI.user_name)
    assert exchanged["expiration"].endswith("Z")
    assert (await caller.wanted())["tokenResponse"] == exchanged == await caller.get_token()
    await caller.get_token(404, userId="29:bob")
    await caller.call("DELETE", "usertoken/SignOut", params=ANN)
    await caller.get_token(404)
    assert caller.service.count("exchange", "29:ann") == 1
    assert caller.service.count() == 6


async def test_a_token_is_renewed_before_it_expires(caller: Caller, entra: Entra) -> None:
    """A revoked sign-in ends it."""
    first = await caller.exchange(entra.sso_token(MEI))

    entra.clock.advance(3300)
    second = await caller.get_token()
    entra.revoke(MEI)
    entra.clock.advance(3300)

    assert second["token"] != first["token"]
    assert second["expiration"] > first["expiration"]
    await caller.get_token(404)


@pytest.mark.parametrize(
    ("connection", "lifetime_s", "code"),
    [
        (Connection(exchange_url="api://botid-of-another"), 3600, "AADSTS500131"),
        (Connection(), 0, "AADSTS500133"),
    ],
)
async def test_an_exchange_that_cannot_work(
    caller: Caller, entra: Entra, connection: Connection, lifetime_s: float, code: str
) -> None:
    """The token exchange URL has to be the App ID URI, and the client's token must be current."""
    caller.service.configure(connection)
    entra.set_lifetime(lifetime_s)

    body = await caller.exchange(entra.sso_token(MEI), 400)

    assert body["error"]["message"].startswith(f"{code}: ")
    await caller.exchange("nonsense", 400)


@pytest.mark.parametrize("refusal", [Refusal.CONSENT_MISSING, Refusal.SECOND_FACTOR])
async def test_entra_refuses(caller: Caller, entra: Entra, refusal: Refusal) -> None:
    """The exchange says why, the page too, and a sign-in of before ends."""
    await caller.exchange(entra.sso_token(WEI), userId="29:wei")
    entra.refuse(refusal)
    entra.clock.advance(3600)

    body = await caller.exchange(entra.sso_token(MEI), 400)
    page = await caller.choose(await caller.link())

    assert body["error"]["message"].startswith(refusal.value[0])
    assert refusal.value[0] in page
    await caller.get_token(404, userId="29:wei")
    entra.allow()
    await caller.exchange(entra.sso_token(MEI))


async def test_one_person_is_refused(caller: Caller, entra: Entra) -> None:
    """Conditional access may concern some people only."""
    entra.refuse(Refusal.BLOCKED, MEI)

    await caller.exchange(entra.sso_token(MEI), 400)
    await caller.exchange(entra.sso_token(WEI))


async def test_an_unknown_connection(caller: Caller, entra: Entra) -> None:
    """Every call that names it is refused."""
    await caller.wanted(404, connectionName="databrix")
    await caller.get_token(404, connectionName="databrix")
    await caller.exchange(entra.sso_token(MEI), 404, connectionName="databrix")


async def test_a_connection_with_the_wrong_scope(caller: Caller, entra: Entra) -> None:
    """Its tokens are for another application, and nothing here notices."""
    caller.service.configure(Connection(audience=GRAPH))

    claims = entra.claims((await caller.exchange(entra.sso_token(MEI)))["token"])

    assert claims
    assert claims["aud"] == GRAPH


@pytest.mark.parametrize("missing", ["userId", "channelId", "connectionName", "state"])
async def test_parameters_that_are_missing(caller: Caller, missing: str) -> None:
    """The error names the parameter."""
    body = await caller.wanted(400, **{missing: ""})

    assert body["error"]["message"].endswith(f"{missing}.")


@pytest.mark.parametrize("wrong", ["?", base64.b64encode(b"[1").decode()])
async def test_a_state_that_cannot_be_read(caller: Caller, wrong: str) -> None:
    """It is base64 of JSON."""
    await caller.wanted(400, state=wrong)


async def test_scripted_faults(caller: Caller, entra: Entra) -> None:
    """They are those of the workspace."""
    caller.service.fail_next(status=503, path_contains="exchange")
    caller.service.fail_next(Fault.DROP_BEFORE_COMMIT, path_contains="GetToken")

    await caller.exchange(entra.sso_token(MEI), 503)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await caller.get_token()
    await caller.exchange(entra.sso_token(MEI))


async def test_the_bots_own_token(entra: Entra, aiohttp_client: AiohttpClient) -> None:
    """It is required where one is set; people need none for the page."""
    app = create_token_service(entra, bot_token="bot-token")
    caller = Caller(await aiohttp_client(app), app[TOKEN_SERVICE])
    path, params = "usertoken/GetTokenOrSignInResource", ANN | {"state": state()}

    await caller.call("GET", path, 401, params=params)
    headers = {"Authorization": "Bearer bot-token"}
    body = await caller.call("GET", path, params=params, headers=headers)

    link = str(body["signInResource"]["signInLink"])
    assert code_on(await caller.choose(link[link.index("/signin/") :]))
    assert [call.scheme for call in caller.service.calls] == ["", "Bearer"]


@pytest.mark.parametrize(
    ("language", "lang", "words"),
    [("en-US,en;q=0.9", "en", "Choose who you are"), ("zh-TW,zh;q=0.9", "zh-Hant-TW", "請選擇")],
)
async def test_the_page_in_two_languages(
    caller: Caller, language: str, lang: str, words: str
) -> None:
    """It has a button for each person, says for whom it is, and escapes names."""
    headers = {"Accept-Language": language}
    async with caller.http.get(await caller.link(), headers=headers) as response:
        page = await response.text()

    assert f'<html lang="{lang}">' in page
    assert words in page
    assert page.count("<button") == len(PEOPLE)
    assert "Ann &lt;b&gt;" in page
    assert "Microsoft Teams" in page
    assert "a:ann" in page


async def test_the_page_begins_with_the_user_of_the_link(caller: Caller) -> None:
    """The demo's people have the same names in the channel as in Entra."""
    link = await caller.link(user={"id": ANN["userId"], "name": WEI.name})
    async with caller.http.get(link) as response:
        people = re.findall(r'value="([^"]+)"', await response.text())

    assert people[0] == WEI.user_name
    assert len(people) == len(PEOPLE)


async def test_a_code_completes_a_sign_in_once(caller: Caller) -> None:
    """Until then there is no token, and somebody else's code is worth nothing."""
    code = code_on(await caller.choose(await caller.link()))

    assert code
    await caller.get_token(404)
    await caller.get_token(404, code=code, userId="29:bob")
    token = await caller.get_token(code=code)
    await caller.call("DELETE", "usertoken/SignOut", params=ANN)
    await caller.get_token(404, code=code)
    assert caller.service.entra.claims(token["token"])


async def test_teams_sends_the_code(telling: Caller, bot: Bot) -> None:
    """It goes to the conversation of the link, from the user of the link."""
    page = await telling.choose(await telling.link(), "zh-TW")

    (invoke,) = bot.told
    assert (invoke["type"], invoke["name"]) == ("invoke", "signin/verifyState")
    assert (invoke["from"]["id"], invoke["conversation"]["id"]) == ("29:ann", "a:ann")
    assert invoke["recipient"]["id"] == "28:bot"
    assert await telling.get_token(code=invoke["value"]["state"])
    assert code_on(page) == ""
    assert "您可以關閉這個視窗" in page


async def test_other_channels_get_an_event_with_the_token(telling: Caller, bot: Bot) -> None:
    """No code is needed."""
    body = await telling.wanted(state=state(channelId="emulator"), channelId="emulator")
    link = str(body["signInResource"]["signInLink"])

    page = await telling.choose(link[link.index("/signin/") :])

    (event,) = bot.told
    assert (event["type"], event["name"]) == ("event", "tokens/response")
    assert event["channelId"] == "emulator"
    assert event["value"] == await telling.get_token(channelId="emulator")
    assert "You can close this window" in page
    assert code_on(page) == ""


async def test_a_bot_that_refuses(telling: Caller, bot: Bot) -> None:
    """The page shows the code instead."""
    bot.status = 500

    assert code_on(await telling.choose(await telling.link()))


async def test_pages_that_cannot_be(caller: Caller) -> None:
    """A link that was not given out, and a person whom Entra does not know."""
    async with caller.http.get("/signin/nonsense") as response:
        assert response.status == 404
        assert "This link is not valid" in await response.text()
    form = {"person": "stranger@example.com"}
    async with caller.http.post(await caller.link(), data=form) as response:
        assert response.status == 400
