"""The interface to a channel for the packages above: send in a conversation, and find it again.

See bot.channel.replies and bot.channel.adapter.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from bot.activities.activity import Activity, Json
from bot.channel.message import Message
from bot.channel.rates import Urgency


class Chat(Protocol):
    """A conversation in which the bot sends messages, during a turn or a piece of work."""

    @property
    def activity(self) -> Activity:
        """The activity that the bot replies to; in a resumed conversation, only its address."""

    @property
    def memory(self) -> dict[str, Any]:
        """What bot.state has read for this turn or work."""

    async def send(
        self, message: Message, urgency: Urgency = Urgency.NOTICE, *, is_repeatable: bool = True
    ) -> str:
        """Send a message; return its id, or "" if the channel returns none.

        Args:
            is_repeatable: sending it twice does no harm; it contains no answer, or the
                channel itself recognises the repetition.

        Raises:
            ChannelError: the channel did not accept it.
        """

    async def update(self, activity_id: str, message: Message, urgency: Urgency) -> None:
        """Replace a message that was sent before.

        Raises:
            ChannelError: the channel did not accept it.
        """

    async def delete(self, activity_id: str, urgency: Urgency) -> None:
        """Delete a message that was sent before.

        Raises:
            ChannelError: the channel did not do it.
        """


Work = Callable[[Chat], Awaitable[object]]


class Channel(Protocol):
    """Opens conversations for proactive messages."""

    async def resume(self, reference: Json, work: Work) -> None:
        """Run work in a conversation, as replies to the original activity.

        Args:
            reference: see bot.activities.activity.Activity.reference.
        """

    async def private_chat(self, activity: Activity) -> str:
        """Return the id of the 1:1 chat with an activity's sender; it is created if necessary.

        Raises:
            ChannelRefusedError: for instance since the bot is not installed for that person.
            ChannelError: for any other reason.
        """
