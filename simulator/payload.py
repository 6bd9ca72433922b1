"""Reading the bodies of requests, and writing responses."""

import json
from collections.abc import Mapping
from functools import partial

from aiohttp import web

from simulator import errors
from simulator.statements import Json


async def json_body(request: web.Request) -> Mapping[str, object]:
    """Return the JSON object of a request; without a body it is empty."""
    raw = await request.read()
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as exc:
        raise errors.malformed_json() from exc
    if not isinstance(body, dict):
        raise errors.malformed_json()
    return body


def reply(
    body: object, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Return a JSON response in UTF-8, unescaped, as Databricks writes it."""
    return web.json_response(body, status=status, headers=headers, dumps=_dumps)


_dumps = partial(json.dumps, ensure_ascii=False)


def text_of(body: Mapping[str, object], name: str) -> str:
    """Return a field that must be present and a text."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise errors.invalid_parameter(f"{name} is required and must be a non-empty string.")
    return value


def page_body(name: str, items: list[Json], token: str | None) -> Json:
    """Return a page of a list; without a token it is the last one."""
    body: Json = {name: items}
    return body | {"next_page_token": token} if token else body
