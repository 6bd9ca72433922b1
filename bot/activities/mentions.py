"""What a person typed, without the mention that brought it to the bot.

The SDK's own helper removes the bot's name wherever it occurs, also from the question itself.
"""

import html
import re
from collections.abc import Iterator
from typing import Final

from bot.activities.activity import Activity

_AT: Final = re.compile(r"</?at\b[^<>]*>", re.IGNORECASE)


def question_text(activity: Activity) -> str:
    """Return the text as typed, without mentions of the bot; other people's become their names."""
    text = activity.text
    for mention in _mentions_of(activity, activity.bot.id):
        text = text.replace(mention, " ", 1)
    text = _without_unmarked(text, activity)
    text = html.unescape(_AT.sub("", text)) if "<" in text or "&" in text else text
    lines = (" ".join(line.split()) for line in text.replace("\u00a0", " ").splitlines())
    return "\n".join(line for line in lines if line)


def _without_unmarked(text: str, activity: Activity) -> str:
    """Leave out mentions of the bot's name that no entity marks as a person's."""
    name = activity.bot.name
    if not name or "<" not in text:
        return text
    theirs = {said for _, said in _mentions(activity)}
    own = rf"<at\b[^<>]*>{re.escape(name)}</at>"

    def left(match: re.Match[str]) -> str:
        return match[0] if match[0] in theirs else " "

    return re.sub(own, left, text, flags=re.IGNORECASE)


def _mentions_of(activity: Activity, bot_id: str) -> list[str]:
    """The marked-up texts by which the activity mentions the bot, each as often as it does."""
    return [text for who, text in _mentions(activity) if who == bot_id]


def _mentions(activity: Activity) -> Iterator[tuple[str, str]]:
    """Yield who is mentioned, by id, and the marked-up text that does it."""
    for entity in activity.entities:
        match str(entity.get("type")).lower(), entity:
            case "mention", {"mentioned": {"id": str(who)}, "text": str(text)}:
                yield who, text
