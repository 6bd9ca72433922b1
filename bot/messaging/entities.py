"""The entities of a message for Teams: mentions, labels, parts of streams."""

from dataclasses import dataclass
from typing import Final, Self

from bot.activities.activity import Account, Json

MAX_NAME_CHARS: Final = 60

# Lets Teams show "AI generated" on a message.
# Source:
# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bot-messages-ai-generated-content
AI_LABEL: Final[Json] = {
    "type": "https://schema.org/Message",
    "@type": "Message",
    "@context": "https://schema.org",
    "@id": "",
    "additionalType": ["AIGeneratedContent"],
}
# Thumbs under a message; Teams sends their use as the invoke "message/submitAction".
FEEDBACK_BUTTONS: Final[Json] = {"feedbackLoop": {"type": "default"}}


@dataclass(frozen=True, slots=True)
class Mention:
    """Mentions a person, which notifies them. The message has to contain text unchanged."""

    person_id: str
    name: str

    @classmethod
    def of(cls, person: Account) -> Self:
        """Mention a person by the part of their name that the markup allows."""
        name = " ".join(person.name.replace("<", "").replace(">", "").split())
        return cls(person.id, name[:MAX_NAME_CHARS])

    @property
    def text(self) -> str:
        """The markup of the mention."""
        return f"<at>{self.name}</at>"

    @property
    def entity(self) -> Json:
        """The entity that says whom the text mentions."""
        mentioned = {"id": self.person_id, "name": self.name}
        return {"type": "mention", "mentioned": mentioned, "text": self.text}


def stream_line(stream_id: str, sequence: int) -> Json:
    """Mark a message as a line of a stream; stream_id "" starts one.

    Source: https://learn.microsoft.com/microsoftteams/platform/bots/streaming-ux
    """
    begun = {"streamId": stream_id} if stream_id else {}
    line = {"streamType": "informative", "streamSequence": sequence}
    return {"type": "streaminfo"} | begun | line


def stream_end(stream_id: str) -> Json:
    """Mark a message as the end of a stream."""
    return {"type": "streaminfo", "streamId": stream_id, "streamType": "final"}
