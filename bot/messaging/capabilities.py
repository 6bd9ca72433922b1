"""What a channel can do: the one place that tells channels apart by their names.

Whether a channel updates and deletes messages is not known beforehand: its refusals say so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.activities.activity import Conversation

_TEAMS: Final = "msteams"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do in a conversation.

    Args:
        has_streams: a message can be announced in lines while it is being worked on.
        has_typing: a sign that the bot writes is worth sending before a card.
        has_ai_label: a message can be labelled as made by AI.
        has_thumbs: the channel draws thumbs of its own, and says which message was rated.
        draws_charts: charts of Adaptive Cards are drawn.
        has_file_consent: people are asked whether they want a file, and where it goes.
        has_tenants: an activity says from which tenant it comes.
    """

    has_streams: bool = False
    has_typing: bool = True
    has_ai_label: bool = False
    has_thumbs: bool = False
    draws_charts: bool = False
    has_file_consent: bool = False
    has_tenants: bool = False


# Says what a channel can do, by its id, in a conversation.
CapabilitiesOf = Callable[[str, Conversation], Capabilities]


def capabilities_of(
    channel_id: str, conversation: Conversation, *, is_registered: bool
) -> Capabilities:
    """Say what a channel can do in a conversation.

    Args:
        is_registered: the bot is registered, so that Teams is Teams. Its emulators draw thumbs,
            too, but do not say which message was rated; and they know no consent to files.
    """
    if channel_id != _TEAMS:
        return Capabilities()
    return Capabilities(
        has_streams=conversation.is_personal,
        has_typing=False,  # the card itself is seen as soon
        has_ai_label=True,
        has_thumbs=is_registered,
        draws_charts=True,
        has_file_consent=is_registered and conversation.is_personal,
        has_tenants=True,
    )
