"""The parts of a bot, over the resources that they share. Only app.py imports it."""

from functools import partial
from typing import Self

from bot.admission.requests import GenieRequests
from bot.admission.shared_budget import budget_for
from bot.answers.actions import AnswerActions
from bot.answers.presenter import Presenter
from bot.answers.ratings import Ratings
from bot.answers.redraw import Redrawer
from bot.channel.adapter import BotAdapter
from bot.channel.service_urls import ServiceUrls
from bot.dialogs.buttons import Buttons
from bot.dialogs.commands import Commands
from bot.dialogs.deletion import QuestionDeletion
from bot.dialogs.history_flow import HistoryFlow
from bot.dialogs.intake import QuestionIntake
from bot.dialogs.main import MainDialog
from bot.dialogs.past_questions import PastQuestions
from bot.dialogs.question_flow import QuestionFlow
from bot.dialogs.repeated_presses import RepeatedPresses
from bot.dialogs.small_talk import SmallTalkAnswers
from bot.dialogs.text_handler import TextHandler
from bot.export.downloads import Downloads
from bot.export.file_builder import FileBuilder
from bot.export.file_delivery import FileDelivery
from bot.export.file_offering import FileOffering
from bot.export.links import Links, shared_secret
from bot.export.offers import Offers
from bot.jobs.keeper import JobKind, Keeper
from bot.messaging.capabilities import capabilities_of
from bot.messaging.private_chats import PrivateChats
from bot.questions.dispatcher import QUESTION, Dispatcher
from bot.questions.genie_conversation import GenieConversations
from bot.questions.other_processes import OtherProcesses
from bot.questions.private import PRIVATE, PrivateAnswers, may_show
from bot.questions.registry import QuestionRegistry
from bot.questions.remote_stops import RemoteStops
from bot.questions.stopping import QuestionStopper
from bot.questions.worker import QuestionWorker
from bot.state.answer_records import AnswerRecords
from bot.state.chats import Chats
from bot.state.history import History
from bot.state.people import People
from bot.state.scopes import PersonalConversationState
from bot.state.sessions import GenieSessions
from bot.state.space_choice import Spaces
from bot.turns.arrivals import Arrivals
from bot.turns.handler import GenieBot
from bot.turns.invokes import InvokeHandler
from bot.turns.messages import MessageHandler
from bot.turns.routes import Endpoint
from config import Settings
from genie import Genies
from server.channel import adapter_of, upload_to
from server.databricks import WorkspacePages, spaces_of, workspace_of
from server.lifetime import Resources, Work
from server.overrides import Overrides


class Assembly:
    """The parts of a bot and their dependencies, over the resources that they share."""

    def __init__(
        self, settings: Settings, overrides: Overrides, resources: Resources, links: Links
    ) -> None:
        self._settings = settings
        self._overrides = overrides
        self._background = resources.background
        self._store, storage = resources.store, resources.store.items
        clock, idle_s = overrides.clock, settings.genie.idle_s
        self._genies: Genies = workspace_of(settings.genie, resources.session, overrides).genie
        self.adapter = adapter_of(settings, resources.session, overrides)
        self._capabilities = partial(capabilities_of, is_registered=not settings.bot.is_local)
        self.conversation_state = PersonalConversationState(storage, clock=clock, idle_s=idle_s)
        self._records = AnswerRecords(storage, clock=clock)
        self._sessions = GenieSessions(self.conversation_state, clock=clock, idle_s=idle_s)
        self._history = History(storage, clock=clock)
        self._people, self._chats = People(storage), Chats(storage, clock=clock)
        self._spaces = Spaces(
            spaces_of(settings),
            default_id=settings.genie.default_space_id,
            people=self._people,
            chats=self._chats,
            state=self.conversation_state,
            samples=settings.bot.sample_questions,
        )
        chats = PrivateChats(self.adapter)
        builder = FileBuilder(self._records, genies=self._genies, clock=clock)
        offers = Offers(storage, clock=clock)
        upload = partial(upload_to, resources.session, overrides)
        self._offering = FileOffering(
            builder, offers, channel=self.adapter, chats=chats, upload=upload
        )
        self._files = FileDelivery(
            links,
            self._offering,
            records=self._records,
            channel=self.adapter,
            background=self._background,
            capabilities=self._capabilities,
        )
        pages = WorkspacePages(settings.genie.host)
        self._presenter = Presenter(
            self._records,
            resources.painter,
            link=pages.conversation,
            space_link=pages.space,
            has_files=self._files.can_deliver,
            capabilities=self._capabilities,
        )
        redrawer = self._made_redrawer()
        self.downloads = Downloads(links, builder.build, is_local=settings.bot.is_local)
        self.keeper = Keeper(self._store, clock=clock)
        self._questions = QuestionRegistry()
        self._elsewhere = OtherProcesses(self.keeper, clock=clock)
        self._dispatcher = self._made_dispatcher()
        self._stopper = QuestionStopper(
            self._questions, elsewhere=self._elsewhere, stops=RemoteStops(self._store.items)
        )
        self.keeper.watch(self._stopper.apply_remote_stops)
        self._actions = self._made_actions(redrawer)
        self._private = PrivateAnswers(
            chats=chats, background=self._background, places=settings.bot.answers_in_private
        )

    @classmethod
    async def make(cls, settings: Settings, overrides: Overrides, resources: Resources) -> Self:
        """Make the parts.

        Raises:
            StorageUnavailableError: the signing key of links can be neither read nor stored.
        """
        secret = await shared_secret(resources.store.items)
        links = Links(secret, settings.bot.public_url, overrides.clock)
        return cls(settings, overrides, resources, links)

    def main_dialog(self) -> MainDialog:
        """Make the dialog that routes messages."""
        now = self._overrides.clock.now
        intake = QuestionIntake(
            dispatcher=self._dispatcher,
            private=self._private,
            spaces=self._spaces,
            sessions=self._sessions,
            people=self._people,
        )
        repeated = RepeatedPresses(self.conversation_state, elsewhere=self._elsewhere, now=now)
        spaces, people = self._spaces, self._people
        questions = QuestionFlow(
            intake=intake, repeated=repeated, spaces=spaces, people=people, now=now
        )
        history = HistoryFlow(
            past=self._past_questions(intake), history=self._history, people=self._people, now=now
        )
        commands = Commands(
            questions=questions,
            history=history,
            intake=intake,
            spaces=self._spaces,
            stopper=self._stopper,
        )
        buttons = Buttons(
            questions=questions,
            history=history,
            stopper=self._stopper,
            actions=self._actions,
            people=self._people,
        )
        texts = TextHandler(
            commands=commands,
            small_talk=SmallTalkAnswers(spaces=self._spaces),
            questions=questions,
            people=self._people,
        )
        return MainDialog(
            texts=texts,
            buttons=buttons,
            questions=questions,
            history=history,
            people=self._people,
        )

    def bot(
        self, adapter: BotAdapter, state: PersonalConversationState, dialog: MainDialog
    ) -> GenieBot:
        """Make the handler of all kinds of activities."""
        arrivals = Arrivals(
            store=self._store,
            chats=self._chats,
            people=self._people,
            spaces=self._spaces,
            questions=self._questions,
        )
        messages = MessageHandler(
            state=state,
            main_dialog=dialog,
            people=self._people,
            chats=self._chats,
            keeper=self.keeper,
        )
        bot = GenieBot(
            messages=messages,
            invokes=InvokeHandler(self._actions, self._files, self._people),
            arrivals=arrivals,
            dispatcher=self._dispatcher,
            adapter=adapter,
        )
        begin = partial(self._private.begin, take=bot.take_moved)
        self.keeper.register(PRIVATE, JobKind(begin, self._private.give_up))
        return bot

    def endpoint(self, adapter: BotAdapter, bot: GenieBot) -> Endpoint:
        """Make the HTTP endpoint for the channel."""
        settings = self._settings.bot
        service_urls = ServiceUrls(is_local=settings.is_local, extra_host=settings.emulator_host)
        return Endpoint(
            adapter=adapter,
            bot=bot,
            capabilities=self._capabilities,
            allow_service_url=self._overrides.allow_service_url or service_urls.allow,
            is_local=settings.is_local,
            tenant_id="" if settings.is_local else settings.tenant_id,
        )

    def work(self) -> Work:
        """Return the parts that continue after a turn."""
        return Work(self._background, self.keeper, self._dispatcher, self._offering, self.downloads)

    def _made_dispatcher(self) -> Dispatcher:
        clock, genie = self._overrides.clock, self._settings.genie
        worker = QuestionWorker(
            GenieConversations(
                GenieRequests(
                    self._genies,
                    budget=budget_for(genie.questions_per_minute, self._store, clock),
                    background=self._background,
                ),
                sessions=self._sessions,
                history=self._history,
                elsewhere=self._elsewhere,
                clock=clock,
                idle_s=genie.idle_s,
            ),
            presenter=self._presenter,
            channel=self.adapter,
            capabilities=self._capabilities,
            clock=clock,
        )
        dispatcher = Dispatcher(
            worker,
            self._questions,
            self._background,
            clock=clock,
            is_lasting=self._store.is_lasting,
            starts_at_once=self._settings.bot.starts_at_once,
        )
        self.keeper.register(QUESTION, JobKind(dispatcher.begin, dispatcher.give_up))
        return dispatcher

    def _made_redrawer(self) -> Redrawer:
        return Redrawer(
            genies=self._genies,
            records=self._records,
            presenter=self._presenter,
            channel=self.adapter,
            background=self._background,
            may_show=partial(may_show, self._settings.bot.answers_in_private),
        )

    def _made_actions(self, redrawer: Redrawer) -> AnswerActions:
        ratings = Ratings(
            self._genies, records=self._records, redrawer=redrawer, background=self._background
        )
        return AnswerActions(
            self._records,
            redrawer=redrawer,
            ratings=ratings,
            files=self._files,
            may_show=partial(may_show, self._settings.bot.answers_in_private),
        )

    def _past_questions(self, intake: QuestionIntake) -> PastQuestions:
        deletion = QuestionDeletion(
            history=self._history,
            records=self._records,
            genies=self._genies,
            channel=self.adapter,
            background=self._background,
        )
        return PastQuestions(
            intake=intake,
            deletion=deletion,
            history=self._history,
            sessions=self._sessions,
            spaces=self._spaces,
        )
