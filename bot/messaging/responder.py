"""The responder interface: progress and result of one question, for one person."""

from typing import Protocol

from bot.messaging.reply import FinalMessage
from cards import Progress


class StoppedByPersonError(Exception):
    """The person has pressed the Stop button that the channel itself shows."""


class Responder(Protocol):
    """Tells one person about one question."""

    @property
    def every_s(self) -> float:
        """The least pause between two shows, in seconds."""

    @property
    def has_text(self) -> bool:
        """Whether Genie's words go above the card, as the text of the message."""

    @property
    def activity_id(self) -> str:
        """The id of the message that shows progress, or "" while there is none."""

    async def show(self, progress: Progress) -> bool:
        """Show where the question stands; False: it could not be shown now, and is worth a retry.

        Raises:
            StoppedByPersonError: the person wants no answer any more.
        """

    async def finish(self, final: FinalMessage) -> None:
        """Tell how it ended.

        Raises:
            ChannelError: it was not delivered; may_have_arrived says whether that is certain.
            StoppedByPersonError: the person wants no answer any more, and is told nothing.
        """
