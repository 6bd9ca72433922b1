"""Chooses the responder: stream or card."""

from collections.abc import Callable

from bot.channel.chat import Chat
from bot.messaging.capabilities import Capabilities
from bot.messaging.card_responder import CardResponder
from bot.messaging.responder import Responder
from bot.messaging.stream_responder import StreamResponder
from cards import AskedQuestion
from genie import Clock


def responder_for(  # noqa: PLR0913 - the data of the question
    chat: Chat,
    question: AskedQuestion,
    *,
    capabilities: Capabilities,
    clock: Clock,
    waited_s: Callable[[], float],
    activity_id: str,
    answer_id: str,
) -> Responder:
    """Return the responder for this conversation; the ids are those of CardResponder."""
    card = CardResponder(
        chat,
        question,
        waited_s=waited_s,
        has_typing=capabilities.has_typing,
        activity_id=activity_id,
        answer_id=answer_id,
    )
    if capabilities.has_streams and not (activity_id or answer_id):
        return StreamResponder(chat, card, clock=clock)
    return card
