"""A client with the few calls that the tests need."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from simulator import SALES_SPACE_ID, Principal, Workspace
from simulator.entra import DATABRICKS

Json = dict[str, Any]
SPACE = f"/api/2.0/genie/spaces/{SALES_SPACE_ID}"


@dataclass(frozen=True, slots=True)
class Client:
    """A workspace and an HTTP client of it, with the bot's token unless headers have another."""

    http: TestClient[web.Request, web.Application]
    workspace: Workspace
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_token(self, token: str) -> "Client":
        """Return a client with another token."""
        return replace(self, headers={"Authorization": f"Bearer {token}"})

    def of(self, person: Principal) -> "Client":
        """Return a client with a person's token of Entra."""
        return self.with_token(self.workspace.entra.issue(person, DATABRICKS).value)

    async def get(self, path: str, status: int = 200) -> Json:
        """Return the JSON at a path."""
        async with self.http.get(path, headers=self.headers) as response:
            assert response.status == status, await response.text()
            return dict(await response.json())

    async def post(self, path: str, body: object = None, status: int = 200) -> Json:
        """POST, and return the JSON of the response."""
        async with self.http.post(
            path, json={} if body is None else body, headers=self.headers
        ) as response:
            assert response.status == status, await response.text()
            return dict(await response.json())

    async def start(self, question: str) -> str:
        """Start a conversation, and return the path of its message."""
        started = await self.post(f"{SPACE}/start-conversation", {"content": question})
        return message_path(started["message"])

    async def follow_up(self, earlier_path: str, question: str) -> str:
        """Ask a follow-up in a conversation, and return the path of the new message."""
        messages = earlier_path.rpartition("/")[0]
        return message_path(await self.post(messages, {"content": question}))


def message_path(message: Json) -> str:
    """Return the path of a message."""
    conversation = f"{SPACE}/conversations/{message['conversation_id']}"
    return f"{conversation}/messages/{message['message_id']}"


def attachment(message: Json, kind: str) -> Json:
    """Return the last attachment of a kind."""
    found: list[Json] = [a for a in message.get("attachments", []) if kind in a]
    return found[-1]


def query_path(path: str, message: Json) -> str:
    """Return the path of the query attachment of a message."""
    return f"{path}/attachments/{attachment(message, 'query')['attachment_id']}"
