"""Access tokens: shared, renewed in time, and replaced after a refusal."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from genie import (
    ClientCredentials,
    FixedToken,
    GenieSpace,
    GenieWorkspace,
    Issuer,
    RenewedToken,
    TokenExchange,
)
from genie.errors import (
    GenieAuthError,
    GeniePermissionError,
    GenieUnavailableError,
    GenieUncertainError,
)
from tests.clocks import FakeClock
from tests.genie.fake import (
    SPACE,
    START,
    TOKEN,
    FakeGenie,
    Reply,
    drops,
    fails,
    held,
    ok,
    started,
    token,
)

REFUSED = {"error_code": 403, "message": "Invalid access token."}
CALLERS = 100


async def subject_token() -> str:
    """Return a token to exchange."""
    return "subject"


@pytest.fixture(params=["client credentials", "token exchange"])
def issuer(request: pytest.FixtureRequest, session: aiohttp.ClientSession, base_url: str) -> Issuer:
    """Each issuer."""
    if request.param == "token exchange":
        return TokenExchange(session, base_url=base_url, subject_token=subject_token, scope="genie")
    return ClientCredentials(
        session, base_url=base_url, client_id="id", client_secret="hush", scope="genie"
    )


@pytest.fixture
def tokens(issuer: Issuer, clock: FakeClock) -> RenewedToken:
    """Its tokens, renewed by the test's clock."""
    return RenewedToken(issuer, now=clock.monotonic)


@pytest.fixture
def space(
    session: aiohttp.ClientSession,
    base_url: str,
    clock: FakeClock,
    tokens: RenewedToken,
) -> GenieSpace:
    """A space that is accessed with these tokens."""
    workspace = GenieWorkspace(session, base_url=base_url, tokens=tokens, clock=clock)
    return workspace.space("space-1")


async def test_a_forgotten_token_is_requested_again(tokens: RenewedToken, fake: FakeGenie) -> None:
    """The person has signed out, and may have signed in again."""
    fake.will("POST", TOKEN, token("t-1"), token("t-2"))
    assert not tokens.is_current
    await tokens.token()
    assert tokens.is_current

    tokens.forget()

    assert not tokens.is_current
    assert await tokens.token() == "t-2"


async def test_a_client_can_have_another_identity(
    session: aiohttp.ClientSession, base_url: str, fake: FakeGenie
) -> None:
    """It is a person's own; the workspace's is not asked for."""
    own = FixedToken("the workspace's")
    workspace = GenieWorkspace(session, base_url=base_url, tokens=own)
    fake.will("GET", SPACE, ok({"space_id": "space-1"}))

    await workspace.genie("space-1", FixedToken("Ann's")).space.title()
    await workspace.genie("space-1").space.title()

    sent = [request.headers["Authorization"] for request in fake.requests]
    assert sent == ["Bearer Ann's", "Bearer the workspace's"]


async def test_concurrent_requests_share_one_token(tokens: RenewedToken, fake: FakeGenie) -> None:
    """A hundred people may ask in the second in which the token expires."""
    fake.will("POST", TOKEN, token())

    shared = await asyncio.gather(*(tokens.token() for _ in range(CALLERS)))

    assert set(shared) == {"t-1"}
    assert fake.count("POST", TOKEN) == 1


async def test_concurrent_requests_share_one_failure(tokens: RenewedToken, fake: FakeGenie) -> None:
    """Otherwise each would wait in turn for a token endpoint that hangs, the last one for hours."""
    fake.will("POST", TOKEN, fails(500), token())

    failures = await asyncio.gather(
        *(tokens.token() for _ in range(CALLERS)), return_exceptions=True
    )

    assert all(isinstance(failure, GenieUnavailableError) for failure in failures)
    assert fake.count("POST", TOKEN) == 1
    assert await tokens.token() == "t-1"


async def test_cancelling_the_first_request_does_not_cancel_the_token(
    tokens: RenewedToken, fake: FakeGenie
) -> None:
    """A person who presses Stop must not cancel the request for the others."""
    never = asyncio.Event()
    fake.will("POST", TOKEN, held(never, token()), token("t-2"))
    first = asyncio.create_task(tokens.token())
    second = asyncio.create_task(tokens.token())
    await fake.arrived.wait()

    first.cancel()

    assert await second == "t-2"
    assert first.cancelled()
    never.set()


@pytest.mark.parametrize(("elapsed_s", "fetched"), [(3559, 1), (3560, 2)])
async def test_a_token_is_renewed_before_it_expires(
    tokens: RenewedToken,
    fake: FakeGenie,
    clock: FakeClock,
    elapsed_s: float,
    fetched: int,
) -> None:
    """Databricks refuses tokens in their last 30 seconds."""
    fake.will("POST", TOKEN, token("t-1", expires_in="3600"), token("t-2"))
    await tokens.token()

    clock.advance(elapsed_s)
    await tokens.token()

    assert fake.count("POST", TOKEN) == fetched


async def test_a_lifetime_begins_before_its_response_arrives(
    tokens: RenewedToken, fake: FakeGenie, clock: FakeClock
) -> None:
    """A token endpoint may be slow."""

    async def late(request: web.Request) -> web.StreamResponse:
        clock.advance(50)
        return await token("t-1")(request)

    fake.will("POST", TOKEN, late, token("t-2"))
    await tokens.token()

    clock.advance(3510)

    assert await tokens.token() == "t-2"


async def test_many_requests_with_a_revoked_token_share_the_next_one(
    space: GenieSpace, fake: FakeGenie, tokens: RenewedToken
) -> None:
    """All of them are refused at the same time."""
    fake.will("POST", TOKEN, token("t-1"), token("t-2"))

    async def title(request: web.Request) -> web.StreamResponse:
        is_revoked = request.headers["Authorization"] == "Bearer t-1"
        return await (fails(401) if is_revoked else ok({"space_id": "space-1"}))(request)

    fake.will("GET", SPACE, title)
    await tokens.token()

    await asyncio.gather(*(space.title() for _ in range(CALLERS)))

    assert (fake.count("GET", SPACE), fake.count("POST", TOKEN)) == (2 * CALLERS, 2)


@pytest.mark.parametrize("refusal", [fails(401), fails(403, REFUSED)])
async def test_a_revoked_token_is_replaced_once(
    space: GenieSpace, fake: FakeGenie, refusal: Reply
) -> None:
    """Secrets are rotated while questions are being worked on."""
    fake.will("POST", TOKEN, token("t-1"), token("t-2"))
    fake.will("GET", SPACE, refusal, ok({"space_id": "space-1"}))

    await space.title()

    sent = [r.headers["Authorization"] for r in fake.requests if r.path == SPACE]
    assert sent == ["Bearer t-1", "Bearer t-2"]


async def test_a_second_refusal_is_final(space: GenieSpace, fake: FakeGenie) -> None:
    """The cause is not the token then."""
    fake.will("POST", TOKEN, token("t-1"), token("t-2"))
    fake.will("GET", SPACE, fails(401))

    with pytest.raises(GenieAuthError):
        await space.title()

    assert (fake.count("GET", SPACE), fake.count("POST", TOKEN)) == (2, 2)


async def test_a_missing_scope_fetches_no_new_token(space: GenieSpace, fake: FakeGenie) -> None:
    """An administrator has to grant the scope."""
    body = {"error_code": 403, "message": "token does not have required scopes: genie"}
    fake.will("POST", TOKEN, token())
    fake.will("GET", SPACE, fails(403, body))

    with pytest.raises(GeniePermissionError):
        await space.title()

    assert fake.count("POST", TOKEN) == 1


async def test_a_late_refusal_of_an_older_token_keeps_the_newer_one(
    tokens: RenewedToken, fake: FakeGenie
) -> None:
    """Two requests refused at the same time must not fetch two tokens."""
    fake.will("POST", TOKEN, token("t-1"), token("t-2"))
    old = await tokens.token()
    tokens.refused(old)
    await tokens.token()

    tokens.refused(old)

    assert await tokens.token() == "t-2"
    assert fake.count("POST", TOKEN) == 2


@pytest.mark.parametrize("trouble", [fails(500), drops])
async def test_a_question_without_a_token_is_posted_without_searching(
    space: GenieSpace, fake: FakeGenie, trouble: Reply
) -> None:
    """It was certainly not posted before."""
    fake.will("POST", TOKEN, trouble, token())
    fake.will("POST", START, ok(started()))

    assert (await space.start_conversation("q")).message_id == "m-1"
    assert fake.count("POST", START) == 1


async def test_a_lasting_token_outage_is_not_an_uncertain_question(
    space: GenieSpace, fake: FakeGenie
) -> None:
    """The person can be told that the question was not asked."""
    fake.will("POST", TOKEN, fails(500))

    with pytest.raises(GenieUnavailableError) as caught:
        await space.start_conversation("q")

    assert not isinstance(caught.value, GenieUncertainError)
