"""The cheapest bot with the same requests as ours, for comparison: `python -m bench.floor_bot`.

It is a floor, and no bot for people: it checks no token, stores and repeats nothing, and trusts
everything that it reads. A bare aiohttp server acknowledges a question; a task sends lines of
progress at our pace, polls Genie at our pace, reads the rows, and ends the stream with a card as
large as ours. Settings come from the environment, like app.py's.
"""

import asyncio
import os
from typing import Any, Final
from urllib.parse import quote

import aiohttp
import orjson
import uvloop
from aiohttp import web
from yarl import URL

from bench.plain_answer import Json, PlainAnswer
from bench.plain_card import answer_card
from bench.plain_genie import PROGRESS_EVERY_S, SENDING, PlainGenie
from bench.plain_session import through
from testkit.hosts import HOST

_HEALTH: Final = "/healthz"
# Longer where no answer follows, like ours.
_POLL_EVERY_S: Final = dict.fromkeys(
    ("SUBMITTED", "FETCHING_METADATA", "FILTERING_CONTEXT", "PENDING_WAREHOUSE"), 2.0
)
_JSON: Final = {"Content-Type": "application/json; charset=utf-8"}


class Stream:
    """Progress in a stream, and the answer at its end."""

    def __init__(self, session: aiohttp.ClientSession, asked: Json) -> None:
        self._session = session
        conversation, activity = asked["conversation"]["id"], asked["id"]
        path = f"v3/conversations/{quote(conversation, safe='')}/activities/{activity}"
        self._url = URL(f"{asked['serviceUrl']}/{path}", encoded=True)
        self._common: Json = {
            "serviceUrl": asked["serviceUrl"],
            "channelId": asked["channelId"],
            "from": asked["recipient"],
            "recipient": asked["from"],
            "conversation": asked["conversation"],
            "locale": asked["locale"],
            "inputHint": "acceptingInput",
            "replyToId": activity,
        }
        self._stream: Json = {"type": "streaminfo", "streamType": "informative"}
        self._line, self._shown, self._sequence = SENDING, "", 0
        self._is_done = False

    def note(self, line: str) -> None:
        """Show this line next, if there is time for it."""
        self._line = line

    async def run(self) -> None:
        """Show the latest line at the usual pace, until there is an answer."""
        while not self._is_done:
            if self._line != self._shown:
                self._shown = self._line
                self._sequence += 1
                place = self._stream | {"streamSequence": self._sequence}
                sent = await self._send({"type": "typing", "text": self._line, "entities": [place]})
                self._stream.setdefault("streamId", sent.get("id"))
            await asyncio.sleep(PROGRESS_EVERY_S)

    async def end(self, answer: PlainAnswer) -> None:
        """End the stream with the answer."""
        self._is_done = True
        kind = "application/vnd.microsoft.card.adaptive"
        await self._send(
            {
                "type": "message",
                "text": answer.text,
                "summary": f"Genie answered: {answer.question}",
                "attachments": [{"contentType": kind, "content": answer_card(answer)}],
                "entities": [self._stream | {"streamType": "final"}],
            }
        )

    async def _send(self, activity: Json) -> Json:
        body = orjson.dumps(self._common | activity)
        async with self._session.post(self._url, data=body, headers=_JSON) as response:
            sent: Json = orjson.loads(await response.read())
            return sent


class FloorBot:
    """Acknowledges every message at once, and answers it in a task."""

    def __init__(self, channel: aiohttp.ClientSession, genie: PlainGenie) -> None:
        self._channel = channel
        self._genie = genie
        self._tasks: set[asyncio.Task[None]] = set()

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Handle a request of any kind."""
        if request.path != _HEALTH:
            asked = orjson.loads(await request.read())
            stream = Stream(self._channel, asked)
            self._start(stream.run())
            self._start(self._answer(asked["text"], stream))
        return web.Response()

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, question: str, stream: Stream) -> None:
        await stream.end(await self._genie.ask(question, stream.note))


async def serve() -> None:
    """Serve until the process is ended."""
    env = os.environ
    authorization = {"Authorization": f"Bearer {env['DATABRICKS_TOKEN']}"}
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as channel,
        aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(), headers=authorization
        ) as databricks,
    ):
        genie = PlainGenie(
            through(databricks, loads=orjson.loads),
            env["DATABRICKS_HOST"],
            env["DATABRICKS_SPACE_ID"],
            pace=lambda status: _POLL_EVERY_S.get(status, 1.0),
        )
        bot = FloorBot(channel, genie)
        server = web.Server(bot.handle, access_log=None)
        loop = asyncio.get_running_loop()
        listening = await loop.create_server(server, HOST, int(env["PORT"]), backlog=1024)
        await listening.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
