"""What a typed text is: a command, small talk, an answer to a prompt, or a question."""

from bot.activities.activity import Activity
from bot.channel.sdk import DialogContext
from bot.dialogs import stack
from bot.dialogs.commands import CommandCall, Commands
from bot.dialogs.prompts import turn_of
from bot.dialogs.question_flow import QuestionFlow
from bot.dialogs.small_talk import SmallTalkAnswers
from bot.state.people import People
from cards import (
    MAX_TEXT_CHARS,
    Reader,
    command_of,
    escaped,
    is_unknown_command,
    small_talk_of,
)
from cards.texts import command_texts, notice_texts


class TextHandler:
    """Decides what a text is.

    Commands go before a prompt that waits. The prompt gets its answers, and what nothing else
    understands; small talk is answered beside it.
    """

    def __init__(
        self,
        *,
        commands: Commands,
        small_talk: SmallTalkAnswers,
        questions: QuestionFlow,
        people: People,
    ) -> None:
        self._commands = commands
        self._small_talk = small_talk
        self._questions = questions
        self._people = people

    async def handle(self, dc: DialogContext, text: str) -> None:
        """Do what a text asks for, within the turn."""
        turn = turn_of(dc.context)
        await self._people.note_typed_language(turn, text)
        reader = await self._people.reader(turn, text=text)
        if typed := command_of(text):
            await self._commands.run(CommandCall(*typed, dc, reader))
        elif sentence := _unreadable(turn.activity, text, reader):
            turn.say(sentence)
        elif await stack.accepts(dc, text):
            await dc.continue_dialog()
        elif talk := small_talk_of(text):
            await self._small_talk.answer(turn, talk, reader)
        elif await stack.asks_again(dc):
            await dc.continue_dialog()
        elif is_unknown_command(text):
            turn.say(reader.say(command_texts.UNKNOWN_COMMAND, command=escaped(text)))
        else:
            await self._questions.ask(dc, text, reader)


def _unreadable(activity: Activity, text: str, reader: Reader) -> str | None:
    """Return the sentence that says why this message cannot be asked, if it cannot."""
    if not text:
        return reader.say(
            notice_texts.NOT_TEXT if activity.has_file else notice_texts.EMPTY_QUESTION
        )
    if len(text) > MAX_TEXT_CHARS:
        sizes = {"length": f"{len(text):,}", "limit": f"{MAX_TEXT_CHARS:,}"}
        return reader.say(notice_texts.TOO_LONG, **sizes)
    return None
