"""A careful bot on the stock connector, for comparison: `python -m bench.stock_bot`.

It follows Microsoft's samples: a CloudAdapter, an ActivityHandler, and a background task per
question that sends through continue_conversation. It asks by the same client, shows the same cards
at the same rate, and handles an activity once; it stores nothing between questions. Settings come
from the environment, like app.py's. Source:
https://learn.microsoft.com/azure/bot-service/bot-builder-howto-proactive-message
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Final

import aiohttp
from aiohttp import web
from botbuilder.core import ActivityHandler, CardFactory, MessageFactory, TurnContext
from botbuilder.core.integration import aiohttp_error_middleware
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import ConversationReference

from cards import (
    AnswerCards,
    AskedQuestion,
    CardMessage,
    Progress,
    Reader,
    problem_message,
    progress_message,
)
from genie import Answered, Failed, FixedToken, Genie, GenieWorkspace
from testkit.hosts import HOST

PROGRESS_EVERY_S: Final = 2.0
_APP_ID: Final = ""


class Post:
    """The message that shows progress and then the answer."""

    def __init__(self, adapter: CloudAdapter, reference: ConversationReference) -> None:
        self._adapter = adapter
        self._reference = reference
        self._activity_id = ""

    async def show(self, message: CardMessage) -> None:
        """Send it, or update it from the second time on."""

        async def speak(context: TurnContext) -> None:
            activity = MessageFactory.attachment(CardFactory.adaptive_card(message.card))
            activity.summary = message.summary
            if self._activity_id:
                activity.id = self._activity_id
                await context.update_activity(activity)
            else:
                self._activity_id = (await context.send_activity(activity)).id

        await self._adapter.continue_conversation(self._reference, speak, _APP_ID)


class Asking:
    """One question: its progress, and in the end its outcome."""

    def __init__(self, genie: Genie, question: AskedQuestion) -> None:
        self._genie = genie
        self._question = question
        self._progress = Progress()
        self._is_done = asyncio.Event()

    async def outcome(self) -> CardMessage:
        """Follow Genie to the end, and return the message of the outcome."""
        try:
            async for event in self._genie.ask(self._question.text):
                self._progress = self._progress.after(event)
                match event:
                    case Answered(answer):
                        return next(AnswerCards(answer, self._question).messages())
                    case Failed(error):
                        return problem_message(error, self._question)
        finally:
            self._is_done.set()
        raise RuntimeError("Genie's events ended without an outcome")

    async def show_progress(self, post: Post) -> None:
        """Show progress at the usual rate, and only if it changed, until there is an outcome."""
        shown = None
        while not self._is_done.is_set():
            if self._progress != shown:
                shown = self._progress
                await post.show(progress_message(shown, self._question))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_done.wait(), PROGRESS_EVERY_S)


class StockBot(ActivityHandler):  # type: ignore[misc]  # the SDK ships no types
    """Answers every message with Genie's answer."""

    def __init__(self, adapter: CloudAdapter, genie: Genie) -> None:
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
        question = AskedQuestion(
            activity.text, activity.id, Reader.of(activity.text, locale_tag=activity.locale or "")
        )
        task = asyncio.create_task(self._answer(question, reference))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, question: AskedQuestion, reference: ConversationReference) -> None:
        post = Post(self._adapter, reference)
        asking = Asking(self._genie, question)
        message, _ = await asyncio.gather(asking.outcome(), asking.show_progress(post))
        await post.show(message)


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
        async with aiohttp.ClientSession() as session:
            workspace = GenieWorkspace(session, base_url=host, tokens=FixedToken(token))
            app[_BOT] = StockBot(adapter, workspace.genie(space_id))
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
