"""The parts of a bot, over the resources that they share. Only app.py imports it."""

from functools import partial
from typing import Self

from bot.answers.reporting import REPORT
from bot.answers.sharing import SHARE
from bot.channel.adapter import BotAdapter
from bot.channel.service_urls import ServiceUrls
from bot.dialogs.buttons import Buttons
from bot.dialogs.commands import Commands
from bot.dialogs.deletion import QuestionDeletion
from bot.dialogs.forget_flow import ForgetFlow
from bot.dialogs.history_flow import HistoryFlow
from bot.dialogs.intake import QuestionIntake
from bot.dialogs.main import MainDialog
from bot.dialogs.past_questions import PastQuestions
from bot.dialogs.question_flow import QuestionFlow
from bot.dialogs.repeated_presses import RepeatedPresses
from bot.dialogs.small_talk import SmallTalkAnswers
from bot.dialogs.text_handler import TextHandler
from bot.export.links import Links, shared_secret
from bot.jobs.keeper import JobKind, Keeper
from bot.messaging.capabilities import capabilities_of
from bot.messaging.private_chats import PrivateChats
from bot.questions.other_processes import OtherProcesses
from bot.questions.private import PRIVATE, PrivateAnswers
from bot.questions.registry import QuestionRegistry
from bot.questions.remote_stops import RemoteStops
from bot.questions.stopping import QuestionStopper
from bot.state.scopes import PersonalConversationState
from bot.turns.arrivals import Arrivals
from bot.turns.handler import GenieBot
from bot.turns.invokes import InvokeHandler
from bot.turns.messages import MessageHandler
from bot.turns.routes import Endpoint
from config import Settings
from server.access import AccessParts
from server.answers import AnswerParts
from server.channel import adapter_of
from server.databricks import IdentifiedGenies, workspace_of
from server.forgetting import audit_of, forgetting_of
from server.identity import IdentityParts
from server.lifetime import Resources, Work
from server.overrides import Overrides
from server.questions import dispatcher_of
from server.state import StateParts


class Assembly:
    """The parts of a bot and their dependencies, over the resources that they share.

    state.py makes those that remember something, identity.py those for people's sign-in, and
    answers.py those that work on answers.
    """

    def __init__(
        self, settings: Settings, overrides: Overrides, resources: Resources, links: Links
    ) -> None:
        self._settings = settings
        self._overrides = overrides
        self._background = resources.background
        self._store = resources.store
        self.adapter = adapter_of(settings, resources.session, overrides)
        self._capabilities = partial(capabilities_of, is_registered=not settings.bot.is_local)
        chats = PrivateChats(self.adapter)
        self.audit = audit_of(settings, overrides, resources)
        self._identity = IdentityParts(
            settings,
            overrides,
            resources,
            adapter=self.adapter,
            audit=self.audit,
            chats=chats,
            capabilities=self._capabilities,
        )
        access = AccessParts(
            settings,
            overrides,
            resources,
            adapter=self.adapter,
            audit=self.audit,
            capabilities=self._capabilities,
        )
        self._refusals = access.refusals
        self._state = StateParts(settings, self._store.items, overrides.clock, access.permissions)
        self.conversation_state = self._state.conversations
        self._genies = IdentifiedGenies(
            workspace_of(settings.genie, resources.session, overrides),
            self._state.spaces.known,
            tokens_of=self._identity.tokens.of,
        )
        self._answers = AnswerParts(
            settings,
            overrides,
            resources,
            links,
            genies=self._genies,
            records=self._state.records,
            prompts=self._identity.prompts,
            channel=self.adapter,
            audit=self.audit,
            chats=chats,
            capabilities=self._capabilities,
            permissions=access.permissions,
        )
        self.downloads = self._answers.downloads
        self.keeper = Keeper(self._store, clock=overrides.clock)
        sharing = self._answers.sharing
        self.keeper.register(SHARE, JobKind(sharing.begin, sharing.give_up))
        self._questions = QuestionRegistry()
        self._elsewhere = OtherProcesses(self.keeper, clock=overrides.clock)
        self._dispatcher = dispatcher_of(
            settings,
            overrides,
            resources,
            genies=self._genies,
            identity=self._identity,
            state=self._state,
            answers=self._answers,
            channel=self.adapter,
            capabilities=self._capabilities,
            audit=self.audit,
            keeper=self.keeper,
            registry=self._questions,
            elsewhere=self._elsewhere,
        )
        self._stopper = QuestionStopper(
            self._questions, elsewhere=self._elsewhere, stops=RemoteStops(self._store.items)
        )
        self.keeper.watch(self._stopper.apply_remote_stops)
        self.keeper.watch(self.audit.retry)
        if settings.genie.sign_in.connection_name:
            self.keeper.watch(self._identity.sign_ins.look)
        for forget in (self._identity.tokens.forget, self._questions.sign_out):
            self._identity.sign_ins.call_on_sign_out(forget)
        self.forgetting = forgetting_of(
            self.keeper,
            overrides,
            resources,
            genies=self._genies,
            questions=self._questions,
            identity=self._identity,
            channel=self.adapter,
            audit=self.audit,
        )
        self._private = PrivateAnswers(
            chats=chats, background=self._background, places=self._answers.places
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
        now, state = self._overrides.clock.now, self._state
        spaces, people = state.spaces, state.people
        intake = QuestionIntake(
            dispatcher=self._dispatcher,
            private=self._private,
            spaces=spaces,
            sessions=state.sessions,
            people=people,
            refusals=self._refusals,
        )
        repeated = RepeatedPresses(self.conversation_state, elsewhere=self._elsewhere, now=now)
        questions = QuestionFlow(
            intake=intake,
            repeated=repeated,
            refusals=self._refusals,
            spaces=spaces,
            people=people,
            now=now,
        )
        history = HistoryFlow(
            past=self._past_questions(intake), history=state.history, people=people, now=now
        )
        forget = ForgetFlow(forgetting=self.forgetting, people=people, now=now)
        commands = Commands(
            questions=questions,
            history=history,
            forget=forget,
            insights=self._answers.insights,
            intake=intake,
            spaces=spaces,
            stopper=self._stopper,
            identity=self._identity.commands(spaces, self._genies.user_name),
        )
        buttons = Buttons(
            questions=questions,
            history=history,
            insights=self._answers.insights,
            stopper=self._stopper,
            actions=self._answers.actions,
            reports=self._answers.reports,
            people=people,
            refusals=self._refusals,
        )
        texts = TextHandler(
            commands=commands,
            small_talk=SmallTalkAnswers(spaces=spaces),
            questions=questions,
            people=people,
        )
        return MainDialog(
            texts=texts,
            buttons=buttons,
            questions=questions,
            history=history,
            forget=forget,
            people=people,
            refusals=self._refusals,
        )

    def bot(
        self, adapter: BotAdapter, state: PersonalConversationState, dialog: MainDialog
    ) -> GenieBot:
        """Make the handler of all kinds of activities."""
        people, chats = self._state.people, self._state.chats
        arrivals = Arrivals(
            keeper=self.keeper,
            chats=chats,
            people=people,
            spaces=self._state.spaces,
            questions=self._questions,
            refusals=self._refusals,
        )
        messages = MessageHandler(
            state=state, main_dialog=dialog, people=people, chats=chats, keeper=self.keeper
        )
        bot = GenieBot(
            messages=messages,
            invokes=InvokeHandler(
                self._answers.actions,
                self._answers.files,
                self._identity.answers,
                people,
                self._refusals,
                contact=self._settings.bot.admin_contact,
            ),
            arrivals=arrivals,
            dispatcher=self._dispatcher,
            adapter=adapter,
        )
        begin = partial(self._private.begin, take=bot.take_moved)
        self.keeper.register(PRIVATE, JobKind(begin, self._private.give_up))
        reports = self._answers.reports
        self.keeper.register(REPORT, JobKind(reports.begin, reports.give_up))
        return bot

    def endpoint(self, adapter: BotAdapter, bot: GenieBot) -> Endpoint:
        """Make the HTTP endpoint for the channel."""
        settings, access = self._settings.bot, self._settings.access
        service_urls = ServiceUrls(is_local=settings.is_local, extra_host=settings.emulator_host)
        return Endpoint(
            adapter=adapter,
            bot=bot,
            capabilities=self._capabilities,
            allow_service_url=self._overrides.allow_service_url or service_urls.allow,
            is_local=settings.is_local,
            tenants=frozenset() if settings.is_local else access.tenants,
        )

    def work(self) -> Work:
        """Return the parts that continue after a turn."""
        return Work(
            self._background,
            self.keeper,
            self._dispatcher,
            self._answers.offering,
            self.downloads,
        )

    def _past_questions(self, intake: QuestionIntake) -> PastQuestions:
        deletion = QuestionDeletion(
            history=self._state.history,
            records=self._state.records,
            genies=self._genies,
            prompts=self._identity.prompts,
            channel=self.adapter,
            audit=self.audit,
            background=self._background,
        )
        return PastQuestions(
            intake=intake,
            deletion=deletion,
            history=self._state.history,
            sessions=self._state.sessions,
            spaces=self._state.spaces,
            refusals=self._refusals,
        )
