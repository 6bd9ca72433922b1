"""A careful bot on the stock connector, for comparison: `python -m bench.stock_bot`.

It follows Microsoft's samples: a CloudAdapter, an ActivityHandler, and a background task per
question that sends through continue_conversation. It polls Genie every second, shows cards as
large as ours at the same pace as ours, and handles an activity once; it stores nothing between
questions. It is frozen: it imports nothing of our bot's, so that ours alone gets better. Settings
come from the environment, like app.py's. Source:
https://learn.microsoft.com/azure/bot-service/bot-builder-howto-proactive-message
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Any, Final

import aiohttp
from aiohttp import web
from botbuilder.core import ActivityHandler, CardFactory, MessageFactory, TurnContext
from botbuilder.core.integration import aiohttp_error_middleware
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import ConversationReference

from bench.plain_answer import PlainAnswer
from bench.plain_card import answer_card, progress_card
from bench.plain_genie import PROGRESS_EVERY_S, SENDING, PlainGenie
from bench.plain_session import through
from testkit.hosts import HOST

_APP_ID: Final = ""


class Post:
    """The message that shows progress and then the answer."""

    def __init__(self, adapter: CloudAdapter, reference: ConversationReference) -> None:
        self._adapter = adapter
        self._reference = reference
        self._activity_id = ""

    async def show(self, card: dict[str, Any], summary: str) -> None:
        """Send it, or update it from the second time on."""

        async def speak(context: TurnContext) -> None:
            activity = MessageFactory.attachment(CardFactory.adaptive_card(card))
            activity.summary = summary
            if self._activity_id:
                activity.id = self._activity_id
                await context.update_activity(activity)
            else:
                self._activity_id = (await context.send_activity(activity)).id

        await self._adapter.continue_conversation(self._reference, speak, _APP_ID)


class Asking:
    """One question: its progress, and in the end its answer."""

    def __init__(self, genie: PlainGenie, question: str) -> None:
        self._genie = genie
        self._question = question
        self._line = SENDING
        self._is_done = asyncio.Event()

    async def answer(self) -> PlainAnswer:
        """Follow Genie to the end, and return the answer."""
        try:
            return await self._genie.ask(self._question, self._note)
        finally:
            self._is_done.set()

    async def show_progress(self, post: Post) -> None:
        """Show progress at the usual pace, and only if it changed, until there is an answer."""
        shown = ""
        while not self._is_done.is_set():
            if self._line != shown:
                shown = self._line
                await post.show(progress_card(self._question, shown), shown)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_done.wait(), PROGRESS_EVERY_S)

    def _note(self, line: str) -> None:
        self._line = line


class StockBot(ActivityHandler):  # type: ignore[misc]  # the SDK ships no types
    """Answers every message with Genie's answer."""

    def __init__(self, adapter: CloudAdapter, genie: PlainGenie) -> None:
        self._adapter = adapter
        self._genie = genie
        self._seen: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Start a background task for the question: a turn must end within 10 to 15 s."""
        activity = turn_context.activity
        if activity.id in self._seen:
            return
        self._seen.add(activity.id)
        reference = TurnContext.get_conversation_reference(activity)
        task = asyncio.create_task(self._answer(activity.text, reference))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, question: str, reference: ConversationReference) -> None:
        post = Post(self._adapter, reference)
        asking = Asking(self._genie, question)
        answer, _ = await asyncio.gather(asking.answer(), asking.show_progress(post))
        await post.show(answer_card(answer), f"Genie answered: {question}")


def _adapter() -> CloudAdapter:
    configuration = SimpleNamespace(
        APP_ID=_APP_ID, APP_PASSWORD="", APP_TYPE="MultiTenant", APP_TENANTID=""
    )
    return CloudAdapter(ConfigurationBotFrameworkAuthentication(configuration))


_ADAPTER: Final = web.AppKey("adapter", object)
_BOT: Final = web.AppKey("bot", StockBot)


def _life(
    host: str, token: str, space_id: str
) -> Callable[[web.Application], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def life(app: web.Application) -> AsyncIterator[None]:
        """Open one session to Databricks, and make the bot."""
        adapter = app[_ADAPTER] = _adapter()
        headers = {"Authorization": f"Bearer {token}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            genie = PlainGenie(through(session, loads=json.loads), host, space_id)
            app[_BOT] = StockBot(adapter, genie)
            yield

    return life


async def _messages(request: web.Request) -> web.Response:
    adapter: CloudAdapter = request.app[_ADAPTER]
    response: web.Response = await adapter.process(request, request.app[_BOT])
    return response


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


def main() -> None:
    """Serve until SIGTERM."""
    env = os.environ
    app = web.Application(middlewares=[aiohttp_error_middleware])
    app.cleanup_ctx.append(
        _life(env["DATABRICKS_HOST"], env["DATABRICKS_TOKEN"], env["DATABRICKS_SPACE_ID"])
    )
    app.add_routes([web.post("/api/messages", _messages), web.get("/healthz", _health)])
    web.run_app(app, host=HOST, port=int(env["PORT"]), access_log=None, print=None)


if __name__ == "__main__":
    main()
