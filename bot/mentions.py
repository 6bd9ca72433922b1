"""What a person typed, without the mention that brought it to the bot.

The SDK's own helper removes the bot's name wherever it occurs, also from the question itself.
"""

import html
import re
from typing import Final

from botbuilder.schema import Activity

_AT: Final = re.compile(r"</?at\b[^<>]*>", re.IGNORECASE)


def question_text(activity: Activity) -> str:
    """Return the text as typed, without mentions of the bot; other people's become their names."""
    text = activity.text or ""
    for mention in _mentions_of(activity, activity.recipient.id):
        text = text.replace(mention, " ", 1)
    text = html.unescape(_AT.sub("", text)) if "<" in text or "&" in text else text
    lines = (" ".join(line.split()) for line in text.replace("\u00a0", " ").splitlines())
    return "\n".join(line for line in lines if line)


def _mentions_of(activity: Activity, bot_id: str) -> list[str]:
    """The marked-up texts by which the activity mentions the bot, each as often as it does."""
    found = []
    for entity in activity.entities or []:
        if str(entity.type).lower() != "mention":
            continue
        mentioned = entity.additional_properties.get("mentioned")
        text = entity.additional_properties.get("text")
        if isinstance(mentioned, dict) and mentioned.get("id") == bot_id and isinstance(text, str):
            found.append(text)
    return found
