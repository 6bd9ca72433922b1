"""Answers small talk, which is no question to Genie."""

from bot.jobs.turn import Turn
from bot.messaging.reply import card_message
from bot.state.space_choice import Spaces
from cards import Reader, SmallTalk, greeting_message
from cards.texts import small_talk_texts


class SmallTalkAnswers:
    """Answers small talk within the turn. A prompt that waits goes on waiting."""

    def __init__(self, *, spaces: Spaces) -> None:
        self._spaces = spaces

    async def answer(self, turn: Turn, talk: SmallTalk, reader: Reader) -> None:
        """Greet and show how to begin, or reply to thanks."""
        if talk is SmallTalk.THANKS:
            turn.say(reader.say(small_talk_texts.THANKS))
            return
        space = await self._spaces.current(turn)
        message = greeting_message(
            self._spaces.samples(space),
            reader,
            is_group=turn.activity.conversation.is_group,
            space=space.name if space else "",
        )
        turn.say(card_message(message))
