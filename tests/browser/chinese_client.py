"""A proxy with a Chinese client: `python -m tests.browser.chinese_client PORT BOT_PORT`.

The Playground writes en-US into every activity. This proxy between it and the bot changes each to
what a client of Teams sends whose language is Traditional Chinese.
"""

import json
import sys

import aiohttp
from aiohttp import web

from testkit.hosts import HOST

LOCALE = "zh-TW"


async def _forward(request: web.Request) -> web.Response:
    activity = await request.json()
    activity["locale"] = LOCALE
    for entity in activity.get("entities") or []:
        if entity.get("type") == "clientInfo":
            entity["locale"] = LOCALE
    url = f"http://{HOST}:{sys.argv[2]}{request.path}"
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=json.dumps(activity), headers=headers) as response,
    ):
        body = await response.read()
        return web.Response(body=body, status=response.status, content_type="application/json")


def main() -> None:
    """Serve until the process ends."""
    app = web.Application()
    app.router.add_post("/api/messages", _forward)
    web.run_app(app, host=HOST, port=int(sys.argv[1]))


if __name__ == "__main__":
    main()
