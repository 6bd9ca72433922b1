"""Requests through aiohttp, for those of the other bots that are built on it."""

from collections.abc import Callable

import aiohttp
from yarl import URL

from bench.plain_answer import Json
from bench.plain_genie import Send


def through(session: aiohttp.ClientSession, *, loads: Callable[[bytes], Json]) -> Send:
    """Send through a session, which adds the token."""

    async def send(method: str, address: str, body: Json | None) -> Json:
        url = URL(address, encoded=True)
        async with session.request(method, url, json=body) as response:
            response.raise_for_status()
            return loads(await response.read())

    return send
