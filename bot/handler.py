"""What the bot does with each kind of activity. It decides and delegates."""

from collections.abc import Sequence
from http import HTTPStatus

from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext
from botbuilder.dialogs import Dialog, DialogSet, DialogTurnStatus

from bot.channel.reply import card_activity, say
from bot.questions import is_in_group
from bot.state import PersonalConversationState
from cards import welcome_message


class GenieBot(ActivityHandler):
    """Messages go to the main dialog; being added is answered with a welcome; the rest is quiet."""

    def __init__(
        self,
        *,
        state: PersonalConversationState,
        main_dialog: Dialog,
        sample_questions: Sequence[str],
    ) -> None:
        self._state = state
        self._sample_questions = sample_questions
        self._main_dialog_id = main_dialog.id
        self._dialogs = DialogSet(state.create_property("DialogState"))
        self._dialogs.add(main_dialog)

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Run the dialog. It ends soon: Genie is asked by work that outlives the turn.

        A turn must end within 10 to 15 s or the channel sends the activity again; Genie may take
        minutes. Source:
        https://learn.microsoft.com/azure/bot-service/bot-builder-howto-long-operations-guidance
        """
        async with self._state.turn(turn_context):
            dialogs = await self._dialogs.create_context(turn_context)
            result = await dialogs.continue_dialog()
            if result.status == DialogTurnStatus.Empty:
                await dialogs.begin_dialog(self._main_dialog_id)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """Welcome where the bot itself was added.

        An installation is told by installationUpdate too; this one comes in every channel.
        """
        activity = turn_context.activity
        added = {member.id for member in activity.members_added or []}
        if activity.recipient.id not in added:
            return
        message = welcome_message(self._sample_questions, is_group=is_in_group(activity))
        await say(turn_context, card_activity(message))

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Say that no invoke is known: the cards of this bot send messages."""
        message = "this bot's cards send messages, not invokes"
        body = {"error": {"code": HTTPStatus.NOT_IMPLEMENTED.name, "message": message}}
        return InvokeResponse(status=HTTPStatus.NOT_IMPLEMENTED, body=body)
