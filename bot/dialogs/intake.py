"""Submits a question: in which space it is asked, and where it is answered."""

from collections.abc import Iterable

from bot.jobs.turn import Turn
from bot.questions.dispatcher import Dispatcher
from bot.questions.private import PrivateAnswers, PrivateQuestion
from bot.questions.refusals import Refusals
from bot.state.history import Past
from bot.state.people import People
from bot.state.question import Space
from bot.state.sessions import GenieSessions
from bot.state.space_choice import Spaces
from cards import Reader
from cards.texts import talk_texts


class QuestionIntake:
    """Submits questions to the dispatcher, or to be answered in private."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        *,
        dispatcher: Dispatcher,
        private: PrivateAnswers,
        spaces: Spaces,
        sessions: GenieSessions,
        people: People,
        refusals: Refusals,
    ) -> None:
        self._dispatcher = dispatcher
        self._private = private
        self._spaces = spaces
        self._sessions = sessions
        self._people = people
        self._refusals = refusals

    async def needs_space(self, turn: Turn) -> bool:
        """Whether a space has to be chosen here before a question can be submitted."""
        is_private = self._private.why_required(turn.activity, is_own=False)  # then it is there
        return is_private is None and await self._spaces.current(turn) is None

    async def submit(self, turn: Turn, text: str, reader: Reader, *, space_id: str = "") -> bool:
        """Submit a question; return False if a space has to be chosen first.

        Args:
            space_id: in which space; "": the one that this person asks here.
        """
        space = await self._spaces.find(turn, space_id) or await self._spaces.current(turn)
        is_own = space is not None and space.uses_own_identity
        if notice := self._private.why_required(turn.activity, is_own=is_own):
            question = PrivateQuestion(turn.activity, text, reader, notice, _id_of(space))
            self._private.accept(turn, question)
            return True
        if space is None:
            return False
        if await self._refusals.refuse_more(turn, reader, space.space_id):
            return True
        number = await self._sessions.number(turn)
        self._dispatcher.accept(turn, text, reader, space=space, session_number=number)
        return True

    async def submit_all(self, turn: Turn, texts: Iterable[str]) -> None:
        """Submit questions that have waited until a space was chosen."""
        for text in texts:
            await self.submit(turn, text, await self._people.reader(turn, text=text))

    async def submit_in_private(self, turn: Turn, text: str, reader: Reader) -> None:
        """Submit a question that the person wants to be answered in private."""
        space_id = _id_of(await self._spaces.current(turn))
        notice = talk_texts.PRIVATE_HERE
        question = PrivateQuestion(turn.activity, text, reader, notice, space_id=space_id)
        self._private.accept(turn, question)

    def resubmit(self, turn: Turn, past: Past, reader: Reader, space: Space) -> str | None:
        """Submit an earlier question, to read its answer again; return its new reference.

        None: it is answered in private.
        """
        is_own = past.uses_own_identity or space.uses_own_identity
        if notice := self._private.why_required(turn.activity, is_own=is_own):
            question = PrivateQuestion(
                turn.activity, past.text, reader, notice, space.space_id, past
            )
            self._private.accept(turn, question)
            return None
        return self._dispatcher.accept(turn, past.text, reader, space=space, past=past)

    async def begin_conversation(self, turn: Turn) -> None:
        """Let the next question begin a new conversation with Genie."""
        await self._sessions.begin_another(turn)
        await self._spaces.leave_here(turn)


def _id_of(space: Space | None) -> str:
    return space.space_id if space else ""
