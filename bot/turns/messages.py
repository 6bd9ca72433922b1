"""Takes a message: runs the dialog, saves its state, writes down its jobs, and begins them."""

import asyncio
import logging
from collections.abc import MutableMapping
from typing import Final

from botbuilder.core import TurnContext
from cachetools import TTLCache

from bot.activities.senders import reader_of
from bot.channel.sdk import Dialog, DialogSet, DialogTurnStatus, release
from bot.jobs.job import SEEN_S
from bot.jobs.keeper import Keeper
from bot.jobs.turn import Turn
from bot.messaging.reply import say
from bot.state.chats import Chats
from bot.state.people import People
from bot.state.scopes import PersonalConversationState, chat_key, retried
from bot.storage.store import StorageUnavailableError
from bot.turns.dialog_state import DialogStack
from cards.texts import notice_texts

log = logging.getLogger(__name__)

_MAX_NOTIFIED: Final = 10_000


class MessageHandler:
    """Runs the dialog once for each message, whatever instance it is delivered to again."""

    def __init__(
        self,
        *,
        state: PersonalConversationState,
        main_dialog: Dialog,
        people: People,
        chats: Chats,
        keeper: Keeper,
    ) -> None:
        self._state = state
        self._people = people
        self._chats = chats
        self._keeper = keeper
        self._notified: MutableMapping[tuple[str, str], bool] = TTLCache(_MAX_NOTIFIED, SEEN_S)
        self._main_dialog_id = main_dialog.id
        self._stack = DialogStack(state)
        self._dialogs = DialogSet(self._stack)
        self._dialogs.add(main_dialog)

    async def handle(self, turn_context: TurnContext, turn: Turn) -> None:
        """Handle a message of this turn, unless that was done before.

        Raises:
            StorageUnavailableError: it could not be handled; its sender was told so.
        """
        try:
            if await self._is_known(turn):
                log.info("handled before", extra={"activity": turn.activity.id})
                return
            await self._run_dialog(turn_context, turn)
            await self._begin_jobs(turn)
        except StorageUnavailableError as exc:
            self._keeper.note_trouble(exc)
            await self._notify_not_stored(turn)
            raise

    async def _is_known(self, turn: Turn) -> bool:
        """Whether it was handled before; what the dialog will need is read at the same time."""
        others = [self._people.state]
        if turn.activity.conversation.is_group:
            others.append(self._chats.state)
        is_known, _ = await asyncio.gather(
            self._keeper.is_known(turn), self._state.load_with(turn, *others)
        )
        return is_known

    async def _run_dialog(self, turn_context: TurnContext, turn: Turn) -> None:
        """Run the dialog and save its state, again after a conflicting write.

        The turn defers what the dialog says and asks until then, so that this can be repeated.
        """

        async def run() -> None:
            turn.restart()
            async with self._state.turn(turn):
                dialogs = await self._dialogs.create_context(turn_context)
                result = await dialogs.continue_dialog()
                if result.status == DialogTurnStatus.Empty:
                    await dialogs.begin_dialog(self._main_dialog_id)
                await self._stack.save(turn, dialogs.stack)
                release(dialogs)

        await retried(run)

    async def _begin_jobs(self, turn: Turn) -> None:
        """Write down the turn's jobs, speak, and begin them."""
        jobs = await self._keeper.add(turn)
        if jobs is None:
            return
        try:
            await turn.flush()
        finally:
            for each in jobs:
                self._keeper.begin(each, turn)

    async def _notify_not_stored(self, turn: Turn) -> None:
        """Tell the sender once that the message was not taken; the channel may send it again."""
        key = (chat_key(turn.activity), turn.activity.id)
        if key in self._notified:
            return
        self._notified[key] = True
        reader = reader_of(turn.activity, text=turn.activity.text)
        await say(turn.chat, reader.say(notice_texts.NOT_STORED))
