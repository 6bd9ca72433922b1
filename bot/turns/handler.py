"""What the bot does with each kind of activity. It decides and delegates."""

import asyncio
import logging
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Final

from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext
from botbuilder.dialogs import Dialog, DialogSet, DialogTurnStatus
from cachetools import TTLCache

from bot.activities.activity import Activity
from bot.activities.senders import reader_of
from bot.answers import teams_feedback
from bot.answers.actions import AnswerActions
from bot.channel.adapter import BotAdapter
from bot.channel.sdk_chat import SdkChat, sdk_activity
from bot.export import consent
from bot.jobs.job import SEEN_S
from bot.jobs.keeper import Keeper
from bot.jobs.turn import Moved, Turn
from bot.messaging.reply import say
from bot.questions.dispatcher import Dispatcher
from bot.state.chats import Chats
from bot.state.people import People
from bot.state.scopes import PersonalConversationState, chat_key, retried
from bot.storage.store import StorageUnavailableError
from bot.turns.arrivals import Arrivals
from bot.turns.dialog_state import DialogStack
from cards.texts import notice_texts
from genie import FeedbackRating

log = logging.getLogger(__name__)

CARD_INVOKE: Final = "adaptiveCard/action"
_ADDED, _REMOVED = "add", "remove"
_TOLD: Final = 10_000


class GenieBot(ActivityHandler):
    """Hands messages to the main dialog, and handles installations and membership changes.

    Other activities are ignored.
    """

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
        adapter: BotAdapter,
    ) -> None:
        self._state = state
        self._dispatcher = dispatcher
        self._actions = actions
        self._people = people
        self._chats = chats
        self._arrivals = arrivals
        self._keeper = keeper
        self._adapter = adapter
        self._told: MutableMapping[tuple[str, str], bool] = TTLCache(_TOLD, SEEN_S)
        self._main_dialog_id = main_dialog.id
        self._waiting = DialogStack(state)
        self._dialogs = DialogSet(self._waiting)
        self._dialogs.add(main_dialog)

    async def on_turn(self, turn_context: TurnContext) -> None:
        """Take an activity; what handles it finds the turn under its class."""
        turn_context.turn_state[Turn] = Turn(SdkChat(turn_context))
        await super().on_turn(turn_context)

    async def take_moved(self, activity: Activity, moved: Moved, name: str) -> None:
        """Handle a message that was not typed where it is asked; see bot.jobs.turn.Turn."""

        async def take(context: TurnContext) -> None:
            context.activity = sdk_activity(activity.body)
            context.turn_state[Turn] = Turn(SdkChat(context), moved=moved, name=name)
            await self.on_message_activity(context)

        await self._adapter.resume_turn(activity.reference, take)

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
            await self._say_that_it_failed(_turn(turn_context))
            raise
        await self._dispatcher.reply_in_turn(_turn(turn_context))

    async def _handle(self, turn_context: TurnContext) -> None:
        turn = _turn(turn_context)

        async def run() -> None:
            turn.restart()
            async with self._state.turn(turn):
                dialogs = await self._dialogs.create_context(turn_context)
                result = await dialogs.continue_dialog()
                if result.status == DialogTurnStatus.Empty:
                    await dialogs.begin_dialog(self._main_dialog_id)
                await self._waiting.keep(turn, dialogs.stack)

        reading = [self._people.load(turn)]
        if turn.activity.conversation.is_group:
            reading.append(self._chats.load(turn))
        is_known, *_ = await asyncio.gather(self._keeper.is_known(turn), *reading)
        if is_known:
            log.info("handled before", extra={"activity": turn.activity.id})
            return
        # What it says and asks is put off until the state is saved, so that it can be repeated.
        await retried(run)
        jobs = await self._keeper.add(turn)
        if jobs is None:
            return
        try:
            await turn.flush()
        finally:
            for each in jobs:
                self._keeper.begin(each, turn)

    async def _say_that_it_failed(self, turn: Turn) -> None:
        """Say once that the message was not taken; the channel may send it again."""
        key = (chat_key(turn.activity), turn.activity.id)
        if key in self._told:
            return
        self._told[key] = True
        reader = reader_of(turn.activity, text=turn.activity.text)
        await say(turn.chat, reader.say(notice_texts.NOT_STORED))

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """Welcome new members, the bot itself included; see whether it has to go."""
        activity = turn_context.activity
        removed = {member.id for member in activity.members_removed or []}
        if activity.recipient.id in removed:
            await self._arrivals.leave(_turn(turn_context))
        elif added := {member.id for member in activity.members_added or []}:
            is_installed = activity.recipient.id in added
            await self._arrivals.welcome(_turn(turn_context), is_installed=is_installed)

    async def on_installation_update_add(self, turn_context: TurnContext) -> None:
        """Welcome; a newer version of the app is nothing that people need to be told."""
        if turn_context.activity.action == _ADDED:
            await self._arrivals.welcome(_turn(turn_context), is_installed=True)

    async def on_installation_update_remove(self, turn_context: TurnContext) -> None:
        """Go, unless a newer version takes the place of this one."""
        if turn_context.activity.action == _REMOVED:
            await self._arrivals.leave(_turn(turn_context))

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Answer what Teams demands an answer to, within the turn; decline the rest."""
        name, turn = turn_context.activity.name, _turn(turn_context)
        if name == teams_feedback.SUBMIT:
            await self._rate(turn.activity)
            return InvokeResponse(status=HTTPStatus.OK, body=teams_feedback.TAKEN)
        if name == teams_feedback.FETCH:
            given = teams_feedback.feedback_of(turn.activity.value)
            is_helpful = given is None or given.value == FeedbackRating.POSITIVE
            form = teams_feedback.form(await self._people.reader(turn), is_helpful=is_helpful)
            return InvokeResponse(status=HTTPStatus.OK, body=form)
        if name == consent.INVOKE:
            await self._consent(turn)
            return InvokeResponse(status=HTTPStatus.OK, body={})
        if name == CARD_INVOKE:
            return InvokeResponse(status=HTTPStatus.OK, body=_NO_SUCH_ACTION)
        message = "this bot's cards send messages, not invokes"
        body = {"error": {"code": HTTPStatus.NOT_IMPLEMENTED.name, "message": message}}
        return InvokeResponse(status=HTTPStatus.NOT_IMPLEMENTED, body=body)

    async def _consent(self, turn: Turn) -> None:
        """Take what a person says to a file that was offered to them."""
        activity = turn.activity
        given = consent.consent_of(activity.value)
        if given is None:
            log.warning("consent to an unknown file", extra={"activity": activity.id})
        elif said := await self._actions.consent(activity, given):
            await say(turn.chat, (await self._people.reader(turn)).say(said))

    async def _rate(self, activity: Activity) -> None:
        """Take a verdict on the message to which the invoke replies."""
        given = teams_feedback.feedback_of(activity.value)
        if given is None or not await self._actions.thumb(activity, given.value, given.comment):
            log.warning("rating of an unknown answer", extra={"activity": activity.reply_to_id})


def _turn(context: TurnContext) -> Turn:
    turn: Turn = context.turn_state[Turn]
    return turn


# The HTTP status is 200 all the same: the protocol keeps the outcome in the body.
# Source: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
_NO_SUCH_ACTION: Final = {
    "statusCode": HTTPStatus.BAD_REQUEST.value,
    "type": "application/vnd.microsoft.error",
    "value": {"code": "BadRequest", "message": "this bot's cards send messages, not invokes"},
}
