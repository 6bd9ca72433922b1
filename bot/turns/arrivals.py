"""The bot's beginnings and endings in a chat: a welcome, once, and nothing left behind."""

from bot.jobs.keeper import REMOVED, Keeper
from bot.jobs.turn import Turn
from bot.messaging.reply import card_message, say
from bot.questions.refusals import Refusals
from bot.questions.registry import QuestionRegistry
from bot.state.chats import Chats
from bot.state.people import People
from bot.state.scopes import chat_key
from bot.state.space_choice import Spaces
from cards import welcome_message


class Arrivals:
    """Welcomes people where the bot comes to, and forgets a chat that it was taken out of."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        *,
        keeper: Keeper,
        chats: Chats,
        people: People,
        spaces: Spaces,
        questions: QuestionRegistry,
        refusals: Refusals,
    ) -> None:
        self._keeper = keeper
        self._chats = chats
        self._people = people
        self._spaces = spaces
        self._questions = questions
        self._refusals = refusals

    async def welcome(self, turn: Turn, *, is_installed: bool) -> None:
        """Say hello, unless that was said; is_installed: the bot itself has just come."""
        if not await self._chats.is_welcome_due(turn, is_installed=is_installed):
            return
        reader = await self._people.reader(turn)
        if refusal := await self._refusals.welcome(turn, reader):
            await say(turn.chat, refusal)
            return
        space = await self._spaces.current_for_all(turn)
        message = welcome_message(
            self._spaces.samples(space),
            reader,
            is_group=turn.activity.conversation.is_group,
            space=space.name if space else "",
        )
        await say(turn.chat, card_message(message))

    async def leave(self, turn: Turn) -> None:
        """Forget everything of this chat, and of a person who has removed their own bot."""
        activity = turn.activity
        chat = chat_key(activity)
        self._questions.leave_chat(chat)
        await self._keeper.store.items.delete([chat])
        beneath = f"{chat}/", f"{chat}%3Bmessageid%3D"
        await self._keeper.forget(lambda key: key.startswith(beneath), REMOVED)
        for prefix in beneath:
            await self._keeper.store.items.delete_under(prefix)
        if not activity.conversation.is_group:
            await self._people.forget(turn)
