"""Invalid requests get a clear refusal without a crash, and the server keeps running."""

import asyncio
import json
import logging
from io import BytesIO
from typing import Any

import pytest
from aiohttp import web
from botbuilder.schema import Activity

from bot.activities.parsing import MAX_VALUES, read_activity
from bot.channel.sdk_activities import sdk_activity
from tests.harness.world import World

KINDS = ("message", "invoke")
BODIES = {
    "malformed": b'{"type": "message"',
    "empty": b"",
    "array": b"[]",
    "string": b'"hello"',
    "number": b"42",
    "null": b"null",
    "boolean": b"true",
    "invalid UTF-8": b'{"type": "\xff\xfe"}',
    "deeply nested": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "nested lists": b"[" * 200_000,
    "numbers in an array": b'{"channelData": [' + b"0," * 110_000 + b"0]}",
    "an array of objects": b'{"suggestedActions": {"actions": [' + b"{}," * 70_000 + b"{}]}}",
    "many keys": b"{" + b",".join(b'"%d":0' % key for key in range(20_000)) + b"}",
    "a long number": b'{"value": ' + b"9" * 200_000 + b"}",
    "nested as deep as JSON is still read": b'{"a":' * 500 + b"1" + b"}" * 500,
}
CHANGES: dict[str, dict[str, Any]] = {
    "no type": {"type": None},
    "empty type": {"type": ""},
    "type a number": {"type": 7},
    "type an object": {"type": {}},
    "no conversation": {"conversation": None},
    "conversation a string": {"conversation": "a:ann"},
    "conversation a list": {"conversation": []},
    "conversation without id": {"conversation": {}},
    "conversation id a number": {"conversation": {"id": 7}},
    "conversation id Chinese": {"conversation": {"id": "會議"}},
    "conversation id with a line break": {"conversation": {"id": "a\r\nX-Evil: 1"}},
    "conversation id with a leading space": {"conversation": {"id": " a"}},
    "conversation id with a null": {"conversation": {"id": "a\0b"}},
    "half a character in the text": {"text": "\ud800"},
    "half a character in an id": {"from": {"id": "\udfff"}},
    "thousands of attachments": {"attachments": [{}] * 5000},
    "thousands of entities": {"entities": [{"type": "x"}] * 5000},
    "service URL with a backslash": {"serviceUrl": "http://127.0.0.1\\.evil.example/"},
    "service URL with a query": {"serviceUrl": "http://127.0.0.1:9200/_search?q="},
    "no from": {"from": None},
    "from a string": {"from": "ann"},
    "from without id": {"from": {"name": "Ann"}},
    "from with a list as name": {"from": {"id": "29:ann", "name": []}},
    "no recipient": {"recipient": None},
    "recipient a list": {"recipient": []},
    "recipient without id": {"recipient": {}},
    "no service URL": {"serviceUrl": None},
    "empty service URL": {"serviceUrl": ""},
    "service URL a number": {"serviceUrl": 7},
    "service URL no URL": {"serviceUrl": "not a url"},
    "service URL with a bad port": {"serviceUrl": "http://127.0.0.1:port"},
    "service URL elsewhere": {"serviceUrl": "https://evil.example/"},
    "service URL with a user": {"serviceUrl": "http://127.0.0.1@evil.example/"},
    "service URL of a file": {"serviceUrl": "file:///etc/passwd"},
    "service URL of Teams while local": {"serviceUrl": "https://smba.trafficmanager.net/amer/"},
    "no channel": {"channelId": None},
    "entities a string": {"entities": "mention"},
    "entities of strings": {"entities": ["mention"]},
    "entities without type": {"entities": [{}]},
    "attachments a string": {"attachments": "file"},
    "attachments of numbers": {"attachments": [1]},
    "members added a string": {"membersAdded": "ann"},
    "members added without id": {"membersAdded": [{}]},
    "text a list": {"text": ["hello"]},
    "text an object": {"text": {}},
    "text format a number": {"textFormat": 7},
    "id an object": {"id": {}},
    "locale a list": {"locale": []},
    "name a number": {"name": 7},
    "free JSON of many values": {"value": {"a": [0] * MAX_VALUES}},
    "members of many values": {"membersAdded": [{"id": "29:bob"}] * MAX_VALUES},
    "impossible timestamp": {"timestamp": "2026-13-45T99:99:99Z"},
    "timestamp no date": {"timestamp": "yesterday"},
    "timestamp a list": {"timestamp": []},
    "local timestamp no date": {"localTimestamp": "soon"},
    "expiration no date": {"expiration": "never"},
}


@pytest.fixture(autouse=True)
def no_crash(caplog: pytest.LogCaptureFixture) -> Any:
    """Fail the test if a crash was logged."""
    yield
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


async def assert_refused(world: World, status: int, body: str) -> None:
    """Check for a 4xx other than 404 with a reason, and that the server still works."""
    assert 400 <= status < 500
    assert status != 404
    assert json.loads(body)["error"]["message"]
    assert (await world.client.get("/healthz")).status == 200
    await world.say("help")


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_bodies_that_are_not_activities(world: World, body: bytes) -> None:
    """The SDK answers each of these with 500."""
    headers = {"Content-Type": "application/json"}

    response = await world.client.post("/api/messages", data=body, headers=headers)

    await assert_refused(world, response.status, await response.text())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_activities_of_the_wrong_shape(
    world: World, kind: str, change: dict[str, Any]
) -> None:
    """The response names the field, for messages and for invokes."""
    activity = world.activity("hello", type=kind, name="adaptiveCard/action") | change

    response = await world.post(activity)

    await assert_refused(world, response.status, await response.text())


@pytest.mark.parametrize("name", ["type", "conversation", "from", "recipient", "serviceUrl"])
@pytest.mark.parametrize("kind", KINDS)
async def test_missing_fields(world: World, kind: str, name: str) -> None:
    """An absent field is refused like a null one."""
    activity = world.activity("hello", type=kind)
    del activity[name]

    response = await world.post(activity)

    await assert_refused(world, response.status, await response.text())


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/jsonp", None])
async def test_content_types(world: World, content_type: str | None) -> None:
    """The SDK answers a missing Content-Type with 404."""
    headers = {} if content_type is None else {"Content-Type": content_type}
    skip = ["Content-Type"] if content_type is None else []
    body = json.dumps(world.activity("hello")).encode()

    response = await world.client.post(
        "/api/messages", data=body, headers=headers, skip_auto_headers=skip
    )

    assert response.status == 415
    await assert_refused(world, response.status, await response.text())


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "unheard-of"])
async def test_compressed_bodies(world: World, encoding: str) -> None:
    """The server itself would log an invalid one as a crash."""
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}

    response = await world.client.post("/api/messages", data=b"not compressed", headers=headers)

    assert response.status == 415
    await assert_refused(world, response.status, await response.text())


async def test_a_content_type_with_charset_is_accepted(world: World) -> None:
    """Teams sends it."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    body = json.dumps(world.activity("help")).encode()

    response = await world.client.post("/api/messages", data=body, headers=headers)

    assert response.status == 201


async def test_a_body_of_10_mb_is_refused(world: World) -> None:
    """It is not read to its end."""
    body = BytesIO(b'{"text": "' + b"x" * 10_000_000 + b'"}')
    headers = {"Content-Type": "application/json"}

    response = await world.client.post("/api/messages", data=body, headers=headers)

    assert response.status == 413
    await assert_refused(world, response.status, await response.text())


@pytest.mark.parametrize(
    "value", [None, "text", [], {}, {"action": 1}, {"action": {"type": "Action.Submit"}}]
)
@pytest.mark.parametrize("name", ["task/fetch", "composeExtension/query", None])
async def test_unknown_invokes_get_501(world: World, name: str | None, value: object) -> None:
    """The protocol has this status for them."""
    activity = world.activity(None, type="invoke", name=name, value=value)

    response = await world.post(activity)

    assert response.status == 501
    assert "error" in await response.json()


@pytest.mark.parametrize(
    "value", [None, "text", [], {}, {"action": 1}, {"action": {"type": "Action.Execute"}}]
)
async def test_unknown_card_invokes_are_refused_in_the_body(world: World, value: object) -> None:
    """The SDK crashes on some of these; the protocol has the outcome in the body."""
    activity = world.activity(None, type="invoke", name="adaptiveCard/action", value=value)

    response = await world.post(activity)

    body = await response.json()
    assert response.status == 200
    assert (body["statusCode"], body["type"]) == (400, "application/vnd.microsoft.error")


@pytest.mark.parametrize(
    "value", [None, "text", [], {}, {"actionValue": 1}, {"actionValue": {"reaction": []}}]
)
async def test_invalid_feedback_is_accepted(world: World, value: object) -> None:
    """Teams shows an error unless the body is an empty object."""
    activity = world.activity(None, type="invoke", name="message/submitAction", value=value)

    response = await world.post(activity)

    assert response.status == 200
    assert await response.json() == {}


@pytest.mark.parametrize(
    "value",
    [
        "text",
        7,
        [],
        {},
        {"v": 2, "do": "ask"},
        {"v": 1, "do": "fly", "id": "x"},
        {"v": 1, "do": []},
    ],
)
async def test_unknown_card_actions_get_a_reply(world: World, value: object) -> None:
    """The button is from an older or newer bot, or forged."""
    await world.press(value)

    assert "button" in (await world.answer())["text"]


FREE: list[Any] = [
    None,
    "2026-11-29T10:00:00Z",
    7,
    1.5,
    False,
    [],
    {},
    {"a": [1, {"b": None}], "": "x"},
]


@pytest.mark.parametrize("free", FREE, ids=str)
async def test_free_form_json_is_unchanged(world: World, free: object) -> None:
    """The SDK gives the same values, but takes longer."""
    given = world.activity(None, channelData=free, value=free)
    activity = sdk_activity(read_activity("application/json", json.dumps(given).encode()))
    stock = Activity.deserialize(given)

    assert (activity.channel_data, activity.value) == (free, free)
    assert activity.serialize() == stock.serialize()


@pytest.mark.parametrize("is_rude", [False, True], ids=["closed", "reset"])
async def test_a_client_may_disconnect_in_its_body(
    world: World, caplog: pytest.LogCaptureFixture, *, is_rude: bool
) -> None:
    """Proxies do that when their client does; it is no crash, and not logged."""
    runner = world.client.server.runner
    assert runner is not None
    server = runner.server
    assert isinstance(server, web.Server)
    for _ in range(5):
        _, writer = await asyncio.open_connection("127.0.0.1", world.client.port)
        head = "POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"
        writer.write(f"{head}{{".encode())
        await writer.drain()
        if is_rude:
            writer.transport.abort()
        writer.close()
    await world.until(lambda: server.requests_count == 5 and not server.connections)

    assert [r for r in caplog.records if r.levelno > logging.INFO] == []
    await world.say("help")
