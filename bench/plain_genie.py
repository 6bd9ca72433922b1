"""A small Genie client for the bots that ours is compared with.

It makes the same requests as ours, and no more: it trusts every response, and does not retry. It
imports nothing of our bot's, so that an improvement there changes only one side of the comparison.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from bench.plain_answer import (
    Json,
    PlainAnswer,
    is_done,
    line_of,
    message_url,
    read_answer,
    rows_url,
    space_url,
)

PROGRESS_EVERY_S: Final = 1.5
POLL_EVERY_S: Final = 1.0
SENDING: Final = "Sending your question to Genie …"
Pace = Callable[[str], float]
# Makes a request with a method, an address and a body, and returns the response's.
Send = Callable[[str, str, Json | None], Awaitable[Json]]


class PlainGenie:
    """Asks in one space.

    pace: how long to wait, in s, before the next poll in a status.
    """

    def __init__(
        self, send: Send, host: str, space_id: str, *, pace: Pace = lambda _: POLL_EVERY_S
    ) -> None:
        self._send = send
        self._space = space_url(host, space_id)
        self._pace = pace

    async def ask(self, question: str, note: Callable[[str], None]) -> PlainAnswer:
        """Ask, poll until there is an answer, and read its rows. note gets each line of progress.

        Raises:
            RuntimeError: Genie has no answer.
        """
        asked = {"content": question}
        begun = await self._send("POST", f"{self._space}/start-conversation", asked)
        url, message = message_url(self._space, begun), begun["message"]
        while not is_done(message):
            note(line_of(message))
            await asyncio.sleep(self._pace(message["status"]))
            message = await self._send("GET", url, None)
        rows = await self._send("GET", rows_url(url, message), None)
        return read_answer(question, message, rows)
