"""Responses without end from everything that the bot calls: `python -m bench.endless`.

Each party in turn sends its response for as long as the bot reads it. Exit status 1 means that the
bot's memory grew by more than the bar, or that the person was not told in time.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from bench.load import ask_at_once
from bench.login import Login
from bench.registered_bot import LOGIN
from simulator import (
    CLIENT_ID,
    CLIENT_SECRET,
    WORKSPACE,
    Fault,
    SimulatorSettings,
    create_app,
)
from testkit.channel import Channel, Spoken
from testkit.hosts import HOST, serving
from testkit.people import Person, first_person
from testkit.processes import bot
from testkit.report import Report

DEADLINE_S: Final = 10.0
# One more second for the last request, and time for the messages.
TOLD_WITHIN_S: Final = DEADLINE_S + 5.0
MOST_GROWTH_MB: Final = 80.0
WATCHED_S: Final = 20.0
_PART: Final = b'["' + b"x" * 65_536
_BOT: Final = ("-m", "bench.registered_bot")
# What ends a question: an answer, or a problem with its reference.
_ENDS: Final = (b'"Table"', b"eference")


_LOGIN: Final = {
    "DATABRICKS_AUTH_TYPE": "oauth-m2m",
    "DATABRICKS_CLIENT_ID": CLIENT_ID,
    "DATABRICKS_CLIENT_SECRET": CLIENT_SECRET,
}


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends without end: requests to Databricks, or the login's or the channel's responses.

    fault: of Databricks, which may also send a byte a second.
    """

    name: str
    path: str = ""  # of Databricks
    fault: Fault = Fault.ENDLESS
    question: str = "Show revenue by region"
    env: Mapping[str, str] = field(default_factory=dict)
    is_channel: bool = False
    is_login: bool = False


PARTIES: Final = (
    Party("Databricks, when asked", "start-conversation"),
    Party("Databricks, when asked, slowly", "start-conversation", Fault.TRICKLE),
    Party("Databricks, when polled", "/messages/"),
    Party("Databricks, when polled, slowly", "/messages/", Fault.TRICKLE),
    Party("Databricks' results", "query-result"),
    Party("Databricks' results, slowly", "query-result", Fault.TRICKLE),
    Party("storage", "/simulated-storage/", question="Show revenue by region [links]"),
    Party("Databricks' tokens", "/oidc/", env=_LOGIN),
    Party("Databricks' tokens, slowly", "/oidc/", Fault.TRICKLE, env=_LOGIN),
    Party("the channel", is_channel=True),
    Party("the channel's keys", is_login=True),
)


class Heard:
    """When the bot has told the person about the outcome."""

    def __init__(self) -> None:
        self.is_told = asyncio.Event()

    def hear(self, spoken: Spoken) -> None:
        """Record a message."""
        if any(end in spoken.body for end in _ENDS):
            self.is_told.set()


async def endless() -> Report:
    """Let each party send without end."""
    report = Report("Responses without end")
    for party in PARTIES:
        await _measure(party, report)
    return report


async def _measure(party: Party, report: Report) -> None:
    heard, person = Heard(), first_person()
    person.question = party.question
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        login = EndlessKeys() if party.is_login else Login()
        app = create_app(SimulatorSettings(answer_seconds=(0.2, 0.4), questions_per_minute=0))
        workspace = app[WORKSPACE]
        env = {
            LOGIN: await stack.enter_async_context(login.serving()),
            "STORAGE": f"sqlite:///{folder}/bot.sqlite3",
            "GENIE_ANSWER_TIMEOUT_S": str(DEADLINE_S),
            **party.env,
        }
        genie_port = await stack.enter_async_context(serving(app))
        channel = endless_channel(heard) if party.is_channel else Channel(heard.hear).serving()
        url = await stack.enter_async_context(channel)
        process = await stack.enter_async_context(bot(_BOT, genie_port, env))
        process.forget_peak()
        idle_mb = process.memory_mb()
        if party.path:
            workspace.fail_next(party.fault, path_contains=party.path, times=sys.maxsize)
        began_s = time.monotonic()
        await ask_at_once(process.port, [person], url, authorization=login.authorization(url))
        told_s = await _told(heard, person)
        await asyncio.sleep(max(0.0, began_s + WATCHED_S - time.monotonic()))
        grown_mb = process.peak_mb - idle_mb
    report.add(f"{party.name}: memory above idle", grown_mb, "MB", most=MOST_GROWTH_MB)
    report.add(f"{party.name}: told after", told_s, "s", most=TOLD_WITHIN_S)


async def _told(heard: Heard, person: Person) -> float:
    """Return when the person knew; a refused request is Teams' own message at once."""
    began_s = time.monotonic()
    if not person.is_refused:
        with suppress(TimeoutError):
            async with asyncio.timeout(2 * TOLD_WITHIN_S):
                await heard.is_told.wait()
    return time.monotonic() - began_s


class EndlessKeys(Login):
    """A login whose keys never end."""

    async def keys(self, request: web.Request) -> web.StreamResponse:
        """Send without end."""
        return await _without_end(request, 200)


@asynccontextmanager
async def endless_channel(heard: Heard) -> AsyncIterator[str]:
    """Serve a channel whose responses never end, and yield its address."""

    async def take(request: web.Request) -> web.StreamResponse:
        heard.hear(Spoken(time.monotonic(), "", "", await request.read()))
        return await _without_end(request, 201)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", take)
    async with serving(app) as port:
        yield f"http://{HOST}:{port}"


async def _without_end(request: web.Request, status: int) -> web.StreamResponse:
    response = web.StreamResponse(status=status, headers={"Content-Type": "application/json"})
    await response.prepare(request)
    with suppress(OSError):
        while True:
            await response.write(_PART)
    return response


if __name__ == "__main__":
    sys.exit(asyncio.run(endless()).show())
