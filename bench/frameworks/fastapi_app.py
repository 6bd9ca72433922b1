"""The bot on FastAPI, with any HTTP client."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import BackgroundTasks, FastAPI, Request

from bench.frameworks.messages import analysing, answered, replies_url, typing
from bench.plain_answer import Json
from bench.plain_genie import PlainGenie, Send

# Opens a client of the channel, and one of Databricks.
Clients = Callable[[], AbstractAsyncContextManager[tuple[Send, PlainGenie]]]


def bot(clients: Clients) -> FastAPI:
    """Make the application."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with clients() as (app.state.channel, app.state.genie):
            yield

    app = FastAPI(lifespan=lifespan)

    @app.post("/api/messages", status_code=202)
    async def messages(
        asked: dict[str, Any], request: Request, background: BackgroundTasks
    ) -> None:
        """Acknowledge an activity, and answer it in the background."""
        background.add_task(_answer, asked, request.app.state.channel, request.app.state.genie)

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        """Say that the bot serves."""
        return {"status": "ok"}

    return app


async def _answer(asked: Json, channel: Send, genie: PlainGenie) -> None:
    url = replies_url(asked)
    await channel("POST", url, typing(asked))
    await channel("POST", url, analysing(asked))
    answer = await genie.ask(asked["text"], lambda _: None)
    await channel("POST", url, answered(asked, answer))
