"""What the bots say, and where they say it: pure functions, the same for every framework.

The protocol is the Bot Framework's REST API. Source:
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-send-and-receive-messages
"""

from typing import Final
from urllib.parse import quote

from bench.plain_answer import Json, PlainAnswer
from bench.plain_card import answer_card

_ADAPTIVE_CARD: Final = "application/vnd.microsoft.card.adaptive"
_NEXT: Final = ("Show revenue by region", "Show the monthly revenue trend")


def replies_url(asked: Json) -> str:
    """Return where replies to an activity are sent."""
    conversation = quote(asked["conversation"]["id"], safe="")
    return f"{asked['serviceUrl']}/v3/conversations/{conversation}/activities/{asked['id']}"


def typing(asked: Json) -> Json:
    """Show that the bot is typing."""
    return _reply(asked, type="typing")


def analysing(asked: Json) -> Json:
    """Say that the question is being worked on."""
    return _reply(asked, type="message", text=f"Analysing “{asked['text']}” …")


def answered(asked: Json, answer: PlainAnswer) -> Json:
    """Show the answer, with buttons for what to ask next."""
    actions = [{"type": "imBack", "title": text, "value": text} for text in _NEXT]
    return _reply(
        asked,
        type="message",
        text=answer.text,
        summary=f"Genie answered: {answer.question}",
        attachments=[{"contentType": _ADAPTIVE_CARD, "content": answer_card(answer)}],
        suggestedActions={"actions": actions},
    )


def _reply(asked: Json, **content: object) -> Json:
    return {
        "from": asked["recipient"],
        "recipient": asked["from"],
        "conversation": asked["conversation"],
        "replyToId": asked["id"],
        **content,
    }
