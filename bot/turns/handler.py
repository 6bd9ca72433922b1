"""What the bot does with each kind of activity. It decides and delegates."""

from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext

from bot.activities.activity import Activity
from bot.channel.adapter import BotAdapter
from bot.channel.sdk_activities import sdk_activity
from bot.jobs.turn import Moved, Turn
from bot.questions.dispatcher import Dispatcher
from bot.turns.arrivals import Arrivals
from bot.turns.invokes import InvokeHandler
from bot.turns.messages import MessageHandler

_ADDED, _REMOVED = "add", "remove"


class GenieBot(ActivityHandler):
    """Delegates messages, invokes, installations and membership changes to their handlers.

    Other activities are ignored.
    """

    def __init__(
        self,
        *,
        messages: MessageHandler,
        invokes: InvokeHandler,
        arrivals: Arrivals,
        dispatcher: Dispatcher,
        adapter: BotAdapter,
    ) -> None:
        self._messages = messages
        self._invokes = invokes
        self._arrivals = arrivals
        self._dispatcher = dispatcher
        self._adapter = adapter

    async def on_turn(self, turn_context: TurnContext) -> None:
        """Take an activity; what handles it finds the turn under its class."""
        turn_context.turn_state[Turn] = Turn(self._adapter.chat(turn_context))
        await super().on_turn(turn_context)

    async def take_moved(self, activity: Activity, moved: Moved, name: str) -> None:
        """Handle a message that was not typed where it is asked; see bot.jobs.turn.Turn."""

        async def take(context: TurnContext) -> None:
            context.activity = sdk_activity(activity.body)
            context.turn_state[Turn] = Turn(self._adapter.chat(context), moved=moved, name=name)
            await self.on_message_activity(context)

        await self._adapter.resume_turn(activity.reference, take)

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Run the dialog. It ends soon: Genie is asked by work that outlives the turn.

        A turn must end within 10 to 15 s or the channel sends the activity again; Genie may take
        minutes. Source:
        https://learn.microsoft.com/azure/bot-service/bot-builder-howto-long-operations-guidance
        """
        turn = _turn(turn_context)
        with self._dispatcher.turn():
            await self._messages.handle(turn_context, turn)
        await self._dispatcher.reply_in_turn(turn)

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

    async def on_token_response_event(self, turn_context: TurnContext) -> None:
        """Note that the sender has signed in on a page."""
        await self._invokes.note_signed_in(_turn(turn_context))

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Respond to an invoke within the turn, as Teams demands."""
        return await self._invokes.handle(turn_context.activity.name, _turn(turn_context))


def _turn(context: TurnContext) -> Turn:
    turn: Turn = context.turn_state[Turn]
    return turn
