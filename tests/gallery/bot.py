"""A bot that replies to a number with the message of that number in a file.

`python -m tests.gallery.bot --port 3999 --messages FILE` receives the activities of the Playground.
"""

import argparse
import json
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp import web

CARD_TYPE: Final = "application/vnd.microsoft.card.adaptive"
MESSAGES: Final = web.AppKey("messages", list[dict[str, Any]])


async def handle(request: web.Request) -> web.Response:
    """Reply to a message that is a number; ignore other activities."""
    activity = await request.json()
    number = str(activity.get("text") or "").strip()
    if activity.get("type") == "message" and number.isdigit():
        await _say(request.app[MESSAGES][int(number)], activity)
    return web.Response()


async def _say(message: dict[str, Any], to: dict[str, Any]) -> None:
    """Send a message through the connector, since the Playground draws no other cards."""
    conversation = to["conversation"]["id"]
    address = (
        f"{to['serviceUrl'].rstrip('/')}/v3/conversations/{conversation}/activities/{to['id']}"
    )
    activity = {
        "type": "message",
        "from": to["recipient"],
        "recipient": to["from"],
        "conversation": to["conversation"],
        "replyToId": to["id"],
        **({"text": message["text"]} if message["text"] else {}),
        "summary": message["summary"],
        "attachments": [{"contentType": CARD_TYPE, "content": message["card"]}],
    }
    async with aiohttp.ClientSession() as session, session.post(address, json=activity) as response:
        response.raise_for_status()


async def _healthy(_request: web.Request) -> web.Response:
    return web.Response()


def gallery_bot(messages: list[dict[str, Any]]) -> web.Application:
    """Make the bot."""
    app = web.Application()
    app[MESSAGES] = messages
    app.router.add_post("/api/messages", handle)
    app.router.add_get("/healthz", _healthy)
    return app


def main() -> None:
    """Serve until the process ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--messages", type=Path, required=True)
    options = parser.parse_args()
    messages = json.loads(options.messages.read_text("utf-8"))
    web.run_app(gallery_bot(messages), host="127.0.0.1", port=options.port, print=None)


if __name__ == "__main__":
    main()
