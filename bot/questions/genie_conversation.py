"""In which Genie conversation a question is asked, and what is remembered of that."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Final

from bot.admission.requests import GenieRequest, GenieRequests, Going, News
from bot.audit.audit import REPEATED, Audit
from bot.messaging.progress import ProgressBoard
from bot.questions.active_question import ActiveQuestion, EndReason
from bot.questions.identity import QuestionIdentity
from bot.questions.other_processes import OtherProcesses
from bot.state.history import History, Past
from bot.state.question import Question
from bot.state.scopes import Scope
from bot.state.sessions import GenieSession, GenieSessions
from bot.storage.store import StorageConflictError, StorageUnavailableError
from cards import (
    Progress,
    TextKey,
    Waiting,
)
from cards.texts import answer_texts, talk_texts
from genie import Answered, Asked, Clock, Failed

log = logging.getLogger(__name__)

# A store in trouble is tried again so often, and for so long.
AGAIN_AFTER_S: Final = 2.0
SETTLED_WITHIN_S: Final = 60.0


class GenieConversations:
    """Begins questions, in the person's conversation or in a new one.

    idle_s: without a question for so long, a conversation has ended.
    """

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        requests: GenieRequests,
        *,
        identity: QuestionIdentity,
        sessions: GenieSessions,
        history: History,
        elsewhere: OtherProcesses,
        audit: Audit,
        clock: Clock,
        idle_s: float,
    ) -> None:
        self._requests = requests
        self._identity = identity
        self._elsewhere = elsewhere
        self._audit = audit
        self._clock = clock
        self._sessions = sessions
        self._history = history
        self._idle_s = idle_s

    async def begin(
        self, scope: Scope, active: ActiveQuestion, board: ProgressBoard
    ) -> tuple[GenieRequest, TextKey | None]:
        """Ask when it is this question's turn; return that, and a remark on its conversation.

        Raises:
            GenieError: the question before could not be asked again, or there is no token of the
                person with whose identity it is asked.
            StorageUnavailableError: its session is not known; nothing was begun.
        """
        question = active.question
        active.start.make_room()  # it may begin again, and waits for a token without a slot
        if question.genie_message_id:
            message = question.genie_conversation_id, question.genie_message_id
            async with self._identity.signed_in(active, board):
                active.follow(request := self._requests.follow(question.access, *message))
            return request, talk_texts.REOPENED if question.is_reopened else None
        await active.place.front(partial(_wait_behind, board))
        await self._elsewhere.wait_for_earlier(active.job, partial(_wait_behind, board))
        async with self._identity.signed_in(active, board):
            await active.start.begin()
            return await self._begun(scope, active, board)

    async def _begun(
        self, scope: Scope, active: ActiveQuestion, board: ProgressBoard
    ) -> tuple[GenieRequest, TextKey | None]:
        """Ask in the conversation of the person's session; see begin."""
        question = active.question
        # Read when the question starts: an earlier one may have begun a conversation meanwhile.
        session = await self._sessions.of(
            scope, _no_session(question), others=[self._history.state]
        )
        remark = await self._remark(scope, question, session)
        if session.shared_question:
            session = await self._caught_up(scope, active, session, board)
        return self._ask(active, session.conversation_id), remark

    def _ask(self, active: ActiveQuestion, conversation_id: str) -> GenieRequest:
        """Ask in this conversation, or in a new one, which others may share."""
        question = active.question
        attempt = self._elsewhere.attempt(active, conversation_id)
        if conversation_id:
            request: GenieRequest = self._requests.ask(
                question.text,
                access=question.access,
                conversation_id=conversation_id,
                person=question.person,
                attempt=attempt,
            )
            is_owner = True
        else:
            request, is_owner = self._requests.ask_once(
                question.text,
                access=question.access,
                person=question.person,
                attempt=attempt,
            )
        active.note_conversation(goes_on=bool(conversation_id), is_sharer=not is_owner)
        active.follow(request)
        return request

    async def _remark(
        self, scope: Scope, question: Question, session: GenieSession
    ) -> TextKey | None:
        """Say why a new conversation begins, if the person would not expect it."""
        if session.was_stopped:
            return answer_texts.AFTER_STOP
        if session.conversation_id or session.shared_question:
            return None
        last_at = await self._history.last_asked_at(scope, question.space_id)
        is_idle = last_at > session.began_at and question.asked_at - last_at >= self._idle_s
        return talk_texts.AFTER_IDLE if is_idle else None

    async def _caught_up(
        self, scope: Scope, active: ActiveQuestion, session: GenieSession, board: ProgressBoard
    ) -> GenieSession:
        """Replay the shared question in the person's own conversation.

        Raises:
            GenieError: it has no answer this time.
        """
        request = self._requests.ask(
            session.shared_question,
            access=active.question.access,
            conversation_id="",
            person=active.question.person,
        )
        active.catch_up(request)
        own = _no_session(active.question)
        async with aclosing(request.news()) as news:
            async for item in news:
                match item:
                    case Waiting() | Going():
                        board.note(partial(_catching_up, item=item))
                    case Asked():
                        own = own._replace(conversation_id=item.conversation_id)
                        ids = item.conversation_id, item.message_id
                        await self._audit.note_message(active.question, *ids, REPEATED)
                    case Answered():  # before, there is nothing to go on from
                        await self._keep(scope, active, own)
                    case Failed(error):
                        raise error
        board.note(lambda progress, _: replace(progress, is_catching_up=False))
        return own

    async def note_asked(self, scope: Scope, active: ActiveQuestion, asked: Asked) -> None:
        """Save at once where the answer will be: Genie goes on even if this process does not.

        A store in trouble is no reason to lose the answer; note_end tries again.
        """
        if active.question.is_reopened:
            return
        noting = active.note_asked(asked.conversation_id, asked.message_id)
        await asyncio.gather(noting, self._remember(scope, active))  # in one transaction

    async def note_end(self, scope: Scope, active: ActiveQuestion, *, is_answered: bool) -> None:
        """Save what could not be saved before.

        Without an answer, a sharer's next question begins anew: there is nothing to go on from.
        """
        if active.question.is_reopened:
            return
        if not active.is_remembered:
            await self._remember(scope, active)
        if active.question.is_sharer and not is_answered:
            await self._keep(scope, active, _no_session(active.question))

    async def settle(self, scope: Scope, active: ActiveQuestion) -> None:
        """Go on trying to save what could not be saved, before the person's next question begins.

        Else that would not know what it follows.
        """
        waited_s = 0.0
        while (
            active.question.genie_message_id
            and not (active.is_remembered or active.question.is_reopened or active.end_reason)
            and waited_s < SETTLED_WITHIN_S
        ):
            await self._clock.sleep(AGAIN_AFTER_S)
            waited_s += AGAIN_AFTER_S
            await self._remember(scope, active)

    async def _remember(self, scope: Scope, active: ActiveQuestion) -> None:
        question = active.question
        session = _no_session(question)
        if question.is_sharer:
            session = session._replace(shared_question=question.text)
        else:
            session = session._replace(conversation_id=question.genie_conversation_id)
        past = Past.of(question, is_own=not question.is_sharer)
        noting = self._tried(partial(self._history.note, scope, past), active)
        are_kept = await asyncio.gather(self._keep(scope, active, session), noting)
        active.note_remembered(is_remembered=all(are_kept))

    async def _keep(self, scope: Scope, active: ActiveQuestion, session: GenieSession) -> bool:
        return await self._tried(partial(self._sessions.keep, scope, session), active)

    async def _tried(self, write: Callable[[], Awaitable[object]], active: ActiveQuestion) -> bool:
        """Write something, if that can be; return whether it was."""
        try:
            await write()
        except (StorageConflictError, StorageUnavailableError) as exc:
            log.error("conversation not stored", extra=active.question.log_ids(), exc_info=exc)
            return False
        return True

    async def leave(self, scope: Scope, active: ActiveQuestion) -> None:
        """Let go of a question that ended early; after a stop a new conversation begins."""
        if active.request is None or active.question.is_reopened:
            return  # nothing was begun for it, and what it reads is to stay
        is_stopped = active.end_reason is EndReason.STOPPED
        if is_stopped or active.end_reason is EndReason.REMOVED or not active.is_with_genie:
            active.request.abandon()  # else it would be asked when its turn comes
        if is_stopped and active.request.is_with_genie:
            await self._keep(scope, active, _no_session(active.question)._replace(was_stopped=True))
            # Genie forgets it, and there is nothing to be read again.
            removing = partial(self._history.remove, scope, active.question.reference)
            await self._tried(removing, active)

    def begin_anew(self, active: ActiveQuestion) -> GenieRequest:
        """Ask again in a new conversation."""
        active.begin_anew()
        return self._ask(active, "")


def _no_session(question: Question) -> GenieSession:
    """The session in which a question was accepted, without a conversation."""
    return GenieSession(
        question.space_id,
        number=question.session_number,
        uses_own_identity=question.uses_own_identity,
    )


def after(progress: Progress, at_s: float, *, item: News) -> Progress:
    """Return the progress once there is this news."""
    match item:
        case Waiting():
            return replace(progress, waiting=item)
        case Going():
            return replace(progress, waiting=None)
        case _:  # whatever it is, there is no waiting any more
            return replace(progress.after(item, at_s), waiting=None)


def _catching_up(progress: Progress, at_s: float, *, item: Waiting | Going) -> Progress:
    is_going = isinstance(item, Going)
    return replace(after(progress, at_s, item=item), is_catching_up=is_going)


def _wait_behind(board: ProgressBoard, ahead: int) -> None:
    board.note(lambda progress, _: replace(progress, waiting=Waiting(ahead=ahead)))
