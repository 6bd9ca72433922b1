"""Which voice speaks where."""

from collections.abc import Callable

from bot.channel.chat import Chat
from bot.messaging.card_responder import CardResponder
from bot.messaging.reply import TEAMS
from bot.messaging.responder import Responder
from bot.messaging.stream_responder import StreamResponder
from cards import AskedQuestion
from genie import Clock


def responder_for(  # noqa: PLR0913 - what is known of the question
    chat: Chat,
    question: AskedQuestion,
    *,
    clock: Clock,
    waited_s: Callable[[], float],
    activity_id: str,
    answer_id: str,
) -> Responder:
    """Choose how to speak here; see CardResponder for what was said already."""
    card = CardResponder(
        chat,
        question,
        waited_s=waited_s,
        activity_id=activity_id,
        answer_id=answer_id,
    )
    is_personal = chat.activity.conversation.is_personal
    # Teams streams in 1:1 chats only.
    if chat.activity.channel_id == TEAMS and is_personal and not (activity_id or answer_id):
        return StreamResponder(chat, card, clock=clock)
    return card
