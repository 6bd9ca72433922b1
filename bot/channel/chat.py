"""What the rooms above know of a channel: how to speak in a conversation, and how to find it again.

The SDK stands behind this; see bot.channel.sdk_chat and bot.channel.adapter.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from bot.activities.activity import Activity, Json
from bot.channel.message import Message
from bot.channel.rates import Urgency


class Chat(Protocol):
    """A conversation in which the bot speaks, for the length of a turn or of a piece of work."""

    @property
    def activity(self) -> Activity:
        """What the bot replies to; of a conversation that was resumed, no more than its address."""

    @property
    def memory(self) -> dict[str, Any]:
        """What bot.state has read for this turn or work."""

    async def send(
        self, message: Message, urgency: Urgency = Urgency.NOTICE, *, is_repeatable: bool = True
    ) -> str:
        """Send a message; return its id, or "" if the channel gives none.

        Args:
            is_repeatable: it may stand there twice without harm; see bot.channel.delivery.Speech.

        Raises:
            ChannelError: the channel did not take it.
        """

    async def update(self, activity_id: str, message: Message, urgency: Urgency) -> None:
        """Put a message in the place of one that was sent before.

        Raises:
            ChannelError: the channel did not take it.
        """

    async def delete(self, activity_id: str, urgency: Urgency) -> None:
        """Take back a message that was sent before.

        Raises:
            ChannelError: the channel did not do it.
        """


Work = Callable[[Chat], Awaitable[object]]


class Channel(Protocol):
    """Opens conversations in which the bot speaks unasked."""

    async def resume(self, reference: Json, work: Work) -> None:
        """Do work in a conversation, as replies to the original activity.

        Args:
            reference: see bot.activities.activity.Activity.reference.
        """

    async def private_chat(self, activity: Activity) -> str:
        """Return the id of the 1:1 chat with an activity's sender, which is made if need be.

        Raises:
            ChannelRefusedError: for instance since the bot is not installed for that person.
            ChannelError: for any other reason.
        """
