"""Which voice speaks where."""

from collections.abc import Callable

from botbuilder.core import TurnContext

from bot.messaging.card_responder import CardVoice
from bot.messaging.reply import TEAMS
from bot.messaging.responder import Voice
from bot.messaging.stream_responder import StreamVoice
from cards import AskedQuestion
from genie import Clock


def voice_for(  # noqa: PLR0913 - what is known of the question
    context: TurnContext,
    question: AskedQuestion,
    *,
    clock: Clock,
    waited_s: Callable[[], float],
    activity_id: str = "",
    answer_id: str = "",
) -> Voice:
    """Choose how to speak here; see CardVoice for what was said already."""
    card = CardVoice(
        context, question, waited_s=waited_s, activity_id=activity_id, answer_id=answer_id
    )
    is_personal = context.activity.conversation.conversation_type == "personal"
    # Teams streams in 1:1 chats only.
    if context.activity.channel_id == TEAMS and is_personal and not (activity_id or answer_id):
        return StreamVoice(context, card, clock=clock)
    return card
