"""What runs each command."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from bot.channel.sdk import DialogContext
from bot.dialogs import stack
from bot.dialogs.forget_flow import ForgetFlow
from bot.dialogs.history_flow import HistoryFlow
from bot.dialogs.identity_commands import IdentityCommands
from bot.dialogs.insights import InsightsFlow
from bot.dialogs.intake import QuestionIntake
from bot.dialogs.prompts import turn_of
from bot.dialogs.question_flow import QuestionFlow
from bot.jobs.turn import Turn
from bot.messaging.reply import card_message
from bot.questions.stopping import QuestionStopper
from bot.state.space_choice import Spaces
from cards import (
    Command,
    Reader,
    TextKey,
    help_message,
    language_message,
)
from cards.texts import command_texts, welcome_texts


@dataclass(frozen=True, slots=True)
class CommandCall:
    """A command as a person typed it; argument is what stands behind its word, mostly ""."""

    command: Command
    argument: str
    dc: DialogContext
    reader: Reader

    @property
    def turn(self) -> Turn:
        """The turn in which it was typed."""
        return turn_of(self.dc.context)

    @property
    def is_in_group(self) -> bool:
        """Whether it was typed among others."""
        return self.turn.activity.conversation.is_group

    def say(self, notice: TextKey) -> None:
        """Say a sentence once the turn's state is saved."""
        self.turn.say(self.reader.say(notice))


class Commands:
    """Runs commands within the turn. A prompt that waits goes on waiting unless they say so."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        *,
        questions: QuestionFlow,
        history: HistoryFlow,
        forget: ForgetFlow,
        insights: InsightsFlow,
        intake: QuestionIntake,
        spaces: Spaces,
        stopper: QuestionStopper,
        identity: IdentityCommands,
    ) -> None:
        self._questions = questions
        self._identity = identity
        self._history = history
        self._forget = forget
        self._insights = insights
        self._intake = intake
        self._spaces = spaces
        self._stopper = stopper

    async def run(self, call: CommandCall) -> None:
        """Run a command."""
        await self.HANDLERS[call.command](self, call)

    async def _help(self, call: CommandCall) -> None:
        space = await self._spaces.current(call.turn)
        message = help_message(
            self._spaces.samples(space),
            call.reader,
            is_group=call.is_in_group,
            space=space.name if space else "",
        )
        call.turn.say(card_message(message))

    async def _new(self, call: CommandCall) -> None:
        await call.dc.cancel_all_dialogs()
        await self._intake.begin_conversation(call.turn)
        call.say(command_texts.NEW_CONVERSATION)
        if call.argument:
            await self._questions.ask(call.dc, call.argument, call.reader)

    async def _space(self, call: CommandCall) -> None:
        await self._questions.choose_space(call.dc, call.argument, call.reader)

    async def _list_history(self, call: CommandCall) -> None:
        await self._history.show(call.turn, call.reader)

    async def _stop(self, call: CommandCall) -> None:
        is_stopped = await self._stopper.stop_first(call.turn.activity)
        call.say(command_texts.STOPPING if is_stopped else command_texts.NOTHING_RUNS)

    async def _language(self, call: CommandCall) -> None:
        call.turn.say(card_message(language_message(call.reader)))

    async def _sign_in(self, call: CommandCall) -> None:
        self._identity.sign_in(call.turn, call.reader)

    async def _sign_out(self, call: CommandCall) -> None:
        self._identity.sign_out(call.turn, call.reader)

    async def _whoami(self, call: CommandCall) -> None:
        activity, space = call.turn.activity, await self._spaces.current(call.turn)
        facts = [
            (command_texts.WHO_NAME, activity.sender.name),
            (command_texts.WHO_ID, activity.sender.id),
            (command_texts.WHO_DIRECTORY, activity.sender.aad_object_id),
            (command_texts.WHO_TENANT, activity.tenant_id),
            (command_texts.WHO_CHANNEL, activity.channel_id),
            (command_texts.WHO_CHAT, activity.conversation.id),
            (command_texts.WHO_LANGUAGE, call.reader.say(welcome_texts.LANGUAGE_NAME)),
            (command_texts.WHO_ZONE, str(call.reader.zone)),
            (command_texts.WHO_SPACE, space.name if space else ""),
        ]
        await self._identity.whoami(call.turn, facts, call.reader)

    async def _private(self, call: CommandCall) -> None:
        if call.is_in_group and call.argument:
            await self._intake.submit_in_private(call.turn, call.argument, call.reader)
        elif call.is_in_group:
            call.say(command_texts.PRIVATE_WHAT)
        elif call.argument:
            await self._questions.ask(call.dc, call.argument, call.reader)  # it is private here
        else:
            call.say(command_texts.PRIVATE_ALREADY)

    async def _ask_to_forget(self, call: CommandCall) -> None:
        await self._forget.ask(call.dc)

    async def _show_insights(self, call: CommandCall) -> None:
        await self._insights.show(call.turn, call.reader)

    async def _cancel(self, call: CommandCall) -> None:
        is_open = stack.is_open(call.dc)
        await call.dc.cancel_all_dialogs()
        call.say(command_texts.CANCELLED_CHOICE if is_open else command_texts.NOTHING_TO_CANCEL)

    HANDLERS: ClassVar[Mapping[Command, Callable[["Commands", CommandCall], Awaitable[None]]]] = {
        Command.HELP: _help,
        Command.NEW: _new,
        Command.SPACE: _space,
        Command.HISTORY: _list_history,
        Command.STOP: _stop,
        Command.LANGUAGE: _language,
        Command.WHOAMI: _whoami,
        Command.SIGN_IN: _sign_in,
        Command.SIGN_OUT: _sign_out,
        Command.PRIVATE: _private,
        Command.FORGET: _ask_to_forget,
        Command.INSIGHTS: _show_insights,
        Command.CANCEL: _cancel,
    }
