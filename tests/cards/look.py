"""Looks into a card's JSON."""

import json
from typing import Any


def elements(node: object, kind: str) -> list[dict[str, Any]]:
    """Return every element of a type, at any depth."""
    if isinstance(node, list):
        return [found for item in node for found in elements(item, kind)]
    if not isinstance(node, dict):
        return []
    inner = [found for value in node.values() for found in elements(value, kind)]
    return [node, *inner] if node.get("type") == kind else inner


def words(node: object) -> str:
    """Return the text of a card or message as one string."""
    return json.dumps(node, ensure_ascii=False)


def grid(table: dict[str, Any]) -> list[list[str]]:
    """Return a Table's texts, row by row, the header first."""
    return [
        [cell["items"][0]["text"] for cell in row["cells"]] for row in elements(table, "TableRow")
    ]


def actions(card: dict[str, Any], do: str) -> list[dict[str, Any]]:
    """Return the payloads of the buttons that do something, in order."""
    payloads = [button["data"] for button in elements(card, "Action.Submit")]
    return [payload for payload in payloads if payload["do"] == do]


def texts_of(card: dict[str, Any]) -> list[str]:
    """Return the texts of all text blocks, in order."""
    return [str(block["text"]) for block in elements(card, "TextBlock")]
