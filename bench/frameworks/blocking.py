"""One question from beginning to end in one thread, with requests: for the bots on Flask.

Tried, see https://requests.readthedocs.io/en/latest/user/advanced/:

- A session instead of single requests: 0.92. Kept.
- A pool as large as the number of threads: 0.97. Kept, so that no connection is thrown away.
- trust_env = False, so that no request looks for proxies and passwords: 0.87. Kept.
"""

import os
import time
from typing import Final

import requests
from requests.adapters import HTTPAdapter

from bench.frameworks.messages import analysing, answered, replies_url, typing
from bench.plain_answer import (
    Json,
    PlainAnswer,
    is_done,
    message_url,
    read_answer,
    rows_url,
    space_url,
)

_POLL_EVERY_S: Final = 1.0
# As many as threads, so that none opens a connection for each request.
_POOL_SIZE: Final = 1000


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", HTTPAdapter(pool_maxsize=_POOL_SIZE))
    return session


_channel: Final = _session()
_databricks: Final = _session()


def answer(asked: Json) -> None:
    """Answer an activity, which takes as long as Genie takes."""
    url = replies_url(asked)
    _request(_channel, "POST", url, typing(asked))
    _request(_channel, "POST", url, analysing(asked))
    _request(_channel, "POST", url, answered(asked, _ask(asked["text"])))


def _ask(question: str) -> PlainAnswer:
    """Ask Genie, poll until there is an answer, and read its rows."""
    env = os.environ
    _databricks.headers["Authorization"] = f"Bearer {env['DATABRICKS_TOKEN']}"
    space = space_url(env["DATABRICKS_HOST"], env["DATABRICKS_SPACE_ID"])
    begun = _request(_databricks, "POST", f"{space}/start-conversation", {"content": question})
    url, message = message_url(space, begun), begun["message"]
    while not is_done(message):
        time.sleep(_POLL_EVERY_S)
        message = _request(_databricks, "GET", url)
    return read_answer(question, message, _request(_databricks, "GET", rows_url(url, message)))


def _request(session: requests.Session, method: str, url: str, body: Json | None = None) -> Json:
    response = session.request(method, url, json=body)
    response.raise_for_status()
    read: Json = response.json()
    return read
