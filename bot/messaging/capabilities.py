"""The capabilities of channels; only this module distinguishes channels by their names.

Whether a channel can update and delete messages is not known beforehand, but from its refusals.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.activities.activity import Conversation

_TEAMS: Final = "msteams"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The capabilities of a channel in a conversation.

    Args:
        has_streams: progress can be streamed before the message.
        has_typing: a typing indicator is worth sending before a card.
        has_ai_label: a message can be labelled as made by AI.
        has_thumbs: the channel shows thumbs of its own, and names the rated message.
        draws_charts: charts of Adaptive Cards are drawn.
        has_file_consent: people are asked in their own chats whether they want a file, which then
            goes to their own storage.
        has_tenants: activities name their tenant.
        has_sign_in_cards: the channel shows a card of its own for signing in.
        has_silent_sign_in: with that card, people's clients can sign them in silently.
    """

    has_streams: bool = False
    has_typing: bool = True
    has_ai_label: bool = False
    has_thumbs: bool = False
    draws_charts: bool = False
    has_file_consent: bool = False
    has_tenants: bool = False
    has_sign_in_cards: bool = False
    has_silent_sign_in: bool = False


def proves_senders(channel_id: str, *, is_registered: bool) -> bool:
    """Whether a channel itself says who sends.

    In others, such as Web Chat, the page in which people write can name anybody. Without a
    registration, all of them are on this machine.
    """
    return channel_id == _TEAMS or not is_registered


# Returns the capabilities of the channel with this id in a conversation.
CapabilitiesOf = Callable[[str, Conversation], Capabilities]


def capabilities_of(
    channel_id: str, conversation: Conversation, *, is_registered: bool
) -> Capabilities:
    """Return the capabilities of a channel in a conversation.

    Args:
        is_registered: the bot is registered, so that msteams is really Teams. Emulators of Teams
            also show thumbs, but do not name the rated message, and do not support file consent.
            Their cards for signing in call Microsoft's token service, whatever the settings say.
    """
    if channel_id != _TEAMS:
        return Capabilities()
    return Capabilities(
        has_streams=conversation.is_personal,
        has_typing=False,  # the card is visible as soon
        has_ai_label=True,
        has_thumbs=is_registered,
        draws_charts=True,
        has_file_consent=is_registered,
        has_tenants=True,
        has_sign_in_cards=is_registered,
        has_silent_sign_in=is_registered and not conversation.is_channel,
    )
