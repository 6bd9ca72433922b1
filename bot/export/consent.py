"""Files by consent: Teams asks the person, in a 1:1 chat, and gives the bot an upload URL.

Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
"""

from dataclasses import dataclass
from typing import Any, Final

from bot.channel.message import Attachment, Message

INVOKE: Final = "fileConsent/invoke"
_CONSENT: Final = "application/vnd.microsoft.teams.card.file.consent"
_INFO: Final = "application/vnd.microsoft.teams.card.file.info"
MAX_DESCRIPTION_CHARS: Final = 500
_OFFER: Final = "offer"  # the field of the context with the offer's id


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's response to an offer; offer_id "": it names none. upload_url "" means no."""

    offer_id: str
    upload_url: str = ""
    content_url: str = ""
    name: str = ""
    unique_id: str = ""
    file_type: str = ""

    @property
    def is_given(self) -> bool:
        """Whether the person wants the file."""
        return bool(self.upload_url)


def consent_message(name: str, *, size_bytes: int, description: str, offer_id: str) -> Message:
    """Ask whether the person wants the file; the response will contain offer_id, and no data."""
    context = {_OFFER: offer_id}
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
    """Read an invoke's value; None if it is not the response to an offer."""
    body: dict[str, Any] = value if isinstance(value, dict) else {}
    context = body.get("context")
    named = context.get(_OFFER) if isinstance(context, dict) else None
    offer_id = named if isinstance(named, str) else ""
    if body.get("action") == "decline":
        return Consent(offer_id)
    info = body.get("uploadInfo") if body.get("action") == "accept" else None
    if not isinstance(info, dict) or not isinstance(info.get("uploadUrl"), str):
        return None
    if not info["uploadUrl"]:
        return None
    names = ("uploadUrl", "contentUrl", "name", "uniqueId", "fileType")
    given = [info.get(name) for name in names]
    return Consent(offer_id, *(text if isinstance(text, str) else "" for text in given))


def _message(attachment: Attachment) -> Message:
    return Message(summary=attachment.name, attachments=(attachment,))
