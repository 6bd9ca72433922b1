"""Without an app id the bot answers only programs of this machine, and no page in its browser."""

import asyncio

import pytest

from tests.harness.people import personal
from tests.harness.world import World

REFUSED = [
    {"Host": "evil.example"},
    {"Host": "evil.example:3978"},
    {"Host": "127.0.0.1.evil.example"},
    {"Host": "localhost.evil.example"},
    {"Host": "192.168.1.5:3978"},
    {"Host": "genie-3978.devtunnels.example"},
    {"Host": "[::2]:3978"},
    {"Host": "["},
    {"Host": ""},
    {"Host": "localhost", "Origin": "https://evil.example"},
    {"Host": "localhost", "Origin": "null"},
    {"Host": "localhost", "Origin": ""},
]
TAKEN = [
    {},
    {"Host": "localhost"},
    {"Host": "LOCALHOST:3978"},
    {"Host": "127.0.0.1:3978"},
    {"Host": "[::1]:3978"},
    {"Host": "localhost:3978", "Origin": "http://localhost:56150"},
]


@pytest.mark.parametrize("headers", REFUSED, ids=str)
async def test_pages_of_other_hosts_read_nothing(world: World, headers: dict[str, str]) -> None:
    """Their host name may lead here, and their scripts send their origin."""
    activity = world.activity("Show revenue by region", **personal())
    answer = await world.client.post("/api/messages", json=activity, headers=headers)
    file = await world.client.get("/files/x", headers=headers)

    assert (answer.status, file.status) == (403, 403)
    assert world.workspace.questions() == []


@pytest.mark.parametrize("headers", TAKEN, ids=str)
async def test_programs_of_this_machine_are_answered(world: World, headers: dict[str, str]) -> None:
    """The emulators send one of these."""
    activity = world.activity("help", **personal())
    answer = await world.client.post("/api/messages", json=activity, headers=headers)

    assert answer.status == 201


async def test_answers_are_not_in_the_response(world: World) -> None:
    """The caller is not known, and could read them there."""
    activity = world.activity("Show revenue by region", **personal(), deliveryMode="expectReplies")
    answer = await world.post(activity)

    assert answer.status == 403
    assert "serviceUrl" in (await answer.json())["error"]["message"]
    assert world.workspace.questions() == []


async def test_a_request_without_a_host_is_refused(world: World) -> None:
    """Every browser sends the header."""
    url = world.client.make_url("/")
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(b"POST /api/messages HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}")
    status = await reader.readline()
    writer.close()

    assert b" 403 " in status
