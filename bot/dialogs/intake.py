"""Submits a question: in which space it is asked, and where it is answered."""

from bot.activities.activity import Activity
from bot.jobs.turn import Turn
from bot.questions.dispatcher import Dispatcher
from bot.questions.private import PrivateAnswers
from bot.state.sessions import GenieSessions
from bot.state.space_choice import Spaces
from cards import (
    Reader,
)
from cards.texts import talk_texts


class QuestionIntake:
    """Submits questions to the dispatcher, or to be answered in private."""

    def __init__(
        self,
        *,
        dispatcher: Dispatcher,
        spaces: Spaces,
        sessions: GenieSessions,
        private: PrivateAnswers,
    ) -> None:
        self._dispatcher = dispatcher
        self._spaces = spaces
        self._sessions = sessions
        self._private = private

    def is_private(self, activity: Activity) -> bool:
        """Whether a question from here must be answered in private."""
        return self._private.is_required(activity)

    async def submit(self, turn: Turn, text: str, reader: Reader, *, space_id: str = "") -> bool:
        """Submit a question; return False if a space has to be chosen first.

        Args:
            space_id: in which space; "": the one that this person asks here.
        """
        space = self._spaces.find(space_id) or await self._spaces.current(turn)
        if self._private.is_required(turn.activity):
            notice, known = talk_texts.PRIVATE_BECAUSE, space.space_id if space else ""
            self._private.accept(turn, text, reader, notice=notice, space_id=known)
            return True
        if space is None:
            return False
        number = await self._sessions.number(turn)
        self._dispatcher.accept(turn, text, reader, space=space, session_number=number)
        return True
