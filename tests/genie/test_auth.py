"""Access tokens: shared, renewed in time, and replaced after a refusal."""

import asyncio

import aiohttp
import pytest

from genie import ClientCredentials, GenieSpace, GenieWorkspace
from genie.errors import (
    GenieAuthError,
    GenieConnectError,
    GenieError,
    GeniePermissionError,
    GenieProtocolError,
    GenieUnavailableError,
    GenieUncertainError,
)
from tests.clocks import FakeClock
from tests.genie.fake import SPACE, START, FakeGenie, Reply, drops, fails, held, ok, raw, started

TOKEN = "/oidc/v1/token"
REFUSED = {"error_code": 403, "message": "Invalid access token."}


def token(value: str = "t-1", **more: object) -> Reply:
    return ok({"access_token": value, "token_type": "Bearer", "expires_in": 3600} | more)


@pytest.fixture
def credentials(
    session: aiohttp.ClientSession, base_url: str, clock: FakeClock
) -> ClientCredentials:
    """The credentials of a service principal."""
    return ClientCredentials(
        session,
        base_url=base_url,
        client_id="id",
        client_secret="hush",
        scope="genie",
        now=clock.monotonic,
    )


@pytest.fixture
def space(
    session: aiohttp.ClientSession,
    base_url: str,
    clock: FakeClock,
    credentials: ClientCredentials,
) -> GenieSpace:
    """A space that is accessed as the service principal."""
    workspace = GenieWorkspace(session, base_url=base_url, tokens=credentials, clock=clock)
    return workspace.space("space-1")


async def test_a_token_is_fetched_as_databricks_documents(
    credentials: ClientCredentials, fake: FakeGenie
) -> None:
    """The request has HTTP Basic with id and secret, and a form with grant and scope."""
    fake.will("POST", TOKEN, token())

    assert await credentials.token() == "t-1"

    (request,) = fake.requests
    assert request.headers["Authorization"] == "Basic aWQ6aHVzaA=="
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.body == "grant_type=client_credentials&scope=genie"


async def test_concurrent_requests_share_one_token(
    credentials: ClientCredentials, fake: FakeGenie
) -> None:
    """A hundred people may ask in the second in which the token expires."""
    fake.will("POST", TOKEN, token())

    tokens = await asyncio.gather(*(credentials.token() for _ in range(20)))

    assert set(tokens) == {"t-1"}
    assert fake.count("POST", TOKEN) == 1


async def test_concurrent_requests_share_one_failure(
    credentials: ClientCredentials, fake: FakeGenie
) -> None:
    """Otherwise each would wait in turn for a token endpoint that hangs, the last one for hours."""
    fake.will("POST", TOKEN, fails(500), token())

    failures = await asyncio.gather(
        *(credentials.token() for _ in range(20)), return_exceptions=True
    )

    assert all(isinstance(failure, GenieUnavailableError) for failure in failures)
    assert fake.count("POST", TOKEN) == 1
    assert await credentials.token() == "t-1"


async def test_cancelling_the_first_request_does_not_cancel_the_token(
    credentials: ClientCredentials, fake: FakeGenie
) -> None:
    """A person who presses Stop must not cancel the request for the others."""
    never = asyncio.Event()
    fake.will("POST", TOKEN, held(never, token()), token("t-2"))
    first = asyncio.create_task(credentials.token())
    second = asyncio.create_task(credentials.token())
    await fake.arrived.wait()

    first.cancel()

    assert await second == "t-2"
    assert first.cancelled()
    never.set()


@pytest.mark.parametrize(("elapsed_s", "fetched"), [(3559, 1), (3560, 2)])
async def test_a_token_is_renewed_before_it_expires(
    credentials: ClientCredentials,
    fake: FakeGenie,
    clock: FakeClock,
    elapsed_s: float,
    fetched: int,
) -> None:
    """Databricks refuses tokens in their last 30 seconds."""
    fake.will("POST", TOKEN, token("t-1", expires_in="3600"), token("t-2"))
    await credentials.token()

    clock.advance(elapsed_s)
    await credentials.token()

    assert fake.count("POST", TOKEN) == fetched


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
    credentials: ClientCredentials, fake: FakeGenie
) -> None:
    """Two requests refused at the same time must not fetch two tokens."""
    fake.will("POST", TOKEN, token("t-1"), token("t-2"))
    old = await credentials.token()
    credentials.refused(old)
    await credentials.token()

    credentials.refused(old)

    assert await credentials.token() == "t-2"
    assert fake.count("POST", TOKEN) == 2


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (fails(401, {"error": "invalid_client"}), GenieAuthError),
        (fails(400, {"error": "invalid_request"}), GenieAuthError),
        (fails(403), GeniePermissionError),
        (fails(500), GenieUnavailableError),
        (drops, GenieUnavailableError),
        (raw(b"<html>"), GenieProtocolError),
        (fails(302, Location="https://login.example/"), GenieProtocolError),
        (ok({"access_token": "t"}), GenieProtocolError),
        (ok({"access_token": "t", "expires_in": "soon"}), GenieProtocolError),
        (ok({"expires_in": 3600}), GenieProtocolError),
    ],
)
async def test_failures_of_the_token_endpoint_are_told_apart(
    credentials: ClientCredentials, fake: FakeGenie, reply: Reply, kind: type[GenieError]
) -> None:
    """A wrong secret and an outage need different advice."""
    fake.will("POST", TOKEN, reply)

    with pytest.raises(GenieError) as caught:
        await credentials.token()

    assert type(caught.value) is kind
    assert "hush" not in str(caught.value)


async def test_an_unreachable_token_endpoint_is_a_connection_error(
    session: aiohttp.ClientSession, unused_tcp_port: int
) -> None:
    """Exceptions of other libraries do not escape here either."""
    url = f"http://127.0.0.1:{unused_tcp_port}"
    credentials = ClientCredentials(
        session, base_url=url, client_id="i", client_secret="s", scope="genie"
    )

    with pytest.raises(GenieConnectError):
        await credentials.token()


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
