"""On FastAPI, with httpx, in uvicorn: `uvicorn bench.frameworks.fastapi_bot:app`."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import BackgroundTasks, FastAPI, Request

from bench.frameworks.messages import analysing, answered, replies_url, typing
from bench.plain_answer import Json
from bench.plain_genie import PlainGenie, Send


def through(client: httpx.AsyncClient) -> Send:
    """Send through a client, which adds the token."""

    async def send(method: str, address: str, body: Json | None) -> Json:
        response = await client.request(method, address, json=body)
        response.raise_for_status()
        read: Json = response.json()
        return read

    return send


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """One client for the channel and one for Databricks, for the life of the process."""
    env = os.environ
    headers = {"Authorization": f"Bearer {env['DATABRICKS_TOKEN']}"}
    async with httpx.AsyncClient() as channel, httpx.AsyncClient(headers=headers) as databricks:
        app.state.channel = through(channel)
        app.state.genie = PlainGenie(
            through(databricks), env["DATABRICKS_HOST"], env["DATABRICKS_SPACE_ID"]
        )
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/api/messages", status_code=202)
async def messages(asked: dict[str, Any], request: Request, background: BackgroundTasks) -> None:
    """Acknowledge an activity, and answer it in the background."""
    background.add_task(_answer, asked, request.app.state.channel, request.app.state.genie)


@app.get("/healthz")
async def health() -> dict[str, str]:
    """Say that the bot serves."""
    return {"status": "ok"}


async def _answer(asked: Json, channel: Send, genie: PlainGenie) -> None:
    url = replies_url(asked)
    await channel("POST", url, typing(asked))
    await channel("POST", url, analysing(asked))
    answer = await genie.ask(asked["text"], lambda _: None)
    await channel("POST", url, answered(asked, answer))
