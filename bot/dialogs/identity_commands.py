"""The commands that concern a person's own identity. They ask others, so that they answer later."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.activities.activity import Activity
from bot.audit.audit import Audit
from bot.audit.event import AuditEvent, AuditKind
from bot.channel.chat import Channel, Chat
from bot.concurrency.background import Background
from bot.identity.account import Account
from bot.jobs.turn import Turn
from bot.messaging.reply import card_message, say
from bot.state.question import new_reference
from bot.state.space_choice import Spaces
from cards import AskedQuestion, Reader, TextKey, happened_in, whoami_message
from cards.texts import command_texts, identity_texts
from genie import GenieError

Fact = tuple[TextKey, str]


class IdentityCommands:
    """Signs people in and out, and says who they are, after the turn."""

    def __init__(
        self,
        account: Account,
        *,
        spaces: Spaces,
        channel: Channel,
        audit: Audit,
        background: Background,
    ) -> None:
        self._audit = audit
        self._account = account
        self._channel = channel
        self._background = background
        self._spaces = spaces
        self._is_used = any(space.uses_own_identity for space in spaces.known)

    def sign_in(self, turn: Turn, reader: Reader) -> None:
        """Let the sender sign in."""

        async def speak(chat: Chat) -> None:
            notice = await self._account.sign_in(turn.activity.reference, reader)
            if notice is not None:
                await say(chat, reader.say(notice))

        self._later(turn, reader, speak)

    def sign_out(self, turn: Turn, reader: Reader) -> None:
        """Sign the sender out."""

        async def speak(chat: Chat) -> None:
            notice = await self._account.sign_out(_person(turn.activity))
            event = AuditEvent.of(AuditKind.SIGN_OUT, turn.activity, self._audit.now())
            is_done = notice == identity_texts.SIGNED_OUT
            await self._audit.record(replace(event, outcome="done" if is_done else "failed"))
            await say(chat, reader.say(notice))

        self._later(turn, reader, speak)

    async def whoami(self, turn: Turn, facts: Sequence[Fact], reader: Reader) -> None:
        """Show what is known of the sender, also in Databricks."""
        offered = await self._spaces.offered(turn)
        own = [space.name for space in offered if space.uses_own_identity]
        others = [space.name for space in offered if not space.uses_own_identity]
        if not own:
            turn.say(card_message(whoami_message(facts, reader)))
            return

        async def speak(chat: Chat) -> None:
            name = await self._name(turn.activity, reader)
            known = [*facts, (command_texts.WHO_DATABRICKS, name)]
            message = whoami_message(known, reader, own=own, others=others)
            await say(chat, card_message(message))

        self._later(turn, reader, speak)

    async def _name(self, activity: Activity, reader: Reader) -> str:
        """Return the sender's name in Databricks, or why it is not known."""
        try:
            return await self._account.user_name(_person(activity))
        except GenieError as exc:
            asked = AskedQuestion("", new_reference(), reader, uses_own_identity=True)
            return happened_in(exc, asked)

    def _later(self, turn: Turn, reader: Reader, speak: Callable[[Chat], Awaitable[None]]) -> None:
        """Speak after the turn, where people ask with their own identity."""
        if not self._is_used:
            turn.say(reader.say(identity_texts.NO_SIGN_IN))
            return

        async def start() -> None:
            work = self._channel.resume(turn.activity.reference, speak)
            self._background.start(work, name="identity command")

        turn.defer(start)


def _person(activity: Activity) -> tuple[str, str]:
    return activity.channel_id, activity.sender.id
