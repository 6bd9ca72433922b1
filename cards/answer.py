"""The answer's card: Genie's text, each result, follow-up questions and ratings."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import Final

from cards.actions import ActionKind, CardAction, submit
from cards.canvas import Canvas
from cards.charts import Chart
from cards.column_choice import needs_width
from cards.messages import CardMessage, Element, card_message, heading, linked, note, text_block
from cards.permissions import permission_buttons, permissions_text, shared_note
from cards.prose import block_elements, message_text, spoken_text
from cards.question import (
    AskedQuestion,
    offered_questions,
    question_line,
    reference_note,
    summary_of,
)
from cards.rating import rating_elements
from cards.reader import Reader
from cards.results import ResultCard
from cards.size import ROOMS, fits
from cards.texts import answer_texts, permission_texts
from cards.view import View
from cards.wording import Words, WordsPage
from genie.errors import GenieQueryError
from genie.events import Answer, QueryAnswer

MAX_SUGGESTIONS: Final = 3
_SUMMARY_BLOCKS: Final = 5


class AnswerCards:
    """An answer as messages. Facts about its results are computed once."""

    def __init__(self, answer: Answer, question: AskedQuestion, view: View | None = None) -> None:
        self._answer = answer
        self._question = question
        self._view = view or View()
        self._words = Words(answer)
        self._canvas = Canvas(question, self._view, ROOMS[0], answer.text)

    def charts_as_pictures(self) -> dict[int, Chart]:
        """Return the charts for which messages() needs pictures, by result number.

        They are charts that the channel does not draw, or whose labels it would cut.
        """
        results = islice(_numbered(self._answer, self._view).items(), ROOMS[0].results)
        drawn = {
            number: self._canvas.chart_of(result, result.table, number)
            for number, result in results
            if result.table is not None and len(result.table.rows) > 1
        }
        is_native = self._view.draws_charts
        return {n: c for n, c in drawn.items() if c is not None and not (is_native and c.has_room)}

    def messages(self, pictures: Mapping[int, str] = MappingProxyType({})) -> Iterator[CardMessage]:
        """Yield the answer in full, and then smaller and smaller versions of it.

        pictures: of charts, by result number, as data URIs. They replace the channel's own charts.
        """
        answer, question, view = self._answer, self._question, self._view
        above = self._ready() if view.has_text else ""
        is_wide = any(needs_width(result) for result in answer.results)
        for room in ROOMS:
            words = self._words.page(view.first_block, room.text_chars)
            text = message_text(words.text) if view.has_text else None
            canvas = replace(self._canvas, room=room, pictures=pictures)
            message = card_message(
                _AnswerCard(answer, words, canvas).body(without_text=bool(text)),
                summary=self._summary(),
                text=text or above,
                is_wide=is_wide,
            )
            if fits(message):
                yield message
        least = [question_line(question), note(question.reader.say(answer_texts.LEFT_OUT))]
        yield card_message(least, summary=self._summary(), text=above)

    @property
    def has_content(self) -> bool:
        """Whether Genie wrote a text, or a result can be shown."""
        has_table = any(result.table is not None for result in self._answer.results)
        return bool(self._words.text or self._words.question) or has_table

    def _ready(self) -> str:
        """Announce above the card what is in it."""
        key = answer_texts.READY if self.has_content else answer_texts.ABOUT_YOURS
        is_question = self._words.question and not self._words.text
        return self._question.reader.say(answer_texts.GENIE_ASKS if is_question else key)

    def _summary(self) -> str:
        key = answer_texts.SUMMARY if self.has_content else answer_texts.SUMMARY_NO_ANSWER
        key = answer_texts.SUMMARY_QUESTION if self._words.question else key
        words = (self._words.question or self._words.text)[:_SUMMARY_BLOCKS]
        return summary_of(key, self._question, spoken_text(words))


def shown_results(answer: Answer) -> list[QueryAnswer]:
    """Leave out failed queries that Genie replaced by a later one that worked.

    The position of a result in this list, from 1 on, is its number.
    """
    results = answer.results
    return [
        result
        for at, result in enumerate(results)
        if not (
            isinstance(result.error, GenieQueryError)
            and any(later.table is not None for later in results[at + 1 :])
        )
    ]


def _numbered(answer: Answer, view: View) -> dict[int, QueryAnswer]:
    """Return the results to show, by number; once shown, each keeps its number.

    A result that could not be read before may be readable now, or the other way round.
    """
    if not view.attachment_ids:
        return dict(enumerate(shown_results(answer), start=1))
    by_id = {result.query.attachment_id: result for result in answer.results}
    numbers = enumerate(view.attachment_ids, start=1)
    return {number: by_id[known] for number, known in numbers if known in by_id}


class _AnswerCard:
    """Draws one answer within a size."""

    def __init__(self, answer: Answer, words: WordsPage, canvas: Canvas) -> None:
        self._answer = answer
        self._words = words
        self._canvas = canvas
        self._question = canvas.question
        self._reader = canvas.question.reader
        self._view = canvas.view
        self._room = canvas.room
        self._found = _numbered(answer, canvas.view)

    def body(self, *, without_text: bool) -> list[Element]:
        """Draw the whole body; without_text: the text is above the card already."""
        say, view, reference = self._reader.say, self._view, self._question.reference
        return [
            question_line(self._question),
            *shared_note(view, self._question),
            *([note(say(view.remark))] if view.remark else []),
            *self._content(without_text=without_text),
            *([] if self._room.is_whole else [note(say(answer_texts.LEFT_OUT))]),
            *(
                [reference_note(self._question)]
                if any(r.error for r in self._found.values())
                else []
            ),
            *self._suggestions(),
            *(permission_buttons(view, self._question) if self._found or self._words.text else []),
            *rating_elements(view, self._reader, reference),
            powered_by(self._reader, view.space_link, permissions_text(view, self._question)),
        ]

    def _content(self, *, without_text: bool) -> list[Element]:
        """Draw what Genie answered, or say that it did not answer.

        The results are on the first page of a long text.
        """
        words = self._words
        text = [] if without_text else block_elements(words.text)
        results = self._results() if words.is_first else ()
        found = [*text, *self._pages(), *results, *self._back_question()]
        if found or without_text:
            return found
        return [text_block(self._reader.say(answer_texts.NO_ANSWER))]

    def _pages(self) -> list[Element]:
        """Make buttons to the first and the next page of a long text."""
        start = None if self._words.is_first else 0
        places = {
            answer_texts.READ_FROM_START: start,
            answer_texts.READ_ON: self._words.next_block,
        }
        reference = self._question.reference
        buttons = [
            submit(self._reader.say(title), CardAction(ActionKind.READ, reference, str(block)))
            for title, block in places.items()
            if block is not None
        ]
        row = [{"type": "ActionSet", "spacing": "Small", "actions": buttons}] if buttons else []
        is_last = self._words.next_block is None
        asks_later = bool(self._answer.question) and not self._words.question and not is_last
        return [*([note(self._reader.say(answer_texts.ASKS_AT_END))] if asks_later else []), *row]

    def _back_question(self) -> list[Element]:
        """Draw Genie's clarifying question."""
        found = block_elements(self._words.question)
        if not found:
            return []
        hint = (
            answer_texts.JUST_ANSWER_IN_GROUP if self._question.asker else answer_texts.JUST_ANSWER
        )
        say = self._reader.say
        return [heading(say(answer_texts.GENIE_ASKS), size="Medium"), *found, note(say(hint))]

    def _results(self) -> Iterator[Element]:
        shown = list(islice(self._found.items(), self._room.results))
        for number, result in shown:
            card = ResultCard(result, self._canvas, number=number)
            yield from card.elements()
        if hidden := len(self._found) - len(shown):
            yield note(self._reader.say_many(answer_texts.RESULTS_HIDDEN, hidden, count=hidden))

    def _suggestions(self) -> list[Element]:
        found, reference = self._answer.suggestions, self._question.reference
        offered = offered_questions(found, reference, limit=MAX_SUGGESTIONS)
        title = heading(self._reader.say(answer_texts.ASK_NEXT), size="Small", spacing="Medium")
        return [title, *offered] if offered else []


def powered_by(reader: Reader, space_link: str = "", permissions: str | None = None) -> Element:
    """Say that the answer is Genie's, and with whose permissions; link the space."""
    said = linked(reader.say(answer_texts.POWERED_BY), space_link)
    if permissions is not None:
        said = reader.say(permission_texts.BESIDE, permissions=permissions, source=said)
    return note(said, horizontalAlignment="Right", separator=True, spacing="Medium")
