"""What can be done with a person's earlier questions: read again, continue, delete."""

from collections.abc import Sequence

from bot.dialogs.deletion import QuestionDeletion
from bot.dialogs.intake import QuestionIntake
from bot.jobs.turn import Turn
from bot.questions.refusals import Refusals
from bot.state.history import History, Past
from bot.state.sessions import GenieSession, GenieSessions
from bot.state.space_choice import Spaces
from cards import (
    Reader,
    escaped,
)
from cards.texts import talk_texts


class PastQuestions:
    """Works on questions that Genie has answered before; only on the sender's own."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        *,
        intake: QuestionIntake,
        deletion: QuestionDeletion,
        history: History,
        sessions: GenieSessions,
        spaces: Spaces,
        refusals: Refusals,
    ) -> None:
        self._intake = intake
        self._deletion = deletion
        self._history = history
        self._sessions = sessions
        self._spaces = spaces
        self._refusals = refusals

    async def listed(self, turn: Turn, asked: Sequence[Past]) -> list[Past]:
        """Leave out the questions to spaces that the person may not ask here."""
        return [each for each in asked if await self._spaces.may_be_named(turn, each.space_id)]

    async def reopen(self, turn: Turn, past: Past, reader: Reader) -> None:
        """Show an answer again, read from Genie."""
        space = await self._spaces.find(turn, past.space_id)
        if space is None:
            await self._refuse(turn, past, reader)
        elif reference := self._intake.resubmit(turn, past, reader, space):
            await self._history.note_copy(turn, past, reference)

    async def continue_from(self, turn: Turn, past: Past, reader: Reader) -> None:
        """Let the next question continue this one's conversation with Genie."""
        space = await self._spaces.find(turn, past.space_id)
        if space is None:
            await self._refuse(turn, past, reader)
        elif not past.is_own:
            turn.say(reader.say(talk_texts.NOT_CONTINUED))
        elif past.uses_own_identity != space.uses_own_identity:
            turn.say(reader.say(talk_texts.OTHER_PERMISSIONS))
        else:
            await self._spaces.choose_here(turn, space)
            session = GenieSession(
                past.space_id, past.conversation_id, uses_own_identity=past.uses_own_identity
            )
            await self._sessions.go_on(turn, session)
            notice = talk_texts.CONTINUES_IN if space.name else talk_texts.CONTINUES
            question, name = escaped(past.text), escaped(space.name)
            turn.say(reader.say(notice, question=question, space=name))

    async def _refuse(self, turn: Turn, past: Past, reader: Reader) -> None:
        if not await self._refusals.refuse_space(turn, reader, past.space_id):
            turn.say(reader.say(talk_texts.SPACE_NOT_OFFERED))

    async def delete(self, turn: Turn, past: Past, reader: Reader) -> None:
        """Delete a question here, and in Genie if its conversation is this person's alone."""
        is_offered = await self._spaces.find(turn, past.space_id) is not None
        self._deletion.start(turn, past, reader, is_in_genie=past.is_own and is_offered)
