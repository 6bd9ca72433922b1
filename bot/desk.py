"""The questions of this process: taken, stopped, and ended when the process ends."""

import logging
from typing import Final

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, DeliveryModes

from bot.answering import Answerer, Run
from bot.background import Background
from bot.channel.held_voice import HeldVoice
from bot.channel.reply import say
from bot.lanes import Lanes
from bot.questions import Question
from bot.starts import Starts
from cards import goes_on_text, texts
from genie import Clock

log = logging.getLogger(__name__)

# A channel that waits for replies in the response gives 15 s, network included.
IN_TURN_S: Final = 12.0
_RUN: Final = "Run"


class Desk:
    """Takes questions, one at a time per person and chat, until it is closed."""

    def __init__(self, answerer: Answerer, *, background: Background, clock: Clock) -> None:
        self._answerer = answerer
        self._background = background
        self._clock = clock
        self._lanes = Lanes()
        self._starts = Starts()
        self._runs: dict[str, Run] = {}
        self._is_closed = False

    async def take(self, context: TurnContext, text: str, *, session_number: int) -> None:
        """Take a question; the answer comes from work that outlives the turn."""
        if self._is_closed:
            await say(context, texts.RESTARTING)
            return
        activity = context.activity
        now_s = self._clock.now().timestamp()
        question = Question.from_activity(
            text, activity, session_number=session_number, asked_at=now_s
        )
        run = Run(question, self._lanes.enter(question.lane))
        if activity.delivery_mode == DeliveryModes.expect_replies:
            run.held = HeldVoice()
            context.turn_state[_RUN] = run
        self._runs[question.reference] = run
        self._starts.note_turn()
        run.task = self._background.start(self._work(run), name=f"question {question.reference}")

    async def reply_in_turn(self, context: TurnContext) -> None:
        """Answer in the response of the turn, where the channel wants that, if it comes in time."""
        run = context.turn_state.get(_RUN)
        if run is None or run.held is None:
            return
        ending = await run.held.ending(self._clock, IN_TURN_S)
        if ending is None:
            await say(context, goes_on_text(run.question.asked()))
            return
        for message in ending.versions():
            await say(context, ending.activity(message, context))
            return

    def stop(self, reference: str, activity: Activity) -> str:
        """Stop a question at its asker's wish; return what to say, "" if its message says it."""
        run = self._runs.get(reference)
        if run is None or run.question.lane[-1] != activity.conversation.id:
            return texts.NOT_RUNNING
        if run.question.person != (activity.channel_id, activity.from_property.id):
            return texts.NOT_YOURS
        run.stop()
        return ""

    def close(self) -> None:
        """Take no more questions; those that are not with Genie yet are told to ask again."""
        self._is_closed = True
        for run in self._runs.values():
            if run.task is not None and not (run.inquiry and run.inquiry.is_with_genie):
                run.task.cancel()

    async def _work(self, run: Run) -> None:
        try:
            run.has_begun = await self._starts.begin()
            await self._answerer.answer(run)
        finally:
            run.has_begun()
            run.place.leave()
            del self._runs[run.question.reference]
