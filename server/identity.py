"""The parts by which people ask with their own identity."""

from collections.abc import Awaitable, Callable
from functools import partial

from bot.audit.audit import Audit
from bot.channel.adapter import BotAdapter
from bot.dialogs.identity_commands import IdentityCommands
from bot.identity.account import Account
from bot.identity.answers import SignInAnswers
from bot.identity.personal_tokens import PersonalTokens
from bot.identity.prompts import SignInPrompts
from bot.identity.sign_in_cards import SignInCards
from bot.identity.sign_ins import SignIns
from bot.identity.token_service import Person, TokenService
from bot.messaging.capabilities import CapabilitiesOf, proves_senders
from bot.messaging.private_chats import PrivateChats
from bot.questions.identity import QuestionIdentity
from bot.state.space_choice import Spaces
from config import Settings
from genie import TokenExchange
from server.lifetime import Resources
from server.overrides import Overrides
from settings.identity import UserTokens

UserName = Callable[[Person], Awaitable[str]]  # returns a person's name in Databricks


class IdentityParts:
    """The parts of a bot for people's sign-in and their tokens."""

    def __init__(  # noqa: PLR0913 - what the parts are made of
        self,
        settings: Settings,
        overrides: Overrides,
        resources: Resources,
        *,
        adapter: BotAdapter,
        audit: Audit,
        chats: PrivateChats,
        capabilities: CapabilitiesOf,
    ) -> None:
        sign_in, clock = settings.genie.sign_in, overrides.clock
        self.service = service = TokenService(
            resources.session,
            url=overrides.token_service_url or sign_in.token_service_url,
            connection_name=sign_in.connection_name,
            app_id=settings.bot.app_id,
            proves_senders=partial(proves_senders, is_registered=not settings.bot.is_local),
            sign=adapter.authentication.sign,
            clock=clock,
        )
        exchanging = partial(
            TokenExchange, resources.session, base_url=settings.genie.host, scope=sign_in.scope
        )
        is_exchanged = sign_in.user_tokens is UserTokens.EXCHANGE
        self.tokens = PersonalTokens(
            service,
            clock=clock,
            exchanging=(lambda token: exchanging(subject_token=token)) if is_exchanged else None,
        )
        self.sign_ins = SignIns(resources.store.items)
        cards = SignInCards(
            adapter,
            chats,
            connection_name=sign_in.connection_name,
            capabilities=capabilities,
        )
        self.prompts = SignInPrompts(service, cards)
        self.answers = SignInAnswers(service, self.tokens, self.sign_ins, audit)
        self.questions = QuestionIdentity(
            service,
            self.tokens,
            self.sign_ins,
            cards,
            background=resources.background,
            clock=clock,
        )
        self._channel, self._audit = adapter, audit
        self._background = resources.background

    def commands(self, spaces: Spaces, user_name: UserName) -> IdentityCommands:
        """Make what runs the commands that concern people's identity."""
        account = Account(self.service, self.prompts, self.sign_ins, user_name)
        return IdentityCommands(
            account,
            spaces=spaces,
            channel=self._channel,
            audit=self._audit,
            background=self._background,
        )

    async def sign_out(self, person: Person) -> None:
        """Sign a person out, without news of it for other processes.

        Raises:
            GenieError: the token service cannot do it now.
        """
        await self.service.sign_out(person)
        self.tokens.forget(person)
