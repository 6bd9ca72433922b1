"""What the buttons of an answer do: other rows, another chart, a verdict, a file, sharing it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import ClassVar, Final

from bot.activities.activity import Activity
from bot.answers.places import Places
from bot.answers.ratings import Ratings
from bot.answers.redraw import Redrawer
from bot.answers.sharing import AnswerSharing
from bot.export.file_delivery import FileDelivery
from bot.jobs.turn import Turn
from bot.state.answer_record import AnswerRecord, place_of
from bot.state.answer_records import AnswerRecords
from bot.state.question import Question
from cards import (
    ActionKind,
    CardAction,
    Kind,
    ResultView,
    TextKey,
)
from cards.texts import notice_texts, permission_texts, talk_texts
from genie import FeedbackRating

# All others show rows of a result: they are refused where data may not be shown, and work only for
# those with whose identity the answer was read.
_SHOWING_NO_DATA: Final = frozenset({ActionKind.RATE, ActionKind.ASK_WITH_MINE})
_MAX_DIGITS = 7

# What to say, or a question to ask in the name of who pressed; None: neither.
Outcome = TextKey | Question | None

_Handler = Callable[["AnswerActions", AnswerRecord, CardAction, Turn], Awaitable[Outcome]]


class AnswerActions:
    """Takes pressed buttons within the turn; what they want done is done after it."""

    def __init__(  # noqa: PLR0913 - the parts it works with
        self,
        records: AnswerRecords,
        *,
        redrawer: Redrawer,
        ratings: Ratings,
        files: FileDelivery,
        sharing: AnswerSharing,
        places: Places,
    ) -> None:
        self._records = records
        self._redrawer = redrawer
        self._ratings = ratings
        self._files = files
        self._sharing = sharing
        self._places = places

    async def record_of(self, action: CardAction, activity: Activity) -> AnswerRecord | None:
        """Return the answer on whose card the button stands, if it stands where it was pressed."""
        return await self._records.get(action.id, place_of(activity)) if action.id else None

    async def take(self, action: CardAction, turn: Turn) -> Outcome:
        """Do what a button of HANDLERS says; return what to say or ask instead, if anything.

        Nobody gets more of an answer that was read with another person's identity: who presses
        asks its question with their own.
        """
        activity, shows_data = turn.activity, action.do not in _SHOWING_NO_DATA
        if shows_data and not self._places.allow(activity.conversation):
            return talk_texts.DATA_NOT_HERE
        record = await self.record_of(action, activity)
        if record is None:
            return notice_texts.OLD_ANSWER
        if shows_data and not record.question.belongs_to(activity.sender.id):
            return record.question
        if shows_data and not self._places.allow_answer(record.question):
            return talk_texts.DATA_NOT_HERE
        return await self.HANDLERS[action.do](self, record, action, turn)

    async def rated_by(self, activity: Activity) -> AnswerRecord | None:
        """Return the answer that a press of the channel's own thumbs is about, if it is known."""
        return await self._records.at(place_of(activity), activity.reply_to_id)

    async def thumb(
        self, record: AnswerRecord, activity: Activity, value: FeedbackRating, comment: str
    ) -> None:
        """Take a press of the channel's own thumbs."""
        await self._ratings.rate(record, activity, value, comment)

    async def _read(self, record: AnswerRecord, action: CardAction, _: Turn) -> Outcome:
        if (block := _number(action.text)) is None:
            return notice_texts.OLD_BUTTON
        await self._records.change(record, lambda it: it.turn_to(block))
        self._redrawer.start(record)
        return None

    async def _show(self, record: AnswerRecord, action: CardAction, _: Turn) -> Outcome:
        view = _chosen(record.results.get(action.at, ResultView()), action)
        if view is None:
            return notice_texts.OLD_BUTTON
        await self._records.change(record, lambda it: it.show(action.at, view))
        self._redrawer.start(record)
        return None

    async def _offer_file(self, record: AnswerRecord, action: CardAction, turn: Turn) -> Outcome:
        if not record.may_be_taken_by(turn.activity.sender.id):
            return notice_texts.OLD_ANSWER
        return await self._files.accept(record, action, turn.activity)

    async def _share(self, record: AnswerRecord, _: CardAction, turn: Turn) -> Outcome:
        return self._sharing.accept(record, turn)

    async def _ask_with_mine(self, record: AnswerRecord, _: CardAction, __: Turn) -> Outcome:
        return record.question

    async def _rate(self, record: AnswerRecord, action: CardAction, turn: Turn) -> Outcome:
        activity = turn.activity
        known = record.ratings.get(activity.sender.id)
        if action.text in set(FeedbackRating):
            value = FeedbackRating(action.text)
        elif known is not None:
            value = known.value  # a comment on what was said before
        else:
            return notice_texts.RATE_FIRST
        await self._ratings.rate(record, activity, value, action.comment.strip())
        is_shown = record.question.belongs_to(activity.sender.id)
        return None if is_shown else permission_texts.RATING_NOTED

    HANDLERS: ClassVar[Mapping[ActionKind, _Handler]] = {
        ActionKind.ROWS: _show,
        ActionKind.KIND: _show,
        ActionKind.MEASURE: _show,
        ActionKind.COLUMNS: _show,
        ActionKind.READ: _read,
        ActionKind.FILE: _offer_file,
        ActionKind.RATE: _rate,
        ActionKind.SHARE: _share,
        ActionKind.ASK_WITH_MINE: _ask_with_mine,
    }


def _chosen(view: ResultView, action: CardAction) -> ResultView | None:
    """Return the view that a button asks for; None if it asks for nothing known."""
    match action:
        case CardAction(do=ActionKind.KIND, text=kind) if kind in set(Kind):
            return replace(view, kind=Kind(kind))
    if (number := _number(action.text)) is None:
        return None
    match action.do:
        case ActionKind.ROWS:
            return replace(view, first_row=number)
        case ActionKind.MEASURE:
            return replace(view, measure=number)
        case ActionKind.COLUMNS:
            return replace(view, columns=number)
    return None


def _number(text: str) -> int | None:
    """Read a whole number of a button; None if it is none."""
    return int(text) if text.isdecimal() and len(text) <= _MAX_DIGITS else None
