"""What the buttons of cards do."""

import logging
from typing import Final

from bot.answers.actions import AnswerActions
from bot.answers.reporting import AnswerReports
from bot.channel.sdk import DialogContext
from bot.dialogs import stack
from bot.dialogs.history_flow import HistoryFlow
from bot.dialogs.insights import InsightsFlow
from bot.dialogs.prompts import turn_of
from bot.dialogs.question_flow import QuestionFlow
from bot.dialogs.space_prompt import ChosenSpace
from bot.jobs.turn import Turn
from bot.questions.refusals import Refusals
from bot.questions.stopping import QuestionStopper
from bot.state.people import People
from bot.state.question import Question
from cards import ActionKind, CardAction, Reader, TextKey, languages
from cards.texts import notice_texts, talk_texts, welcome_texts

log = logging.getLogger(__name__)

_ANSWER_ACTIONS: Final = frozenset({*AnswerActions.HANDLERS, ActionKind.REPORT})
_HISTORY_ACTIONS: Final = frozenset({ActionKind.OPEN, ActionKind.CONTINUE, ActionKind.DELETE})


class Buttons:
    """Does what pressed buttons say, within the turn."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        *,
        questions: QuestionFlow,
        history: HistoryFlow,
        insights: InsightsFlow,
        stopper: QuestionStopper,
        actions: AnswerActions,
        reports: AnswerReports,
        people: People,
        refusals: Refusals,
    ) -> None:
        self._questions = questions
        self._history = history
        self._insights = insights
        self._stopper = stopper
        self._actions = actions
        self._reports = reports
        self._people = people
        self._refusals = refusals

    async def press(self, dc: DialogContext, action: CardAction | None) -> None:
        """Do what a button says; None: it is none that this bot knows."""
        turn = turn_of(dc.context)
        reader = await self._reader_of_card(turn, action)
        match action:
            case CardAction() if await stack.is_answered(dc, action):
                await dc.continue_dialog()
            case CardAction(do=ActionKind.ASK, text=text) if text.strip():
                await self._questions.ask_by_button(dc, action, reader)
            case CardAction(do=do) if do in _HISTORY_ACTIONS:
                await self._history.press(dc, action, reader)
            case CardAction(do=ActionKind.SPACE | ActionKind.CHAT_SPACE as do, text=space_id):
                chosen = ChosenSpace(space_id, is_for_all=do is ActionKind.CHAT_SPACE)
                await self._questions.apply_choice(turn, chosen)
            case _ if await self._is_refused(turn, action, reader):
                pass
            case CardAction(do=do) if do in AnswerActions.HANDLERS:
                await self._press_on_answer(turn, action, reader)
            case CardAction(do=ActionKind.INSIGHTS):
                await self._insights.press(turn, action, reader)
            case CardAction(do=ActionKind.LANGUAGE, text=code) if code in {"", *languages()}:
                await self._choose_language(turn, code)
            case _:
                if notice := await self._notice(turn, action):
                    turn.say(reader.say(notice))

    async def _is_refused(self, turn: Turn, action: CardAction | None, reader: Reader) -> bool:
        """Refuse the buttons of an answer from a space that this person may not ask here."""
        if action is None or action.do not in _ANSWER_ACTIONS:
            return False
        record = await self._actions.record_of(action, turn.activity)
        if record is None:
            return False
        return await self._refusals.refuse_space(turn, reader, record.question.space_id)

    async def _notice(self, turn: Turn, action: CardAction | None) -> TextKey | None:
        """Do what a button says that has no dialog; return what to say, if anything."""
        match action:
            case CardAction(do=ActionKind.STOP, id=reference):
                return await self._stopper.stop(reference, turn.activity)
            case CardAction(do=ActionKind.REPORT):
                return await self._reports.accept(action, turn)
            case CardAction(do=ActionKind.YES | ActionKind.NO):
                return talk_texts.CHOICE_SETTLED
        log.warning("unknown card action", extra={"activity": turn.activity.id})
        return notice_texts.OLD_BUTTON

    async def _press_on_answer(self, turn: Turn, action: CardAction, reader: Reader) -> None:
        outcome = await self._actions.take(action, turn)
        if isinstance(outcome, Question):
            await self._questions.ask_anew(turn, outcome)
        elif outcome is not None:
            turn.say(reader.say(outcome))

    async def _choose_language(self, turn: Turn, code: str) -> None:
        await self._people.choose_language(turn, code)
        reader = await self._people.reader(turn)
        notice = welcome_texts.LANGUAGE_CHOSEN if code else welcome_texts.LANGUAGE_BY_TYPING
        turn.say(reader.say(notice))

    async def _reader_of_card(self, turn: Turn, action: CardAction | None) -> Reader:
        """Go on in the language of the card, whatever language its button is in."""
        record = await self._actions.record_of(action, turn.activity) if action else None
        return record.question.reader if record else await self._people.reader(turn)
