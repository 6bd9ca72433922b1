"""The responder interface: progress and result of one question, for one person."""

from typing import Protocol

from bot.messaging.reply import FinalMessage
from cards import Progress


class StoppedByPersonError(Exception):
    """The person has pressed the Stop button that the channel itself shows."""


class Responder(Protocol):
    """Reports one question to one person."""

    @property
    def every_s(self) -> float:
        """The shortest interval between two updates, in seconds."""

    @property
    def has_text(self) -> bool:
        """Whether Genie's text is above the card, as the text of the message."""

    @property
    def activity_id(self) -> str:
        """The id of the message that shows progress, or "" while there is none."""

    async def show(self, progress: Progress) -> bool:
        """Show progress; False: it could not be shown now, and a retry may succeed.

        Raises:
            StoppedByPersonError: the person has stopped the question.
        """

    async def finish(self, final: FinalMessage) -> None:
        """Report the result.

        Raises:
            ChannelError: it was not delivered; may_have_arrived: the outcome is unknown.
            StoppedByPersonError: the person has stopped the question; nothing is sent.
        """
