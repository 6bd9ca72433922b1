"""What each channel can do, in each kind of conversation."""

import pytest

from bot.activities.activity import Conversation
from bot.messaging.capabilities import Capabilities, capabilities_of

PERSONAL = Conversation("a:1", "personal")
GROUP = Conversation("19:group", "groupChat", is_group=True)
TEAM = Conversation("19:team", "channel", is_group=True)


@pytest.mark.parametrize("conversation", [PERSONAL, GROUP, TEAM])
@pytest.mark.parametrize("channel_id", ["emulator", "webchat", "directline", "slack", "MSTEAMS"])
def test_a_channel_that_is_not_known_can_do_the_least(
    channel_id: str, conversation: Conversation
) -> None:
    """What it cannot do is told in another way; what it cannot show would be lost."""
    can = capabilities_of(channel_id, conversation, is_registered=True)

    assert can == Capabilities(has_typing=True)


@pytest.mark.parametrize(
    ("conversation", "is_alone"), [(PERSONAL, True), (GROUP, False), (TEAM, False)]
)
def test_teams_streams_and_asks_for_consent_in_personal_chats(
    conversation: Conversation, *, is_alone: bool
) -> None:
    """Both are refused elsewhere."""
    can = capabilities_of("msteams", conversation, is_registered=True)

    assert (can.has_streams, can.has_file_consent) == (is_alone, is_alone)
    assert can.draws_charts
    assert can.has_thumbs
    assert can.has_tenants
    assert not can.has_typing


def test_an_emulator_of_teams_knows_neither_thumbs_nor_consent() -> None:
    """It draws thumbs, and does not say which message was rated."""
    can = capabilities_of("msteams", PERSONAL, is_registered=False)

    assert (can.has_thumbs, can.has_file_consent) == (False, False)
    assert can.has_streams
