"""What a test does with a bot: send activities as a channel does, and see what people see."""

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
    """A running bot, the channel it speaks to, and the workspace it asks."""

    client: TestClient[web.Request, web.Application]
    channel: FakeChannel
    workspace: Workspace
    headers: dict[str, str] = field(default_factory=dict)  # of every activity that is delivered

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
        """Deliver an activity."""
        return await self.client.post("/api/messages", json=activity, headers=self.headers)

    async def say(self, text: str | None, **changes: Any) -> None:
        """Deliver a message and see it acknowledged."""
        response = await self.post(self.activity(text, **changes))
        assert response.status == 201, await response.text()

    async def press(self, value: object, **changes: Any) -> None:
        """Press a card's button."""
        response = await self.post(self.activity(None, value=value, **changes))
        assert response.status == 201, await response.text()

    async def end_begins(self) -> None:
        """Begin the end as the server does: it still answers requests for a while."""
        assert self.client.app is not None
        await self.client.app.shutdown()

    async def close(self) -> None:
        """Let the bot end what it is doing, so that nothing comes any more."""
        await self.client.close()

    def polls(self) -> int:
        """Return how often Genie was asked how far a question is."""
        requests = self.workspace.requests
        return sum(r.method == "GET" and "/messages/" in r.path for r in requests)

    def deletions(self) -> list[str]:
        """Return the ids of the messages that were deleted in Genie."""
        requests = self.workspace.requests
        return [r.path.rpartition("/")[2] for r in requests if r.method == "DELETE"]

    def progress(self, conversation_id: str, question: str = "") -> list[Activity]:
        """Return the messages that show work in progress there, on a certain question."""
        messages = self.channel.of(conversation_id)
        return [m for m in messages if is_progress(m) and question in str(m["summary"])]

    def answers(self, conversation_id: str, question: str = "") -> list[Activity]:
        """Return the messages that hold an answer from Genie there, to a certain question."""
        messages = self.channel.of(conversation_id)
        answers = [m for m in messages if "Genie answered" in str(m.get("summary", ""))]
        return [m for m in answers if question in str(m["summary"])]

    async def answered(self, conversation_id: str, *, count: int = 1) -> Activity:
        """Wait for that many answers from Genie; return the last."""
        await self.until(lambda: len(self.answers(conversation_id)) >= count)
        return self.answers(conversation_id)[-1]

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something holds; at most a minute, which only a broken bot needs."""
        async with asyncio.timeout(60):
            while not is_so():  # noqa: ASYNC110 - what is waited for has no event to set
                await asyncio.sleep(0.005)

    async def answer(self, conversation_id: str = "a:ann", *, count: int = 1) -> Activity:
        """Wait until that many messages stand there that are no progress; return the last."""

        def finished() -> list[Activity]:
            return [m for m in self.channel.of(conversation_id) if not is_progress(m)]

        await self.until(lambda: len(finished()) >= count)
        return finished()[-1]


def is_progress(message: Activity) -> bool:
    """Whether a message still shows work in progress: it offers nothing and explains nothing."""
    return "Genie is working" in str(message.get("summary", ""))


def card_of(message: Activity) -> dict[str, Any]:
    """Return the message's card."""
    card: dict[str, Any] = message["attachments"][0]["content"]
    return card
