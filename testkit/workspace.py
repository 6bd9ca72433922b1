"""The simulated workspace, with a page that returns its record: `python -m testkit.workspace`.

Reading the same from Genie's own lists would take a request per conversation.
"""

import argparse
import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import aiohttp
from aiohttp import web

from simulator import (
    PEOPLE,
    TOKEN_SERVICE,
    WORKSPACE,
    AskedQuestion,
    SimulatorSettings,
    TokenService,
    Workspace,
    create_app,
    create_token_service,
)
from testkit.hosts import HOST, serving

RECORD_PATH: Final = "/testkit/record"
SIGN_IN_PATH: Final = "/testkit/sign-in"
_NICE: Final = 10
_PEERS: Final = web.AppKey("peers", list)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that Genie received, when, and when its answer was complete (Unix s)."""

    text: str
    message_id: str
    asked_at: float
    completed_at: float


@dataclass(frozen=True, slots=True)
class Record:
    """The workspace's record: questions in the order in which they arrived, and the traffic."""

    questions: list[Asked]
    connections: int
    requests: int

    def of(self, question: str) -> list[Asked]:
        """Return each time that this question was asked."""
        return [asked for asked in self.questions if asked.text == question]


def workspace_app(settings: SimulatorSettings) -> web.Application:
    """Make the workspace, with the page."""
    app = create_app(settings)
    app[_PEERS] = []
    app.middlewares.insert(0, _note_peer)
    app.router.add_get(RECORD_PATH, _record)
    return app


async def read_record(port: int) -> Record:
    """Read the workspace's record."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{HOST}:{port}{RECORD_PATH}") as response,
    ):
        response.raise_for_status()
        body = await response.json()
    questions = [Asked(**asked) for asked in body["questions"]]
    return Record(questions, body["connections"], body["requests"])


@dataclass(frozen=True, slots=True)
class SignIn:
    """The token service, and what people's Teams clients have.

    Args:
        port: of the token service.
        sso_tokens: new ones, with which people whom the workspace knows sign in silently.
        calls: of the token service, so far.
    """

    port: int
    sso_tokens: list[str]
    calls: int


async def read_sign_in(port: int) -> SignIn:
    """Read from the workspace at this port how people sign in."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{HOST}:{port}{SIGN_IN_PATH}") as response,
    ):
        response.raise_for_status()
        return SignIn(**await response.json())


def _add_sign_in(app: web.Application, service: TokenService, port: int) -> None:
    """Add a page about the token service at this port."""

    async def page(_: web.Request) -> web.Response:
        tokens = [service.entra.sso_token(person) for person in PEOPLE if person.is_member]
        return web.json_response({"port": port, "sso_tokens": tokens, "calls": service.count()})

    app.router.add_get(SIGN_IN_PATH, page)


def record_of(workspace: Workspace) -> list[Asked]:
    """Return all questions that a workspace received."""
    return [_asked(workspace, asked) for asked in workspace.questions()]


def _asked(workspace: Workspace, asked: AskedQuestion) -> Asked:
    message = workspace.message(asked.space_id, asked.conversation_id, asked.message_id)
    completed_s = message.started_s + message.timeline.end_s
    to_ms = workspace.clock.to_ms
    return Asked(
        asked.text, asked.message_id, to_ms(asked.time_s) / 1000, to_ms(completed_s) / 1000
    )


@web.middleware
async def _note_peer(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path != RECORD_PATH and request.transport is not None:
        request.app[_PEERS].append(request.transport.get_extra_info("peername"))
    return await handler(request)


async def _record(request: web.Request) -> web.Response:
    questions: list[dict[str, Any]] = [asdict(asked) for asked in record_of(request.app[WORKSPACE])]
    peers = request.app[_PEERS]
    body = {"questions": questions, "connections": len(set(peers)), "requests": len(peers)}
    return web.json_response(body)


async def _serve(settings: SimulatorSettings) -> None:
    """Serve on a free port, which is printed, until a signal."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = workspace_app(settings)
    tokens = create_token_service(app[WORKSPACE].entra)
    async with serving(tokens) as token_port:
        _add_sign_in(app, tokens[TOKEN_SERVICE], token_port)
        async with serving(app) as port:
            print(port, flush=True)
            await stop.wait()


def main() -> None:
    """Serve, without a limit on questions."""
    parser = argparse.ArgumentParser(description="The simulated workspace, with its record.")
    parser.add_argument("--answer-seconds", type=float, nargs=2, default=(5.0, 20.0))
    parser.add_argument(
        "--nice",
        action="store_true",
        help="leave the processor to the bot, as another machine does",
    )
    options = parser.parse_args()
    fastest, slowest = options.answer_seconds
    if options.nice:
        os.nice(_NICE)
    asyncio.run(
        _serve(SimulatorSettings(answer_seconds=(fastest, slowest), questions_per_minute=0))
    )


if __name__ == "__main__":
    main()
