"""Taking on a question: in which space it is asked, and where it is answered."""

from botbuilder.core import TurnContext

from bot.desk import Desk
from bot.private import PrivateAnswers
from bot.sessions import GenieSessions
from bot.spaces import Spaces
from cards import Reader, talk_texts


class Asker:
    """Hands questions to the desk."""

    def __init__(
        self, *, desk: Desk, spaces: Spaces, sessions: GenieSessions, private: PrivateAnswers
    ) -> None:
        self._desk = desk
        self._spaces = spaces
        self._sessions = sessions
        self._private = private

    async def ask(self, context: TurnContext, text: str, reader: Reader) -> bool:
        """Take a question on; return whether it was: else a space has to be chosen first."""
        if self._private.is_due(context.activity):
            because = talk_texts.PRIVATE_BECAUSE
            self._private.accept(context, text, reader, said=because)
            return True
        space = await self._spaces.current(context)
        if space is None:
            return False
        number = await self._sessions.number(context)
        self._desk.accept(context, text, reader, space=space, session_number=number)
        return True
