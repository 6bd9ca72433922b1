"""A real process is killed while a person signs in for a question, or soon afterwards."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from simulator import (
    MEI,
    WORKSPACE,
    Connection,
    SimulatorSettings,
    create_app,
    create_token_service,
)
from testkit.channel import Channel, Spoken
from testkit.hosts import HOST, free_port, serving
from testkit.people import Person, people
from testkit.processes import bot_settings, serves, started
from tests.harness.sign_in import choose_on_page

pytestmark = pytest.mark.processes

ANSWER_SECONDS = (4.0, 4.0)
WITHIN_S = 120.0
SETTLED_AFTER_S = 2.0
LINK = re.compile(rb'http://[^"]+/signin/[\w-]+')


@dataclass
class Chat:
    """A person's chat with the bot, and the links of the cards to sign in there."""

    person: Person
    links: list[str] = field(default_factory=list)
    is_asked: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, spoken: Spoken) -> None:
        self.person.hear(spoken)
        if found := LINK.search(spoken.body):
            self.links.append(found[0].decode())
            self.is_asked.set()


@asynccontextmanager
async def killed(settings: dict[str, str]) -> AsyncIterator[None]:
    """Run a bot inside the block, at whose end it is killed."""
    async with started(["app.py"], settings) as process:
        await serves(process, int(settings["PORT"]), "app.py")
        yield
        process.kill()
        await process.wait()


@pytest.mark.parametrize("is_signed_in", [False, True], ids=["before the sign-in", "after it"])
async def test_one_answer_comes_all_the_same(tmp_path: Path, *, is_signed_in: bool) -> None:
    """The next process waits on with the same card, or follows the question in Genie."""
    (person,) = people(1)
    chat, port = Chat(person), free_port()
    address = f"http://{HOST}:{port}/api/messages"
    simulated = create_app(SimulatorSettings(answer_seconds=ANSWER_SECONDS, questions_per_minute=0))
    workspace = simulated[WORKSPACE]
    tokens = create_token_service(workspace.entra, bot_url=address)
    async with (
        Channel(chat.hear).serving() as url,
        serving(simulated) as genie_port,
        serving(tokens) as token_port,
        aiohttp.ClientSession() as session,
        asyncio.timeout(WITHIN_S),
    ):
        settings = bot_settings(genie_port, port) | {
            "STORAGE": f"sqlite:///{tmp_path / 'bot.sqlite3'}",
            "OAUTH_CONNECTION_NAME": Connection().name,
            "TOKEN_SERVICE_URL": f"http://{HOST}:{token_port}",
            "DATABRICKS_USER_TOKENS": "as-is",
        }
        async with killed(settings):
            async with session.post(address, json=person.activity(url)) as response:
                assert response.ok
            await chat.is_asked.wait()
            if is_signed_in:
                await choose_on_page(chat.links[0], MEI)
                while not workspace.questions():  # noqa: ASYNC110 - a workspace has no event
                    await asyncio.sleep(0.05)
        assert not person.answers
        async with killed(settings):
            if not is_signed_in:
                await choose_on_page(chat.links[0], MEI)
            await person.is_answered.wait()
            await asyncio.sleep(SETTLED_AFTER_S)

    assert len(chat.links) == 1
    assert len(workspace.questions()) == 1
    assert len(person.answers) == 1
