"""What the bot does with each kind of activity. It decides and delegates."""

import asyncio
import logging
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Final

from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext
from botbuilder.dialogs import Dialog, DialogSet, DialogTurnStatus
from botbuilder.schema import Activity
from cachetools import TTLCache

from bot.activities.senders import reader_of
from bot.answers import teams_feedback
from bot.answers.actions import AnswerActions
from bot.export import consent
from bot.jobs.job import SEEN_S
from bot.jobs.keeper import Keeper
from bot.jobs.turn_outbox import drop, flush, jobs_of
from bot.messaging.reply import say
from bot.questions.dispatcher import Dispatcher
from bot.state.chats import Chats
from bot.state.people import People
from bot.state.question import is_in_group
from bot.state.scopes import DIALOGS, PersonalConversationState, chat_key, retried
from bot.storage.store import StorageUnavailableError
from bot.turns.arrivals import Arrivals
from cards import texts
from genie import FeedbackRating

log = logging.getLogger(__name__)

CARD_INVOKE: Final = "adaptiveCard/action"
_ADDED, _REMOVED = "add", "remove"
_TOLD: Final = 10_000


class GenieBot(ActivityHandler):
    """Messages go to the main dialog; comings and goings are noted; the rest is quiet."""

    def __init__(  # noqa: PLR0913 - everybody to whom it hands something on
        self,
        *,
        state: PersonalConversationState,
        main_dialog: Dialog,
        dispatcher: Dispatcher,
        actions: AnswerActions,
        people: People,
        chats: Chats,
        arrivals: Arrivals,
        keeper: Keeper,
    ) -> None:
        self._state = state
        self._dispatcher = dispatcher
        self._actions = actions
        self._people = people
        self._chats = chats
        self._arrivals = arrivals
        self._keeper = keeper
        self._told: MutableMapping[tuple[str, str | None], bool] = TTLCache(_TOLD, SEEN_S)
        self._main_dialog_id = main_dialog.id
        self._dialogs = DialogSet(state.create_property(DIALOGS))
        self._dialogs.add(main_dialog)

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Run the dialog. It ends soon: Genie is asked by work that outlives the turn.

        A turn must end within 10 to 15 s or the channel sends the activity again; Genie may take
        minutes. Source:
        https://learn.microsoft.com/azure/bot-service/bot-builder-howto-long-operations-guidance
        """
        try:
            await self._handle(turn_context)
        except StorageUnavailableError as exc:
            self._keeper.note_trouble(exc)
            await self._say_that_it_failed(turn_context)
            raise
        await self._dispatcher.reply_in_turn(turn_context)

    async def _handle(self, turn_context: TurnContext) -> None:
        async def turn() -> None:
            drop(turn_context)
            async with self._state.turn(turn_context):
                dialogs = await self._dialogs.create_context(turn_context)
                result = await dialogs.continue_dialog()
                if result.status == DialogTurnStatus.Empty:
                    await dialogs.begin_dialog(self._main_dialog_id)

        reading = [self._people.load(turn_context)]
        if is_in_group(turn_context.activity):
            reading.append(self._chats.load(turn_context))
        is_known, *_ = await asyncio.gather(self._keeper.is_known(turn_context), *reading)
        if is_known:
            log.info("handled before", extra={"activity": turn_context.activity.id})
            return
        # What it says and asks is put off until the state is saved, so that it can be repeated.
        await retried(turn)
        jobs = await self._keeper.add(turn_context, jobs_of(turn_context))
        if jobs is None:
            return
        try:
            await flush(turn_context)
        finally:
            for each in jobs:
                self._keeper.begin(each, turn_context)

    async def _say_that_it_failed(self, turn_context: TurnContext) -> None:
        """Say once that the message was not taken; the channel may send it again."""
        key = (chat_key(turn_context.activity), turn_context.activity.id)
        if key in self._told:
            return
        self._told[key] = True
        reader = reader_of(turn_context.activity, text=turn_context.activity.text or "")
        await say(turn_context, reader.say(texts.NOT_STORED))

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """Welcome whoever comes, the bot itself included; see whether it has to go."""
        activity = turn_context.activity
        removed = {member.id for member in activity.members_removed or []}
        if activity.recipient.id in removed:
            await self._arrivals.leave(turn_context)
        elif added := {member.id for member in activity.members_added or []}:
            is_installed = activity.recipient.id in added
            await self._arrivals.welcome(turn_context, is_installed=is_installed)

    async def on_installation_update_add(self, turn_context: TurnContext) -> None:
        """Welcome; a newer version of the app is nothing that people need to be told."""
        if turn_context.activity.action == _ADDED:
            await self._arrivals.welcome(turn_context, is_installed=True)

    async def on_installation_update_remove(self, turn_context: TurnContext) -> None:
        """Go, unless a newer version takes the place of this one."""
        if turn_context.activity.action == _REMOVED:
            await self._arrivals.leave(turn_context)

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Answer what Teams demands an answer to, within the turn; of the rest, know nothing."""
        activity = turn_context.activity
        if activity.name == teams_feedback.SUBMIT:
            await self._rate(activity)
            return InvokeResponse(status=HTTPStatus.OK, body=teams_feedback.TAKEN)
        if activity.name == teams_feedback.FETCH:
            given = teams_feedback.feedback_of(activity.value)
            is_helpful = given is None or given.value == FeedbackRating.POSITIVE
            reader = await self._people.reader(turn_context)
            form = teams_feedback.form(reader, is_helpful=is_helpful)
            return InvokeResponse(status=HTTPStatus.OK, body=form)
        if activity.name == consent.INVOKE:
            await self._consent(turn_context)
            return InvokeResponse(status=HTTPStatus.OK, body={})
        if activity.name == CARD_INVOKE:
            return InvokeResponse(status=HTTPStatus.OK, body=_NO_SUCH_ACTION)
        message = "this bot's cards send messages, not invokes"
        body = {"error": {"code": HTTPStatus.NOT_IMPLEMENTED.name, "message": message}}
        return InvokeResponse(status=HTTPStatus.NOT_IMPLEMENTED, body=body)

    async def _consent(self, turn_context: TurnContext) -> None:
        """Take what a person says to a file that was offered to them."""
        activity = turn_context.activity
        given = consent.consent_of(activity.value)
        if given is None:
            log.warning("consent to nothing known", extra={"activity": activity.id})
        elif said := await self._actions.consent(activity, given):
            await say(turn_context, (await self._people.reader(turn_context)).say(said))

    async def _rate(self, activity: Activity) -> None:
        """Take a verdict on the message to which the invoke replies."""
        given = teams_feedback.feedback_of(activity.value)
        if given is None or not await self._actions.thumb(activity, given.value, given.comment):
            log.warning("rating of nothing known", extra={"activity": activity.reply_to_id})


# The HTTP status is 200 all the same: the protocol keeps the outcome in the body.
# Source: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
_NO_SUCH_ACTION: Final = {
    "statusCode": HTTPStatus.BAD_REQUEST.value,
    "type": "application/vnd.microsoft.error",
    "value": {"code": "BadRequest", "message": "this bot's cards send messages, not invokes"},
}
