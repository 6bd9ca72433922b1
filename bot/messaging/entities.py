"""What the bot sends, and entities of Teams that the SDK does not know.

The SDK's own Entity drops every key but the type.
"""

import copy
from typing import Any, ClassVar, Final, Self

from botbuilder.schema import Activity, Entity

MAX_NAME_CHARS: Final = 60


class Outgoing(Activity):
    """An activity of ours, made for one send: what is in it is not shared with anybody.

    The SDK copies each deeply before it fills in the address, card and all.
    """

    def __deepcopy__(self, _: object) -> Self:
        return copy.copy(self)


class StreamInfo(Entity):
    """Marks an activity as a part of a streamed message.

    Source: https://learn.microsoft.com/microsoftteams/platform/bots/streaming-ux
    """

    _attribute_map: ClassVar = {
        "type": {"key": "type", "type": "str"},
        "stream_id": {"key": "streamId", "type": "str"},
        "stream_type": {"key": "streamType", "type": "str"},
        "stream_sequence": {"key": "streamSequence", "type": "int"},
    }

    def __init__(
        self, stream_type: str, *, stream_id: str | None = None, sequence: int | None = None
    ) -> None:
        super().__init__(type="streaminfo")
        self.stream_type = stream_type
        self.stream_id = stream_id
        self.stream_sequence = sequence


class AiLabel(Entity):
    """Lets Teams write "AI generated" on a message.

    Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bot-messages-ai-generated-content
    """

    _attribute_map: ClassVar = {
        "type": {"key": "type", "type": "str"},
        "ld_type": {"key": "@type", "type": "str"},
        "ld_context": {"key": "@context", "type": "str"},
        "ld_id": {"key": "@id", "type": "str"},
        "additional_type": {"key": "additionalType", "type": "[str]"},
    }

    def __init__(self) -> None:
        super().__init__(type="https://schema.org/Message")
        self.ld_type = "Message"
        self.ld_context = "https://schema.org"
        self.ld_id = ""
        self.additional_type = ["AIGeneratedContent"]


class MentionOf(Entity):
    """Mentions a person, which notifies them. text has to stand in the message as it is."""

    _attribute_map: ClassVar = {
        "type": {"key": "type", "type": "str"},
        "mentioned": {"key": "mentioned", "type": "object"},
        "text": {"key": "text", "type": "str"},
    }

    def __init__(self, user: Any) -> None:
        super().__init__(type="mention")
        name = " ".join(str(user.name or "").replace("<", "").replace(">", "").split())
        self.mentioned = {"id": user.id, "name": name[:MAX_NAME_CHARS]}
        self.text = f"<at>{name[:MAX_NAME_CHARS]}</at>"


# Thumbs under a message; Teams sends a press of them as the invoke "message/submitAction".
FEEDBACK_BUTTONS: Final = {"feedbackLoop": {"type": "default"}}
