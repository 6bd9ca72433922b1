"""The parts that remember something between turns."""

from bot.access.permissions import Permissions
from bot.state.answer_records import AnswerRecords
from bot.state.chats import Chats
from bot.state.history import History
from bot.state.people import People
from bot.state.scopes import PersonalConversationState
from bot.state.sessions import GenieSessions
from bot.state.space_choice import Spaces
from bot.storage.store import ItemStorage
from config import Settings
from genie import Clock
from server.databricks import spaces_of


class StateParts:
    """The parts of a bot that remember something, over one store."""

    def __init__(
        self, settings: Settings, storage: ItemStorage, clock: Clock, permissions: Permissions
    ) -> None:
        idle_s = settings.genie.idle_s
        self.conversations = PersonalConversationState(storage, clock=clock, idle_s=idle_s)
        self.records = AnswerRecords(storage, clock=clock)
        self.sessions = GenieSessions(self.conversations, clock=clock, idle_s=idle_s)
        self.history = History(storage, clock=clock)
        self.people, self.chats = People(storage), Chats(storage, clock=clock)
        self.spaces = Spaces(
            spaces_of(settings),
            default_id=settings.genie.default_space_id,
            people=self.people,
            chats=self.chats,
            state=self.conversations,
            samples=settings.bot.sample_questions,
            permissions=permissions,
        )
