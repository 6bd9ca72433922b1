"""Genie's responses, for the bots that ours is compared with: pure functions, and no client.

Nothing here is ours or a framework's, so that each bot loads only what it is built on.
"""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

Json = dict[str, Any]

DONE: Final = "COMPLETED"
_LINES: Final = {
    "SUBMITTED": "Understanding your question …",
    "FETCHING_METADATA": "Understanding your question …",
    "FILTERING_CONTEXT": "Finding the right data …",
    "ASKING_AI": "Writing the query …",
    "EXECUTING_QUERY": "Running the query …",
}


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """Genie's answer to a question: its text, and the result of its query."""

    question: str
    text: str
    title: str
    columns: list[str]
    rows: list[list[str]]


def space_url(host: str, space_id: str) -> str:
    """Return the address of a space in the API."""
    return f"{host}/api/2.0/genie/spaces/{quote(space_id)}"


def message_url(space: str, begun: Json) -> str:
    """Return the address of the message that a question has begun."""
    ids = f"{begun['conversation_id']}/messages/{begun['message_id']}"
    return f"{space}/conversations/{ids}"


def rows_url(url: str, message: Json) -> str:
    """Return the address of the rows of a complete message, whose own address is url."""
    return f"{url}/attachments/{_parts(message)['query']['attachment_id']}/query-result"


def is_done(message: Json) -> bool:
    """Whether Genie has answered.

    Raises:
        RuntimeError: Genie has no answer.
    """
    if message["status"] not in {DONE, *_LINES}:
        raise RuntimeError(message["status"])
    return bool(message["status"] == DONE)


def line_of(message: Json) -> str:
    """Return how far Genie is, with its latest thought while it writes the query."""
    line = _LINES[message["status"]]
    if message["status"] != "ASKING_AI":
        return line
    thoughts = message["attachments"][0]["query"]["thoughts"]
    return f"{line} {thoughts[-1]['content']}"


def read_answer(question: str, message: Json, rows: Json) -> PlainAnswer:
    """Put an answer together from a complete message and the response with its rows."""
    found = _parts(message)
    result = rows["statement_response"]
    return PlainAnswer(
        question=question,
        text=found["text"]["text"]["content"],
        title=found["query"]["query"]["title"],
        columns=[column["name"] for column in result["manifest"]["schema"]["columns"]],
        rows=result["result"]["data_array"],
    )


def _parts(message: Json) -> Json:
    """Return a message's attachments by their kind."""
    return {name: part for part in message["attachments"] for name in part}
