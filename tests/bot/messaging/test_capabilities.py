"""The capabilities of each channel, per type of conversation."""

import pytest

from bot.activities.activity import Conversation
from bot.messaging.capabilities import Capabilities, capabilities_of

PERSONAL = Conversation("a:1", "personal")
GROUP = Conversation("19:group", "groupChat", is_group=True)
TEAM = Conversation("19:team", "channel", is_group=True)


@pytest.mark.parametrize("conversation", [PERSONAL, GROUP, TEAM])
@pytest.mark.parametrize("channel_id", ["emulator", "webchat", "directline", "slack", "MSTEAMS"])
def test_an_unknown_channel_has_the_fewest_capabilities(
    channel_id: str, conversation: Conversation
) -> None:
    """Unsupported features have fallbacks; a feature that is wrongly assumed would fail."""
    can = capabilities_of(channel_id, conversation, is_registered=True)

    assert can == Capabilities(has_typing=True)


@pytest.mark.parametrize(
    ("conversation", "is_alone"), [(PERSONAL, True), (GROUP, False), (TEAM, False)]
)
def test_teams_has_streams_in_personal_chats(conversation: Conversation, *, is_alone: bool) -> None:
    """They are refused elsewhere. Files from other chats are offered in the personal one."""
    can = capabilities_of("msteams", conversation, is_registered=True)

    assert can.has_streams == is_alone
    assert can.has_file_consent
    assert can.draws_charts
    assert can.has_thumbs
    assert can.has_tenants
    assert can.has_sign_in_cards
    assert can.has_silent_sign_in == (conversation is not TEAM)
    assert not can.has_typing


def test_an_emulator_of_teams_has_neither_thumbs_nor_consent() -> None:
    """It draws thumbs, but does not say which message was rated.

    Its cards for signing in call Microsoft's token service.
    """
    can = capabilities_of("msteams", PERSONAL, is_registered=False)

    assert (can.has_thumbs, can.has_file_consent) == (False, False)
    assert (can.has_sign_in_cards, can.has_silent_sign_in) == (False, False)
    assert can.has_streams
