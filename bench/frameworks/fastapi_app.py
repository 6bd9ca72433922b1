"""The bot on FastAPI, with any HTTP client."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import BackgroundTasks, FastAPI, Request

from bench.frameworks.answering import answer
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
        background.add_task(answer, asked, request.app.state.channel, request.app.state.genie)

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        """Say that the bot serves."""
        return {"status": "ok"}

    return app
