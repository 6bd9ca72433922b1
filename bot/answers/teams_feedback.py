"""Teams' own thumbs: what their invokes say, and what Teams demands as the answer.

Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bot-messages-ai-generated-content
"""

import json
from typing import Any, Final, NamedTuple

from cards import (
    Reader,
    comment_card,
)
from cards.texts import rating_texts
from genie import FeedbackRating

SUBMIT: Final = "message/submitAction"
FETCH: Final = "message/fetchTask"
MAX_COMMENT_CHARS: Final = 2_000
_REACTIONS: Final = {
    "like": FeedbackRating.POSITIVE,
    "dislike": FeedbackRating.NEGATIVE,
    "none": FeedbackRating.NONE,
}
# Under which names a form sends what was typed: Teams' own, and ours.
_COMMENTS: Final = ("feedbackText", "comment")


class Feedback(NamedTuple):
    """What a press of a thumb says."""

    value: FeedbackRating
    comment: str


def feedback_of(value: object) -> Feedback | None:
    """Read an invoke's value; None for what is no feedback. Documents and clients differ in it."""
    body = value if isinstance(value, dict) else {}
    body = body["data"] if isinstance(body.get("data"), dict) else body
    action = body.get("actionValue")
    reaction = action.get("reaction") if isinstance(action, dict) else None
    if not isinstance(action, dict) or not isinstance(reaction, str):
        return None
    rating = _REACTIONS.get(reaction.lower())
    return Feedback(rating, _comment(action.get("feedback"))) if rating else None


def _comment(feedback: object) -> str:
    """Return what was typed: given as JSON in a string, as an object, or as it is."""
    if isinstance(feedback, str):
        try:
            decoded = json.loads(feedback)
        except (ValueError, RecursionError):
            decoded = feedback
        feedback = decoded if isinstance(decoded, dict) else feedback
    if isinstance(feedback, dict):
        typed = (feedback.get(name) for name in _COMMENTS)
        feedback = next((text for text in typed if isinstance(text, str)), "")
    return feedback.strip()[:MAX_COMMENT_CHARS] if isinstance(feedback, str) else ""


# Says that it was taken: with anything but an empty object Teams shows an error.
TAKEN: Final[dict[str, Any]] = {}


def form(reader: Reader, *, is_helpful: bool) -> dict[str, Any]:
    """Show a form for the comment, where Teams asks the bot for one."""
    content = comment_card(reader, is_helpful=is_helpful)
    card = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
    value = {"title": reader.say(rating_texts.COMMENT_TITLE), "card": card}
    return {"task": {"type": "continue", "value": value}}
