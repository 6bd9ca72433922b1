"""The text that a person typed, without what Teams adds: mentions of the bot, and quote tags.

The SDK's own helper removes the bot's name wherever it occurs, also from the question itself.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bot.activities.activity import Activity
from bot.activities.character_references import is_escaped, resolved

# Teams inserts a tag into the text for each quoted message, beside a "quotedReply" entity.
# Source: https://github.com/microsoft/teams.py/pull/321
_QUOTE: Final = r"""<quoted\s+messageId\s*=\s*(?:"[^"<>]*"|'[^'<>]*')\s*(?:/>|>(?:\s*</quoted>)?)"""
_MENTION: Final = re.compile(r"<at\b[^<>]*>([^<>]*)</at>", re.IGNORECASE)
_BLANKS: Final = " \t\u00a0"
# Teams puts this between a mention and the text, also if it escapes nothing else.
_AFTER_TAG: Final = re.compile(r"\A(?:[ \t\u00a0]|&nbsp;)+", re.IGNORECASE)
_LINE_ENDS: Final = ("\n", "\r")


def question_text(activity: Activity) -> str:
    """Return the text as typed, without mentions of the bot; other mentions become names.

    Where a mention of the bot or a quote tag is removed from within a line, one space remains.
    """
    first, *others = _divided(activity)
    pieces = [first, *(_AFTER_TAG.sub("", piece) for piece in others)]
    pieces = [_MENTION.sub(r"\1", piece) for piece in pieces]
    if is_escaped(activity, pieces):
        pieces = [resolved(piece) for piece in pieces]
    return (_joined(pieces) if others else pieces[0]).strip()


def _divided(activity: Activity) -> list[str]:
    """Split the text at every mention of the bot and every quote tag."""
    pieces = [activity.text]
    for mention in _mentions_of(activity, activity.bot.id):
        pieces = _divided_once(pieces, mention)
    tags = _tags(activity)
    return [part for piece in pieces for part in tags.split(piece)]


def _divided_once(pieces: list[str], mention: str) -> list[str]:
    """Split the first piece that contains the mention, at the mention."""
    for index, piece in enumerate(pieces):
        before, found, after = piece.partition(mention)
        if found:
            return [*pieces[:index], before, after, *pieces[index + 1 :]]
    return pieces


def _tags(activity: Activity) -> re.Pattern[str]:
    """Match quote tags, and mentions of the bot's name that no entity assigns to a person."""
    name = activity.bot.name
    own = rf"<at\b[^<>]*>{re.escape(name)}</at>"
    others = [said for who, said in _mentions(activity) if who != activity.bot.id]
    is_namesake = any(re.fullmatch(own, said, re.IGNORECASE) for said in others)
    return re.compile(f"{_QUOTE}|{own}" if name and not is_namesake else _QUOTE, re.IGNORECASE)


def _joined(pieces: Iterable[str]) -> str:
    """Join the pieces, with one space where both sides are on the same line."""
    parts: list[str] = []
    for part in filter(None, (piece.strip(_BLANKS) for piece in pieces)):
        if parts and not parts[-1].endswith(_LINE_ENDS) and not part.startswith(_LINE_ENDS):
            parts.append(" ")
        parts.append(part)
    return "".join(parts)


def _mentions_of(activity: Activity, bot_id: str) -> list[str]:
    """The marked-up texts by which the activity mentions the bot, one for each mention."""
    return [text for who, text in _mentions(activity) if who == bot_id and text]


def _mentions(activity: Activity) -> Iterator[tuple[str, str]]:
    """Yield the id and the marked-up text of each mention."""
    for entity in activity.entities:
        match str(entity.get("type")).lower(), entity:
            case "mention", {"mentioned": {"id": str(who)}, "text": str(text)}:
                yield who, text
