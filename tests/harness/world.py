"""Actions of a test on a bot: it sends activities like a channel, and reads what people see."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient

from simulator import Workspace
from tests.harness.fake_channel import Activity, FakeChannel

BOT = {"id": "28:bot", "name": "Genie"}
_ids = count(1)


@dataclass
class World:
    """A running bot, its channel, and its workspace."""

    client: TestClient[web.Request, web.Application]
    channel: FakeChannel
    workspace: Workspace
    headers: dict[str, str] = field(default_factory=dict)  # of every activity

    def activity(self, text: str | None = None, **changes: Any) -> Activity:
        """Make a message as Teams sends it, from Ann in her own chat with the bot."""
        activity = {
            "type": "message",
            "id": f"activity-{next(_ids)}",
            "channelId": "msteams",
            "serviceUrl": self.channel.url,
            "from": {"id": "29:ann", "name": "Ann"},
            "recipient": BOT,
            "conversation": {"id": "a:ann", "conversationType": "personal"},
            "locale": "en-US",
            "text": text,
        }
        return activity | changes

    async def post(self, activity: Any) -> ClientResponse:
        """Deliver an activity, and return the response."""
        return await self.client.post("/api/messages", json=activity, headers=self.headers)

    async def say(self, text: str | None, **changes: Any) -> None:
        """Deliver a message, and check that it is acknowledged."""
        response = await self.post(self.activity(text, **changes))
        assert response.status == 201, await response.text()

    async def press(self, value: object, **changes: Any) -> None:
        """Press a card's button."""
        response = await self.post(self.activity(None, value=value, **changes))
        assert response.status == 201, await response.text()

    async def begin_shutdown(self) -> None:
        """Start the shutdown as the server does, which still accepts requests for a while."""
        assert self.client.app is not None
        await self.client.app.shutdown()

    async def close(self) -> None:
        """Shut the bot down, so that no further messages are sent."""
        await self.client.close()

    def polls(self) -> int:
        """Return the number of polls of Genie."""
        requests = self.workspace.requests
        return sum(r.method == "GET" and "/messages/" in r.path for r in requests)

    def deletions(self) -> list[str]:
        """Return the ids of the messages that were deleted in Genie."""
        requests = self.workspace.requests
        return [r.path.rpartition("/")[2] for r in requests if r.method == "DELETE"]

    def progress(self, conversation_id: str, question: str = "") -> list[Activity]:
        """Return the messages that show progress there, on a certain question."""
        messages = self.channel.of(conversation_id)
        return [m for m in messages if is_progress(m) and question in str(m["summary"])]

    def answers(self, conversation_id: str, question: str = "") -> list[Activity]:
        """Return the messages with an answer from Genie there, to a certain question."""
        messages = self.channel.of(conversation_id)
        answers = [m for m in messages if "Genie answered" in str(m.get("summary", ""))]
        return [m for m in answers if question in str(m["summary"])]

    async def answered(self, conversation_id: str, *, count: int = 1) -> Activity:
        """Wait for this many answers from Genie, and return the last one."""
        await self.until(lambda: len(self.answers(conversation_id)) >= count)
        return self.answers(conversation_id)[-1]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition holds, for at most a minute."""
        async with asyncio.timeout(60):
            while not condition():  # noqa: ASYNC110 - the conditions have no common event
                await asyncio.sleep(0.005)

    async def answer(self, conversation_id: str = "a:ann", *, count: int = 1) -> Activity:
        """Wait for this many messages that are not progress, and return the last one."""

        def finished() -> list[Activity]:
            return [m for m in self.channel.of(conversation_id) if not is_progress(m)]

        await self.until(lambda: len(finished()) >= count)
        return finished()[-1]


def is_progress(message: Activity) -> bool:
    """Whether a message still shows progress, without an offer or an explanation."""
    return "Genie is working" in str(message.get("summary", ""))


def card_of(message: Activity) -> dict[str, Any]:
    """Return the message's card."""
    card: dict[str, Any] = message["attachments"][0]["content"]
    return card
