"""A small Genie client for the bots that ours is compared with.

It makes the same requests as ours, and no more: it trusts every response, and does not retry. It
imports nothing of our bot's, so that an improvement there changes only one side of the comparison.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import aiohttp
from yarl import URL

Json = dict[str, Any]

PROGRESS_EVERY_S: Final = 1.5
Pace = Callable[[str], float]
SENDING: Final = "Sending your question to Genie …"
_LINES: Final = {
    "SUBMITTED": "Understanding your question …",
    "FETCHING_METADATA": "Understanding your question …",
    "FILTERING_CONTEXT": "Finding the right data …",
    "ASKING_AI": "Writing the query …",
    "EXECUTING_QUERY": "Running the query …",
}


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """Genie's answer to a question: its text, and the result of its query."""

    question: str
    text: str
    title: str
    columns: list[str]
    rows: list[list[str]]


class PlainGenie:
    """Asks in one space, through a session that sends the token.

    pace: how long to wait, in s, before the next poll in a status.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        host: str,
        space_id: str,
        *,
        loads: Callable[[bytes], Json],
        pace: Pace,
    ) -> None:
        self._session = session
        self._space = f"{host}/api/2.0/genie/spaces/{quote(space_id)}"
        self._loads = loads
        self._pace = pace

    async def ask(self, question: str, note: Callable[[str], None]) -> PlainAnswer:
        """Ask, poll until there is an answer, and read its rows. note gets each line of progress.

        Raises:
            RuntimeError: Genie has no answer.
        """
        begun = await self._request("POST", f"{self._space}/start-conversation", question)
        ids = f"{begun['conversation_id']}/messages/{begun['message_id']}"
        path = f"{self._space}/conversations/{ids}"
        message = begun["message"]
        while message["status"] != "COMPLETED":
            if message["status"] not in _LINES:
                raise RuntimeError(message["status"])
            note(_line_of(message))
            await asyncio.sleep(self._pace(message["status"]))
            message = await self._request("GET", path)
        return await self._answer(question, path, message)

    async def _answer(self, question: str, path: str, message: Json) -> PlainAnswer:
        found = {name: part for part in message["attachments"] for name in part}
        query = found["query"]["query"]
        rows = f"{path}/attachments/{found['query']['attachment_id']}/query-result"
        result = (await self._request("GET", rows))["statement_response"]
        return PlainAnswer(
            question=question,
            text=found["text"]["text"]["content"],
            title=query["title"],
            columns=[column["name"] for column in result["manifest"]["schema"]["columns"]],
            rows=result["result"]["data_array"],
        )

    async def _request(self, method: str, address: str, question: str = "") -> Json:
        body = {"content": question} if question else None
        url = URL(address, encoded=True)
        async with self._session.request(method, url, json=body) as response:
            response.raise_for_status()
            return self._loads(await response.read())


def _line_of(message: Json) -> str:
    """Return how far Genie is, with its latest thought while it writes the query."""
    line = _LINES[message["status"]]
    if message["status"] != "ASKING_AI":
        return line
    thoughts = message["attachments"][0]["query"]["thoughts"]
    return f"{line} {thoughts[-1]['content']}"
