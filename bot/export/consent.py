"""Files by consent: Teams asks the person, in a 1:1 chat, and gives the bot an upload URL.

Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
"""

from dataclasses import dataclass
from typing import Any, Final

from bot.channel.message import Attachment, Message
from cards import CardAction

INVOKE: Final = "fileConsent/invoke"
_CONSENT: Final = "application/vnd.microsoft.teams.card.file.consent"
_INFO: Final = "application/vnd.microsoft.teams.card.file.info"
MAX_DESCRIPTION_CHARS: Final = 500


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's response to an offer: action is that of the offer; upload_url "" means no."""

    action: CardAction
    upload_url: str = ""
    content_url: str = ""
    name: str = ""
    unique_id: str = ""
    file_type: str = ""

    @property
    def is_given(self) -> bool:
        """Whether the person wants the file."""
        return bool(self.upload_url)


def consent_message(name: str, *, size_bytes: int, description: str, action: CardAction) -> Message:
    """Ask whether the person wants the file; the response will contain action."""
    context = action.to_json()
    content = {
        "description": description[:MAX_DESCRIPTION_CHARS],
        "sizeInBytes": size_bytes,
        "acceptContext": context,
        "declineContext": context,
    }
    return _message(Attachment(_CONSENT, content, name))


def saved_message(consent: Consent) -> Message:
    """Show where the file is."""
    content = {"uniqueId": consent.unique_id, "fileType": consent.file_type}
    return _message(Attachment(_INFO, content, consent.name, consent.content_url))


def consent_of(value: object) -> Consent | None:
    """Read an invoke's value; None if it is not the response to an offer of the bot."""
    body: dict[str, Any] = value if isinstance(value, dict) else {}
    action = CardAction.from_json(body.get("context"))
    if action is None or body.get("action") not in {"accept", "decline"}:
        return None
    if body["action"] == "decline":
        return Consent(action)
    info = body.get("uploadInfo")
    if not isinstance(info, dict) or not isinstance(info.get("uploadUrl"), str):
        return None
    names = ("uploadUrl", "contentUrl", "name", "uniqueId", "fileType")
    given = [info.get(name) for name in names]
    return Consent(action, *(text if isinstance(text, str) else "" for text in given))


def _message(attachment: Attachment) -> Message:
    return Message(summary=attachment.name, attachments=(attachment,))
