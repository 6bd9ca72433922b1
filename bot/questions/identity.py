"""A question waits until its asker has signed in, without holding anything else up."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Final

from bot.activities.activity import Activity
from bot.channel.errors import ChannelError
from bot.concurrency.background import Background
from bot.concurrency.waiting import wait_for
from bot.identity.personal_tokens import PersonalToken, PersonalTokens
from bot.identity.sign_in_cards import SignInCards
from bot.identity.sign_ins import SignIns, Wait
from bot.identity.token_service import SignInResource, TokenService, UserToken
from bot.messaging.progress import ProgressBoard
from bot.questions.active_question import ActiveQuestion, EndReason
from bot.state.question import Question
from cards import Progress, Waiting
from cards.texts import progress_texts
from genie import Clock, GenieSignInError

log = logging.getLogger(__name__)

# People may have to find their phone, and should not find an answer to a forgotten question.
SIGN_IN_WITHIN_S: Final = 900.0
# A silent sign-in takes less; only after that people are told that the question waits.
SILENT_FOR_S: Final = 3.0
# A slower token service is waited for with progress in sight.
SHOWN_AFTER_S: Final = 1.0


class QuestionIdentity:
    """Gets the token of a question's asker before Genie is asked.

    A token in memory costs no call of the token service, one that the service has costs one, and a
    sign-in one more.
    """

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        service: TokenService,
        tokens: PersonalTokens,
        sign_ins: SignIns,
        cards: SignInCards,
        *,
        background: Background,
        clock: Clock,
    ) -> None:
        self._service = service
        self._tokens = tokens
        self._sign_ins = sign_ins
        self._cards = cards
        self._background = background
        self._clock = clock

    @asynccontextmanager
    async def signed_in(self, active: ActiveQuestion, board: ProgressBoard) -> AsyncIterator[None]:
        """Run the block, which asks Genie, once there is a token for it, if it needs one.

        Raises:
            GenieSignInError: the person has not signed in within the time.
            GenieError: the token service cannot be asked.
        """
        if not active.question.uses_own_identity:
            yield
            return
        source = self._tokens.of(active.question.person)  # until the block uses it
        await self._get_token(source, active, board)
        yield

    async def _get_token(
        self, source: PersonalToken, active: ActiveQuestion, board: ProgressBoard
    ) -> None:
        question = active.question
        with self._sign_ins.waiting(question.person) as wait:
            try:
                while not source.is_at_hand:
                    wait.is_over.clear()
                    found = await self._found(question, board)
                    if isinstance(found, UserToken):
                        source.give(found)
                        break  # also if it seems to have expired: a clock may be wrong
                    await self._wait(active, board, found, wait)
            except asyncio.CancelledError:
                if active.end_reason is not EndReason.HANDED_ON:
                    self._end_wait(active)
                raise
            except Exception:
                self._end_wait(active)
                raise
        self._end_wait(active)

    async def _found(self, question: Question, board: ProgressBoard) -> UserToken | SignInResource:
        """Ask the token service; if that takes long, the person sees progress."""
        showing = asyncio.create_task(self._show(board))
        try:
            return await self._service.token_or_sign_in(question.person, question.conversation)
        finally:
            showing.cancel()

    async def _show(self, board: ProgressBoard) -> None:
        await self._clock.sleep(SHOWN_AFTER_S)
        board.note(lambda progress, _: progress)

    async def _wait(
        self,
        active: ActiveQuestion,
        board: ProgressBoard,
        resource: SignInResource,
        wait: Wait,
    ) -> None:
        """Wait for a sign-in, as long as there is time."""
        if not active.question.sign_in:
            await self._ask(active, resource)
        left_s = active.question.sign_in_from_s + SIGN_IN_WITHIN_S - active.job.age_s
        await wait_for(wait.is_over, self._clock, min(left_s, SILENT_FOR_S))
        if not wait.is_over.is_set():
            board.note(partial(_waiting, question=active.question))
            await wait_for(wait.is_over, self._clock, left_s - SILENT_FOR_S)
        if not wait.is_over.is_set():
            raise GenieSignInError("no sign-in in time", cause=wait.cause)

    async def _ask(self, active: ActiveQuestion, resource: SignInResource) -> None:
        """Send the card, unless a process that is gone has done so."""
        question = active.question
        try:
            sent = await self._cards.send(question.conversation, resource, question.reader)
        except ChannelError as exc:
            log.warning("sign-in card not sent", extra=question.log_ids(), exc_info=exc)
            raise GenieSignInError("the sign-in card could not be sent") from exc
        log.info("waits for a sign-in", extra=question.log_ids())
        await active.note_sign_in(sent)

    def _end_wait(self, active: ActiveQuestion) -> None:
        """Take the card away."""
        if sent := active.question.sign_in:
            active.note_signed_in()
            removing = self._cards.remove(sent)
            self._background.start(removing, name="removing a sign-in card")


def _waiting(progress: Progress, _: float, *, question: Question) -> Progress:
    card = Activity.at(question.sign_in["reference"]).conversation
    is_here = card.id == question.asked_in().id
    where = progress_texts.SIGN_IN_HERE if is_here else progress_texts.SIGN_IN_IN_PRIVATE
    return replace(progress, waiting=Waiting(sign_in=where))
