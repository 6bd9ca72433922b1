"""Answers Teams' invokes within the turn: its own thumbs, consent to a file, and sign-ins."""

import logging
from http import HTTPStatus
from typing import Final

from botbuilder.core import InvokeResponse

from bot.answers import teams_feedback
from bot.answers.actions import AnswerActions
from bot.export import consent
from bot.export.file_delivery import FileDelivery
from bot.identity import answers
from bot.identity.answers import SignInAnswers
from bot.jobs.turn import Turn
from bot.messaging.reply import say
from bot.questions.refusals import Refusals
from bot.state.answer_record import AnswerRecord
from bot.state.people import People
from cards import refused_sign_in_text
from genie import FeedbackRating

log = logging.getLogger(__name__)

_SIGN_IN: Final = frozenset({answers.EXCHANGE, answers.VERIFY, answers.FAILURE})
CARD_INVOKE: Final = "adaptiveCard/action"
_NO_INVOKES: Final = "this bot's cards send messages, not invokes"
# The HTTP status is 200 all the same: the protocol keeps the outcome in the body.
# Source: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
_NO_SUCH_ACTION: Final = {
    "statusCode": HTTPStatus.BAD_REQUEST.value,
    "type": "application/vnd.microsoft.error",
    "value": {"code": "BadRequest", "message": _NO_INVOKES},
}


class InvokeHandler:
    """Handles the invokes that this bot knows, and declines all others.

    contact: whom people ask who cannot sign in; "": nobody is named.
    """

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        actions: AnswerActions,
        files: FileDelivery,
        sign_in: SignInAnswers,
        people: People,
        refusals: Refusals,
        *,
        contact: str,
    ) -> None:
        self._actions = actions
        self._files = files
        self._sign_in = sign_in
        self._people = people
        self._contact = contact
        self._refusals = refusals

    async def handle(self, name: str, turn: Turn) -> InvokeResponse:
        """Handle the invoke of this turn; its name says of which kind it is."""
        if name == teams_feedback.SUBMIT:
            await self._rate(turn)
            return InvokeResponse(status=HTTPStatus.OK, body=teams_feedback.TAKEN)
        if name == teams_feedback.FETCH:
            given = teams_feedback.feedback_of(turn.activity.value)
            is_helpful = given is None or given.value == FeedbackRating.POSITIVE
            form = teams_feedback.form(await self._people.reader(turn), is_helpful=is_helpful)
            return InvokeResponse(status=HTTPStatus.OK, body=form)
        if name == consent.INVOKE:
            await self._consent(turn)
            return InvokeResponse(status=HTTPStatus.OK, body={})
        if name in _SIGN_IN:
            return await self._signed_in(name, turn)
        if name == CARD_INVOKE:
            return InvokeResponse(status=HTTPStatus.OK, body=_NO_SUCH_ACTION)
        body = {"error": {"code": HTTPStatus.NOT_IMPLEMENTED.name, "message": _NO_INVOKES}}
        return InvokeResponse(status=HTTPStatus.NOT_IMPLEMENTED, body=body)

    async def note_signed_in(self, turn: Turn) -> None:
        """Note that the sender has signed in on a page; that comes as an event, not an invoke."""
        await self._sign_in.note_tokens(turn.activity)

    async def _signed_in(self, name: str, turn: Turn) -> InvokeResponse:
        """Take what the sender's client says of a sign-in.

        Without success, Teams shows the button of the card.
        """
        if name == answers.EXCHANGE:
            is_done, cause = await self._sign_in.exchange(turn.activity)
            if cause is not None:
                reader = await self._people.reader(turn)
                await say(turn.chat, refused_sign_in_text(cause, reader, contact=self._contact))
            body = answers.exchanged(turn.activity, is_done=is_done)
            status = HTTPStatus.OK if is_done else HTTPStatus.PRECONDITION_FAILED
            return InvokeResponse(status=status, body=body)
        if name == answers.VERIFY:
            is_done = await self._sign_in.verify(turn.activity)
            status = HTTPStatus.OK if is_done else HTTPStatus.NOT_FOUND
            return InvokeResponse(status=status, body={})
        self._sign_in.note_failure(turn.activity)
        reader = await self._people.reader(turn)
        await say(turn.chat, refused_sign_in_text(None, reader, contact=self._contact))
        return InvokeResponse(status=HTTPStatus.OK, body={})

    async def _is_refused(self, turn: Turn, record: AnswerRecord | None) -> bool:
        """Refuse a rating by a person who may not ask the answer's space here, or nothing."""
        reader = await self._people.reader(turn)
        is_refused = await self._refusals.refuse_all(turn, reader)
        if not is_refused and record is not None:
            space_id = record.question.space_id
            is_refused = await self._refusals.refuse_space(turn, reader, space_id)
        await turn.flush()
        return is_refused

    async def _consent(self, turn: Turn) -> None:
        """Take a person's answer to a file that was offered to them."""
        activity = turn.activity
        given = consent.consent_of(activity.value)
        if given is None:
            log.warning("consent to an unknown file", extra={"activity": activity.id})
        elif notice := await self._files.answer_consent(given, activity):
            await say(turn.chat, (await self._people.reader(turn)).say(notice))

    async def _rate(self, turn: Turn) -> None:
        """Take a rating of the message to which the invoke replies."""
        activity = turn.activity
        given = teams_feedback.feedback_of(activity.value)
        record = await self._actions.rated_by(activity)
        if await self._is_refused(turn, record):
            return
        if given is None or record is None:
            log.warning("rating of an unknown answer", extra={"activity": activity.reply_to_id})
            return
        await self._actions.thumb(record, activity, given.value, given.comment)
