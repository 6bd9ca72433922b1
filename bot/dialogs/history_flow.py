"""A person's earlier questions: the list of them, and what its buttons do."""

from dataclasses import asdict
from typing import Final

from bot.channel.sdk import (
    DialogContext,
    DialogTurnResult,
    WaterfallDialog,
    WaterfallStepContext,
)
from bot.dialogs import stack
from bot.dialogs.delete_prompt import DeletePrompt
from bot.dialogs.past_questions import PastQuestions
from bot.dialogs.prompts import Now, turn_of
from bot.jobs.turn import Turn
from bot.messaging.reply import card_message
from bot.state.history import History, Past
from bot.state.people import People
from bot.storage.plain import record_of
from cards import ActionKind, CardAction, Reader, history_message
from cards.texts import talk_texts

_DELETE: Final = "delete"


class HistoryFlow:
    """Lists a person's earlier questions; asks whether they are sure before one is deleted."""

    def __init__(self, *, past: PastQuestions, history: History, people: People, now: Now) -> None:
        self._past = past
        self._history = history
        self._people = people
        prompt = DeletePrompt(people=people, now=now)
        self.dialogs: Final = (
            prompt,
            WaterfallDialog(_DELETE, [prompt.prompt_step, self._confirmed_step]),
        )

    async def show(self, turn: Turn, reader: Reader) -> None:
        """List the questions of this turn's sender."""
        listed = await self._past.listed(turn, await self._history.all(turn))
        questions = [past.shown() for past in listed]
        activity = turn.activity
        asker = activity.sender.name if activity.conversation.is_group else ""
        turn.say(card_message(history_message(questions, reader, asker=asker)))

    async def press(self, dc: DialogContext, action: CardAction, reader: Reader) -> None:
        """Do what a button of the list says: open, continue, or ask whether to delete."""
        turn = turn_of(dc.context)
        past = await self._history.find(turn, action.id)
        if past is None:
            is_group = turn.activity.conversation.is_group  # it may be another person's
            notice = talk_texts.NOT_YOUR_HISTORY if is_group else talk_texts.NOT_IN_HISTORY
            turn.say(reader.say(notice))
        elif action.do is ActionKind.DELETE:
            await stack.replace(dc, _DELETE, {"past": asdict(past)})
        elif action.do is ActionKind.OPEN:
            await self._past.reopen(turn, past, reader)
        else:
            await self._past.continue_from(turn, past, reader)

    async def reopen(self, turn: Turn, past: Past, reader: Reader) -> None:
        """Show an answer again, read from Genie."""
        await self._past.reopen(turn, past, reader)

    async def _confirmed_step(self, step: WaterfallStepContext) -> DialogTurnResult:
        turn = turn_of(step.context)
        reader = await self._people.reader(turn)
        if step.result:
            await self._past.delete(turn, record_of(Past, step.options["past"]), reader)
        else:
            turn.say(reader.say(talk_texts.KEPT))
        return await step.end_dialog()
