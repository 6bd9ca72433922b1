"""The token service's web application: the calls of bots, and the sign-in page."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from simulator.entra import Entra, EntraError
from simulator.faulty import Handler, with_faults
from simulator.payload import json_body, reply
from simulator.people import PEOPLE, person_of
from simulator.token_service import client, pages
from simulator.token_service.service import (
    TOKEN_SERVICE,
    ChannelUser,
    Connection,
    PendingSignIn,
    ServiceCall,
    ServiceError,
    TokenService,
)

_SESSION = web.AppKey("session", aiohttp.ClientSession)
_TOKENS = "/api/usertoken"
_THE_CONNECTION = Connection()
routes = web.RouteTableDef()


def create_token_service(
    entra: Entra,
    connection: Connection = _THE_CONNECTION,
    *,
    bot_url: str = "",
    bot_token: str = "",
) -> web.Application:
    """Make a token service; app[TOKEN_SERVICE] is its state.

    Args:
        bot_url: where the bot takes messages. With it the service tells the bot that somebody has
            signed in; without, the page shows a code for the chat.
        bot_token: the bearer token that a bot has to send; "" accepts calls without.
    """
    app = web.Application(middlewares=[_recorded, _scripted_faults, _errors_as_json, _authorized])
    app[TOKEN_SERVICE] = TokenService(entra, connection, bot_url=bot_url, bot_token=bot_token)
    app.cleanup_ctx.append(_session_life)
    app.add_routes(routes)
    return app


# ---- the calls of a bot


@routes.get(_TOKENS + "/GetTokenOrSignInResource")
async def get_token_or_sign_in_resource(request: web.Request) -> web.Response:
    """Return the user's token, or how they can sign in."""
    service, user, query = request.app[TOKEN_SERVICE], _user(request), request.query
    token = service.token_of(user, _named(request, "connectionName"), query.get("code", ""))
    if token:
        return reply({"tokenResponse": token})
    origin = str(request.url.origin())
    return reply(
        {"signInResource": service.sign_in_resource(origin, _named(request, "state"), user)}
    )


@routes.get(_TOKENS + "/GetToken")
async def get_token(request: web.Request) -> web.Response:
    """Return the user's token; 404 if they are not signed in."""
    service, code = request.app[TOKEN_SERVICE], request.query.get("code", "")
    token = service.token_of(_user(request), _named(request, "connectionName"), code)
    if token is None:
        raise ServiceError(404, "NotFound", "The user is not signed in.")
    return reply(token)


@routes.post(_TOKENS + "/exchange")
async def exchange(request: web.Request) -> web.Response:
    """Sign a user in with the token of their client, and return their token."""
    body = await json_body(request)
    assertion = body.get("token")
    if not isinstance(assertion, str):
        raise ServiceError(400, "BadArgument", "The body has no token.")
    name = _named(request, "connectionName")
    return reply(request.app[TOKEN_SERVICE].exchange(_user(request), name, assertion))


@routes.delete(_TOKENS + "/SignOut")
async def sign_out(request: web.Request) -> web.Response:
    """Forget the user's tokens."""
    request.app[TOKEN_SERVICE].sign_out(_user(request))
    return reply({})


@routes.get("/api/botsignin/GetSignInResource")
async def get_sign_in_resource(request: web.Request) -> web.Response:
    """Return how the user in the state can sign in."""
    state, origin = _named(request, "state"), str(request.url.origin())
    return reply(request.app[TOKEN_SERVICE].sign_in_resource(origin, state))


def _user(request: web.Request) -> ChannelUser:
    return ChannelUser(_named(request, "channelId"), _named(request, "userId"))


def _named(request: web.Request, name: str) -> str:
    if value := request.query.get(name):
        return value
    raise ServiceError(400, "BadArgument", f"Missing required query string parameter: {name}.")


# ---- the page of a person


@routes.get("/signin/{link_id}")
async def show_people(request: web.Request) -> web.Response:
    """Show who can sign in."""
    return _page(pages.choice(_pending(request), PEOPLE, _language(request)))


@routes.post("/signin/{link_id}")
async def sign_in(request: web.Request) -> web.Response:
    """Sign the chosen person in, and tell the bot or show a code."""
    service, pending, language = request.app[TOKEN_SERVICE], _pending(request), _language(request)
    person = person_of(str((await request.post()).get("person")))
    if person is None:
        raise web.HTTPBadRequest
    try:
        code = service.sign_in(pending, person)
    except EntraError as exc:
        return _page(pages.refused(str(exc), language))
    session = request.app[_SESSION]
    if service.bot_url and await client.tell_bot(session, service, pending, code):
        return _page(pages.signed_in(person, language))
    return _page(pages.signed_in(person, language, code=code))


def _pending(request: web.Request) -> PendingSignIn:
    pending = request.app[TOKEN_SERVICE].pending(request.match_info["link_id"])
    if pending is None:
        text = pages.unknown_link(_language(request))
        raise web.HTTPNotFound(text=text, content_type="text/html")
    return pending


def _language(request: web.Request) -> pages.Language:
    languages = request.headers.get("Accept-Language", "")
    return "zh" if languages.casefold().startswith("zh") else "en"


def _page(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")


# ---- of every call


@web.middleware
async def _recorded(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await handler(request)
    if request.path.startswith("/api/"):
        call = ServiceCall(
            name=request.path.rpartition("/")[2],
            user_id=request.query.get("userId", ""),
            scheme=request.headers.get("Authorization", "").partition(" ")[0],
            status=response.status,
        )
        request.app[TOKEN_SERVICE].calls.append(call)
    return response


@web.middleware
async def _scripted_faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    def typical(status: int) -> object:
        return ServiceError(status, "ServiceError", "The service is unavailable.").body()

    return await with_faults(request.app[TOKEN_SERVICE].faults, request, handler, typical)


@web.middleware
async def _errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ServiceError as exc:
        return reply(exc.body(), status=exc.status)


@web.middleware
async def _authorized(request: web.Request, handler: Handler) -> web.StreamResponse:
    expected = request.app[TOKEN_SERVICE].bot_token
    is_call = request.path.startswith("/api/")
    if is_call and expected and request.headers.get("Authorization") != f"Bearer {expected}":
        raise ServiceError(401, "Unauthorized", "The bot's token is missing or wrong.")
    return await handler(request)


@asynccontextmanager
async def _session_life(app: web.Application) -> AsyncGenerator[None, None]:
    async with aiohttp.ClientSession() as session:
        app[_SESSION] = session
        yield
