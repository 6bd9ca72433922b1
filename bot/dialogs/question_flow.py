"""From a question to its submission: a person may have to choose its space first."""

import logging
from collections.abc import Sequence
from typing import Final

from bot.channel.sdk import (
    DialogContext,
    DialogTurnResult,
    WaterfallDialog,
    WaterfallStepContext,
)
from bot.dialogs import stack
from bot.dialogs.intake import QuestionIntake
from bot.dialogs.prompts import Now, turn_of
from bot.dialogs.repeated_presses import RepeatedPresses
from bot.dialogs.space_prompt import ChosenSpace, SpacePrompt
from bot.jobs.turn import Turn
from bot.questions.refusals import Refusals
from bot.state.people import People
from bot.state.question import Question
from bot.state.space_choice import Spaces
from cards import ActionKind, CardAction, Reader, escaped
from cards.texts import notice_texts, talk_texts

log = logging.getLogger(__name__)

_CHOOSE: Final = "choose"


class QuestionFlow:
    """Submits questions, and keeps them waiting while a person chooses a space."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        *,
        intake: QuestionIntake,
        repeated: RepeatedPresses,
        refusals: Refusals,
        spaces: Spaces,
        people: People,
        now: Now,
    ) -> None:
        self._intake = intake
        self._repeated = repeated
        self._refusals = refusals
        self._spaces = spaces
        self._people = people
        prompt = SpacePrompt(spaces=spaces, people=people, now=now)
        self.dialogs: Final = (
            prompt,
            WaterfallDialog(_CHOOSE, [prompt.prompt_step, self._chosen_step]),
        )

    async def ask(self, dc: DialogContext, text: str, reader: Reader) -> None:
        """Ask, after the questions that wait for a space; any other prompt ends."""
        turn, pending = turn_of(dc.context), stack.pending_questions(dc)
        if await self._is_refused(turn, reader, await self._spaces.wanted_id(turn)):
            return
        if await self._intake.needs_space(turn):
            await self._wait_for_choice(dc, [*pending, text])
        else:
            await dc.cancel_all_dialogs()
            await self._submit_waiting(turn, pending)
            await self._intake.submit(turn, text, reader)

    async def ask_by_button(self, dc: DialogContext, action: CardAction, reader: Reader) -> None:
        """Ask a button's question, unless an earlier press has asked it and it is not over yet."""
        turn, is_waiting = turn_of(dc.context), action.text in stack.pending_questions(dc)
        if await self._repeated.is_repeated(turn, action, is_waiting=is_waiting):
            log.info("pressed again", extra={"activity": turn.activity.id})
        else:
            await self.ask(dc, action.text, reader)
            if action.text in stack.pending_questions(dc):
                await self._repeated.note_waiting(turn, action)

    async def ask_anew(self, turn: Turn, question: Question) -> None:
        """Ask another person's question in the sender's own name, in the same space."""
        press = CardAction(ActionKind.ASK_WITH_MINE, question.reference, question.text)
        reader = await self._people.reader(turn, text=question.text)
        if await self._spaces.find(turn, question.space_id) is None:
            turn.say(reader.say(talk_texts.SPACE_NOT_OFFERED))
        elif await self._repeated.is_repeated(turn, press, is_waiting=False):
            log.info("pressed again", extra={"activity": turn.activity.id})
        else:
            await self._intake.submit(turn, question.text, reader, space_id=question.space_id)

    async def ask_moved(self, dc: DialogContext, space_id: str, reader: Reader) -> None:
        """Ask what was asked in another chat, in that chat's space if it has one."""
        turn = turn_of(dc.context)
        text = turn.activity.text
        wanted_id = space_id or await self._spaces.wanted_id(turn)
        if await self._is_refused(turn, reader, wanted_id):
            return
        if not await self._intake.submit(turn, text, reader, space_id=space_id):
            await self._wait_for_choice(dc, [*stack.pending_questions(dc), text])

    async def choose_space(self, dc: DialogContext, name: str, reader: Reader) -> None:
        """Choose the space that has this name or number; "": let the person choose from a list."""
        turn, pending = turn_of(dc.context), stack.pending_questions(dc)
        if not await self._spaces.is_choice(turn):
            turn.say(reader.say(talk_texts.ONE_SPACE))
        elif not name:
            await self._wait_for_choice(dc, pending)
        elif space := await self._spaces.named(turn, name):
            await dc.cancel_all_dialogs()
            await self.apply_choice(turn, ChosenSpace(space.space_id))
            await self._submit_waiting(turn, pending)
        else:
            turn.say(reader.say(talk_texts.SPACE_UNKNOWN, space=escaped(name)))

    async def apply_choice(self, turn: Turn, chosen: ChosenSpace) -> None:
        """Ask the chosen space from now on, and say so."""
        space_id, reader = chosen.space_id, await self._people.reader(turn)
        space = await self._spaces.find(turn, space_id)
        if space is None:
            if not await self._is_refused(turn, reader, space_id):
                turn.say(reader.say(notice_texts.OLD_BUTTON))
        elif chosen.is_for_all and turn.activity.conversation.is_group:
            await self._spaces.choose_for_all(turn, space)
            name = escaped(turn.activity.sender.name)
            sentence = reader.say(
                talk_texts.CHAT_SPACE_CHOSEN, name=name, space=escaped(space.name)
            )
            turn.say(sentence)
        else:
            await self._spaces.choose(turn, space)
            turn.say(reader.say(talk_texts.SPACE_CHOSEN, space=escaped(space.name)))

    async def _is_refused(self, turn: Turn, reader: Reader, space_id: str) -> bool:
        """Refuse, if this person may not ask this space here; "": they choose one first."""
        return bool(space_id) and await self._refusals.refuse_space(turn, reader, space_id)

    async def _submit_waiting(self, turn: Turn, questions: Sequence[str]) -> None:
        await self._intake.submit_all(turn, questions)
        await self._repeated.note_submitted(turn)

    async def _wait_for_choice(self, dc: DialogContext, questions: list[str]) -> None:
        await stack.replace(dc, _CHOOSE, {"questions": questions})

    async def _chosen_step(self, step: WaterfallStepContext) -> DialogTurnResult:
        turn = turn_of(step.context)
        await self.apply_choice(turn, step.result)
        await self._submit_waiting(turn, step.options.get("questions", ()))
        return await step.end_dialog()
