"""The parts of a bot, made over what they share. Imported by server/application.py alone."""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

import aiohttp

from bot.admission.budget import Budget
from bot.admission.requests import GenieRequests
from bot.answers.actions import AnswerActions
from bot.answers.presenter import Paints, Presenter
from bot.answers.ratings import Ratings
from bot.answers.redraw import Redrawer
from bot.channel.adapter import BotAdapter, bot_adapter
from bot.channel.connector import ChannelConnections
from bot.concurrency.background import Background
from bot.dialogs.asker import Asker
from bot.dialogs.commands import Commands
from bot.dialogs.main import MainDialog
from bot.dialogs.past_questions import PastQuestions
from bot.export.downloads import Downloads
from bot.export.giving import FileDesk
from bot.export.links import Links, shared_secret
from bot.export.making import FileMaker
from bot.export.upload import is_upload_host, upload
from bot.jobs.keeper import JobKind, Keeper
from bot.messaging.capabilities import capabilities_of
from bot.questions.dispatcher import QUESTION, Dispatcher
from bot.questions.genie_conversation import GenieConversations
from bot.questions.other_processes import OtherProcesses
from bot.questions.private import PRIVATE, PrivateAnswers, may_show
from bot.questions.remote_stops import RemoteStops
from bot.questions.worker import QuestionWorker
from bot.state.answer_records import AnswerRecords
from bot.state.chats import Chats
from bot.state.history import History
from bot.state.people import People
from bot.state.question import Space
from bot.state.scopes import PersonalConversationState
from bot.state.sessions import GenieSessions
from bot.state.space_choice import Spaces
from bot.storage.store import Store
from bot.turns.arrivals import Arrivals
from bot.turns.handler import GenieBot
from config import BotSettings, GenieSettings, Settings
from genie import ClientCredentials, Clock, FixedToken, Genies, GenieWorkspace, TokenSource
from server.overrides import Overrides


class Assembly:
    """Makes the parts of a bot that know each other, over what they share."""

    def __init__(
        self,
        settings: Settings,
        overrides: Overrides,
        session: aiohttp.ClientSession,
        background: Background,
        store: Store,
    ) -> None:
        self._settings = settings
        self._overrides = overrides
        self._session = session
        self._background = background
        workspace = _workspace(settings.genie, session, overrides.clock)
        self._genies: Genies = workspace.genie
        self._store, storage = store, store.items
        clock, idle_s = overrides.clock, settings.genie.idle_s
        self._records = AnswerRecords(storage, clock=clock)
        self.keeper = Keeper(store, clock=clock)
        self._state = PersonalConversationState(storage, clock=clock, idle_s=idle_s)
        self._sessions = GenieSessions(self._state, clock=clock, idle_s=idle_s)
        self._history = History(storage, clock=clock)
        self._people, self._chats = People(storage), Chats(storage, clock=clock)
        self._spaces = Spaces(
            _spaces(settings),
            default_id=settings.genie.default_space_id,
            people=self._people,
            chats=self._chats,
            state=self._state,
            samples=settings.bot.sample_questions,
        )
        self.adapter = _adapter(settings.bot, session, overrides)
        self.capabilities = partial(capabilities_of, is_registered=not settings.bot.is_local)

    async def files(self) -> tuple[Downloads, FileDesk]:
        """Make what serves files, and what offers them.

        Raises:
            StorageUnavailableError: the key of links can be neither read nor stored.
        """
        bot, clock = self._settings.bot, self._overrides.clock
        maker = FileMaker(self._records, genies=self._genies, clock=clock)
        links = Links(await shared_secret(self._store.items), bot.public_url, clock)
        dispatcher = FileDesk(
            maker,
            links,
            records=self._records,
            channel=self.adapter,
            background=self._background,
            upload=partial(_upload, self._session, self._overrides),
            capabilities=self.capabilities,
        )
        return Downloads(links, maker.make, is_local=bot.is_local), dispatcher

    def presenter(self, painter: Paints, files: FileDesk) -> Presenter:
        """Make what shows answers."""
        return Presenter(
            self._records,
            painter,
            link=_link(self._settings.genie),
            has_files=files.can_give,
            capabilities=self.capabilities,
        )

    def dispatcher(self, presenter: Presenter) -> Dispatcher:
        """Make what takes questions and works on them."""
        clock, genie = self._overrides.clock, self._settings.genie
        elsewhere = OtherProcesses(self.keeper, clock=clock)
        worker = QuestionWorker(
            GenieConversations(
                GenieRequests(
                    self._genies,
                    budget=Budget(per_minute=genie.questions_per_minute, clock=clock),
                    background=self._background,
                ),
                sessions=self._sessions,
                history=self._history,
                elsewhere=elsewhere,
                clock=clock,
                idle_s=genie.idle_s,
            ),
            presenter=presenter,
            channel=self.adapter,
            capabilities=self.capabilities,
            clock=clock,
        )
        dispatcher = Dispatcher(
            worker,
            elsewhere=elsewhere,
            stops=RemoteStops(self._store.items),
            background=self._background,
            clock=clock,
            is_lasting=self._store.is_lasting,
        )
        self.keeper.watch(dispatcher.obey_others)
        self.keeper.learn(QUESTION, JobKind(dispatcher.begin, dispatcher.give_up))
        return dispatcher

    def actions(self, presenter: Presenter, files: FileDesk) -> AnswerActions:
        """Make what the buttons of answers do."""
        redrawer = Redrawer(
            genies=self._genies,
            records=self._records,
            presenter=presenter,
            channel=self.adapter,
            background=self._background,
            may_show=partial(may_show, self._settings.bot.answers_in_private),
        )
        ratings = Ratings(
            self._genies,
            records=self._records,
            redrawer=redrawer,
            background=self._background,
        )
        return AnswerActions(self._records, redrawer=redrawer, ratings=ratings, files=files)

    def bot(self, dispatcher: Dispatcher, actions: AnswerActions) -> GenieBot:
        """Make what is done with each kind of activity."""
        private = PrivateAnswers(
            lambda *moved: bot.take_moved(*moved),  # noqa: PLW0108 - made below
            channel=self.adapter,
            background=self._background,
            places=self._settings.bot.answers_in_private,
        )
        self.keeper.learn(PRIVATE, JobKind(private.begin, private.give_up))
        dialog = MainDialog(
            asker=Asker(
                dispatcher=dispatcher, spaces=self._spaces, sessions=self._sessions, private=private
            ),
            commands=self._commands(dispatcher, private),
            dispatcher=dispatcher,
            actions=actions,
            people=self._people,
            now=self._overrides.clock.now,
        )
        bot = GenieBot(
            state=self._state,
            main_dialog=dialog,
            dispatcher=dispatcher,
            actions=actions,
            people=self._people,
            chats=self._chats,
            arrivals=self._arrivals(dispatcher),
            keeper=self.keeper,
            adapter=self.adapter,
        )
        return bot

    def _commands(self, dispatcher: Dispatcher, private: PrivateAnswers) -> Commands:
        past = PastQuestions(
            history=self._history,
            records=self._records,
            sessions=self._sessions,
            spaces=self._spaces,
            dispatcher=dispatcher,
            private=private,
            genies=self._genies,
            channel=self.adapter,
            background=self._background,
        )
        return Commands(
            spaces=self._spaces,
            sessions=self._sessions,
            history=self._history,
            past=past,
            private=private,
            dispatcher=dispatcher,
            people=self._people,
        )

    def _arrivals(self, dispatcher: Dispatcher) -> Arrivals:
        return Arrivals(
            store=self._store,
            chats=self._chats,
            people=self._people,
            spaces=self._spaces,
            dispatcher=dispatcher,
        )


async def _upload(
    session: aiohttp.ClientSession, overrides: Overrides, upload_url: str, content: bytes
) -> None:
    await upload(
        session,
        upload_url,
        content,
        clock=overrides.clock,
        is_allowed=overrides.allow_upload or is_upload_host,
    )


def _adapter(bot: BotSettings, session: aiohttp.ClientSession, overrides: Overrides) -> BotAdapter:
    return bot_adapter(
        ChannelConnections(session, overrides.clock),
        app_id=bot.app_id,
        password=bot.password,
        app_type=bot.app_type,
        tenant_id=bot.tenant_id,
        credentials_factory=overrides.credentials_factory,
        keys_url=overrides.keys_url,
    )


def _workspace(
    settings: GenieSettings, session: aiohttp.ClientSession, clock: Clock
) -> GenieWorkspace:
    return GenieWorkspace(
        session,
        base_url=settings.host,
        tokens=_tokens(settings, session),
        answer_timeout_s=settings.answer_timeout_s,
        clock=clock,
    )


def _spaces(settings: Settings) -> list[Space]:
    return [
        Space(
            space.space_id,
            space.name,
            space.description,
            space.sample_questions,
            settings.bot.admin_contact,
        )
        for space in settings.genie.spaces
    ]


def _link(settings: GenieSettings) -> Callable[[str, str], str]:
    """Return where a conversation is found in Databricks, by the ids of its space and its own."""

    def link(space_id: str, conversation_id: str) -> str:
        ids = [quote(part, safe="") for part in (space_id, conversation_id)]
        return f"{settings.host}/genie/rooms/{ids[0]}/chats/{ids[1]}"

    return link


def _tokens(settings: GenieSettings, session: aiohttp.ClientSession) -> TokenSource:
    if settings.token:
        return FixedToken(settings.token)
    return ClientCredentials(
        session,
        base_url=settings.host,
        client_id=settings.client_id,
        client_secret=settings.client_secret,
    )
