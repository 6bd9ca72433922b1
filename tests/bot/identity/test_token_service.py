"""What the token service's answers mean, and what is done when it fails."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpServer

from bot.identity.personal_tokens import PersonalTokens
from bot.identity.token_service import (
    ATTEMPTS,
    WITHIN_S,
    WITHIN_TURN_S,
    SignInResource,
    TokenService,
    UserToken,
)
from genie import (
    Cause,
    GenieError,
    GenieSetupError,
    GenieSignInError,
    GenieUnavailableError,
)
from simulator import MEI, Fault, Refusal, Workspace
from simulator.token_service.service import ChannelUser
from testkit.scaled import ScaledClock
from tests.harness.sign_in import SignIn

ANN = ("msteams", "29:ann")
REFERENCE = {
    "channelId": "msteams",
    "user": {"id": "29:ann"},
    "conversation": {"id": "a:ann"},
    "serviceUrl": "https://channel.example.com",
}


class Signature:
    """Says who calls; the bot may get no token."""

    def __init__(self) -> None:
        self.headers = {"Authorization": "Bearer bot-token"}
        self.error: Exception | None = None

    async def __call__(self) -> Mapping[str, str]:
        """Return the headers."""
        if self.error:
            raise self.error
        return self.headers


@pytest.fixture
def signature() -> Signature:
    """The bot's own token."""
    return Signature()


@pytest.fixture
def service(
    session: aiohttp.ClientSession, own_sign_in: SignIn, signature: Signature, clock: ScaledClock
) -> TokenService:
    """The client of a simulated service."""
    return TokenService(
        session,
        url=own_sign_in.url,
        connection_name="databricks",
        app_id="app",
        proves_senders=lambda _: True,
        sign=signature,
        clock=clock,
    )


@pytest.fixture
def sso_token(workspace: tuple[Workspace, str]) -> str:
    """What Ann's client has for the bot."""
    return workspace[0].entra.sso_token(MEI)


async def test_a_person_signs_in_and_out(
    service: TokenService, own_sign_in: SignIn, sso_token: str
) -> None:
    """Nothing of that can be seen in a repr."""
    assert await service.token(ANN) is None
    resource = await service.token_or_sign_in(ANN, REFERENCE)
    assert isinstance(resource, SignInResource)
    assert resource.link.startswith(own_sign_in.url)
    assert resource.exchangeable["uri"].startswith("api://")
    assert resource.link not in repr(resource)

    token = await service.exchange(ANN, sso_token)
    assert isinstance(token, UserToken)
    assert await service.token(ANN) == token
    assert await service.token_or_sign_in(ANN, REFERENCE) == token
    assert token.value not in repr(token)

    await service.sign_out(ANN)
    await service.sign_out(ANN)
    assert await service.token(ANN) is None


async def test_a_code_ends_a_sign_in(service: TokenService, own_sign_in: SignIn) -> None:
    """It is that of the person for whom the link was made."""
    resource = await service.token_or_sign_in(ANN, REFERENCE)
    assert isinstance(resource, SignInResource)
    pending = own_sign_in.service.pending(resource.link.rpartition("/")[2])
    assert pending is not None
    code = own_sign_in.service.sign_in(pending, MEI)

    assert await service.token(("msteams", "29:bob"), code=code) is None
    assert await service.token(ANN, code=code) is not None


@pytest.mark.parametrize(
    ("refusal", "cause"),
    [
        (Refusal.CONSENT_MISSING, Cause.CONSENT_MISSING),
        (Refusal.SECOND_FACTOR, Cause.CONDITIONS_NOT_MET),
        (Refusal.BLOCKED, Cause.CONDITIONS_NOT_MET),
        (Refusal.REVOKED, None),
    ],
)
async def test_a_refused_exchange_has_entras_code(
    service: TokenService,
    own_sign_in: SignIn,
    sso_token: str,
    refusal: Refusal,
    cause: Cause | None,
) -> None:
    """It names the cause, and its sentence is left out."""
    own_sign_in.service.entra.refuse(refusal)
    code, sentence = refusal.value

    with pytest.raises(
        GenieSignInError, match=f"^the token service answered 400 {code}$"
    ) as caught:
        await service.exchange(ANN, sso_token)

    assert caught.value.cause is cause
    assert sentence not in str(caught.value)


async def test_an_outage_is_waited_out(service: TokenService, own_sign_in: SignIn) -> None:
    """For a short time, since a person waits."""
    own_sign_in.service.fail_next(Fault.STATUS, times=ATTEMPTS - 1)
    assert await service.token(ANN) is None
    assert own_sign_in.service.count() == ATTEMPTS

    own_sign_in.service.fail_next(Fault.STATUS, times=ATTEMPTS)
    with pytest.raises(GenieUnavailableError, match="the token service answered 503"):
        await service.token(ANN)


CALLS: Sequence[tuple[Callable[[TokenService], Awaitable[object]], float]] = [
    (lambda service: service.token(ANN), WITHIN_S),
    (lambda service: service.token_or_sign_in(ANN, REFERENCE), WITHIN_S),
    (lambda service: service.token_or_sign_in(ANN, REFERENCE, in_turn=True), WITHIN_TURN_S),
    (lambda service: service.token(ANN, code="1234"), WITHIN_TURN_S),
    (lambda service: service.exchange(ANN, "token"), WITHIN_TURN_S),
    (lambda service: service.sign_out(ANN), WITHIN_TURN_S),
]


@pytest.mark.parametrize(("call", "within_s"), CALLS)
async def test_each_call_ends_in_time(
    service: TokenService,
    own_sign_in: SignIn,
    clock: ScaledClock,
    call: Callable[[TokenService], Awaitable[object]],
    within_s: float,
) -> None:
    """A pause that would be too long is not made; a service that does not answer is left."""
    began = clock.monotonic()
    own_sign_in.service.fail_next(Fault.STATUS, status=429, retry_after=int(within_s))
    with pytest.raises(GenieUnavailableError, match="the token service answered 429"):
        await call(service)
    assert clock.monotonic() - began < within_s

    began = clock.monotonic()
    own_sign_in.service.fail_next(Fault.SLOW, delay_s=3)  # 300 s on the clock
    with pytest.raises(GenieUnavailableError, match="no answer of the token service in time"):
        await call(service)
    assert within_s <= clock.monotonic() - began < within_s + 5


async def test_an_answer_that_is_nested_too_deeply_is_an_outage(
    service: TokenService, own_sign_in: SignIn
) -> None:
    """It cannot be read."""
    own_sign_in.service.fail_next(Fault.STATUS, status=200, body="[" * 100_000)

    with pytest.raises(GenieUnavailableError):
        await service.token(ANN)


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE_COMMIT, Fault.HTML, Fault.GARBAGE])
async def test_other_faults_are_outages(
    service: TokenService, own_sign_in: SignIn, fault: Fault
) -> None:
    """The connection breaks, or a proxy answers with a page: nobody has to sign in again."""
    own_sign_in.service.fail_next(fault, times=100)

    with pytest.raises(GenieUnavailableError):
        await service.token(ANN)
    with pytest.raises(GenieUnavailableError):
        await service.token_or_sign_in(ANN, REFERENCE)


async def test_the_bot_needs_a_token_of_its_own(
    service: TokenService, signature: Signature
) -> None:
    """Without one the service is not asked, with a wrong one it refuses."""
    signature.error = PermissionError("AADSTS7000215: Invalid client secret provided")
    with pytest.raises(GenieUnavailableError, match=r"^the bot gets no token: PermissionError$"):
        await service.token(ANN)

    signature.error, signature.headers = None, {"Authorization": "Bearer another"}
    with pytest.raises(GenieSetupError, match=r"^the token service answered 401 Unauthorized$"):
        await service.exchange(ANN, "token")


async def test_an_unknown_connection_is_a_problem_of_the_setup(
    session: aiohttp.ClientSession, own_sign_in: SignIn, signature: Signature, clock: ScaledClock
) -> None:
    """So is none at all."""
    for name, text in (("typo", "the token service answered 404"), ("", "OAUTH_CONNECTION_NAME")):
        service = TokenService(
            session,
            url=own_sign_in.url,
            connection_name=name,
            app_id="app",
            proves_senders=lambda _: True,
            sign=signature,
            clock=clock,
        )
        with pytest.raises(GenieSetupError, match=text):
            await service.token_or_sign_in(ANN, REFERENCE)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("AADSTS50076: you must use multi-factor authentication", GenieSignInError),
        ("something else", GenieSetupError),
    ],
)
async def test_entras_refusal_is_the_persons(
    session: aiohttp.ClientSession,
    signature: Signature,
    clock: ScaledClock,
    aiohttp_server: AiohttpServer,
    message: str,
    error: type[GenieError],
) -> None:
    """They can sign in again; other refusals are the operator's."""

    async def refuse(_: web.Request) -> web.Response:
        return web.json_response({"error": {"code": "Bad Request", "message": message}}, status=400)

    app = web.Application()
    app.router.add_get("/{path:.*}", refuse)
    server = await aiohttp_server(app)
    service = TokenService(
        session,
        url=str(server.make_url("")),
        connection_name="databricks",
        app_id="app",
        proves_senders=lambda _: True,
        sign=signature,
        clock=clock,
    )

    with pytest.raises(error) as caught:
        await service.token(ANN)
    assert message not in str(caught.value)


# ---- the tokens in memory


@pytest.fixture
def tokens(service: TokenService, clock: ScaledClock) -> PersonalTokens:
    """The tokens of people, as Azure Databricks takes them."""
    return PersonalTokens(service, clock=clock, exchanging=None)


def user_token(clock: ScaledClock, *, left_s: float | None) -> UserToken:
    """Return a token that expires then."""
    expires_at = None if left_s is None else clock.now() + timedelta(seconds=left_s)
    return UserToken("given", expires_at)


@pytest.mark.parametrize(("left_s", "is_used"), [(3600.0, True), (None, True), (30.0, False)])
async def test_a_given_token_is_used_while_it_is_valid(
    tokens: PersonalTokens,
    own_sign_in: SignIn,
    clock: ScaledClock,
    left_s: float | None,
    is_used: bool,  # noqa: FBT001
) -> None:
    """Databricks refuses the last half minute."""
    source = tokens.of(ANN)
    source.give(user_token(clock, left_s=left_s))
    assert source.is_at_hand is is_used

    if is_used:
        assert await source.token() == "given"
        assert source.is_at_hand
    else:
        with pytest.raises(GenieSignInError):
            await source.token()
    assert own_sign_in.service.count() == (0 if is_used else 1)


async def test_a_token_is_in_memory_while_it_is_used(
    tokens: PersonalTokens, clock: ScaledClock
) -> None:
    """The next user begins without one."""
    source = tokens.of(ANN)
    source.give(user_token(clock, left_s=None))
    assert tokens.of(ANN) is source
    assert not tokens.of(("msteams", "29:bob")).is_at_hand

    del source

    assert not tokens.of(ANN).is_at_hand


async def test_a_token_is_forgotten_with_a_sign_out(
    tokens: PersonalTokens, own_sign_in: SignIn, clock: ScaledClock
) -> None:
    """One that was given as well as one that was used."""
    source = tokens.of(ANN)
    source.give(user_token(clock, left_s=3600))
    await source.token()
    source.give(user_token(clock, left_s=3600))

    tokens.forget(ANN)
    tokens.forget(("msteams", "29:bob"))

    assert not source.is_at_hand
    own_sign_in.service.sign_out(ChannelUser(*ANN))
    with pytest.raises(GenieSignInError):
        await source.token()


@pytest.mark.parametrize(
    ("expiration", "expires_at"),
    [
        ("2026-12-01T15:00:00.1234567Z", datetime(2026, 12, 1, 15, 0, 0, 123456, tzinfo=UTC)),
        ("2026-12-01T15:00:00", None),
        ("soon", None),
        (None, None),
    ],
)
async def test_when_a_token_expires(
    session: aiohttp.ClientSession,
    signature: Signature,
    clock: ScaledClock,
    aiohttp_server: AiohttpServer,
    expiration: str | None,
    expires_at: datetime | None,
) -> None:
    """What cannot be read certainly is not known."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"token": "t", "expiration": expiration})

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    server = await aiohttp_server(app)
    service = TokenService(
        session,
        url=str(server.make_url("")),
        connection_name="databricks",
        app_id="app",
        proves_senders=lambda _: True,
        sign=signature,
        clock=clock,
    )

    assert await service.token(ANN) == UserToken("t", expires_at)
