"""The answer: Genie's words, each result, and what to ask next."""

from collections.abc import Iterator
from typing import Final

from cards import texts
from cards.grid import Strip, code_lines, fitting, table_element
from cards.messages import CardMessage, Element, card_message, heading, note, shortened, text_block
from cards.prose import Block, Code, Grid, Prose, blocks, spoken_text
from cards.question import (
    AskedQuestion,
    ask_buttons,
    question_line,
    reference_note,
    summary_of,
)
from cards.results import needs_width, result_elements
from cards.size import ROOMS, Room, fits
from genie.errors import GenieQueryError
from genie.events import Answer, QueryAnswer

MAX_SUGGESTIONS: Final = 3
# A question to go on with is a sentence; what is longer is none.
MAX_SUGGESTION_CHARS: Final = 500


def answer_messages(
    answer: Answer, question: AskedQuestion, *, remark: str = "", has_text: bool = False
) -> Iterator[CardMessage]:
    """Show an answer: first as a whole, then with ever less of it, for a channel that wants that.

    Args:
        remark: a sentence about the conversation that it belongs to.
        has_text: Genie's words stand above the card, where a stream's text goes, not in it.
    """
    said = texts.SUMMARY_QUESTION if answer.is_question else texts.SUMMARY
    summary = summary_of(said, question, spoken_text(answer.text[: ROOMS[-1].text_chars]))
    is_wide = any(needs_width(result) for result in answer.results)
    for room in ROOMS:
        text = _text(answer, room) if has_text else ""
        body = _body(answer, question, room, remark=remark, without_words=bool(text))
        message = card_message(
            body,
            summary=summary,
            text=text or (texts.READY if has_text else ""),
            is_wide=is_wide,
        )
        if fits(message):
            yield message
    text = texts.READY if has_text else ""
    yield card_message([question_line(question), note(texts.LEFT_OUT)], summary=summary, text=text)


def _text(answer: Answer, room: Room) -> str:
    """Genie's words as a message's text; "" if there are none, or if only a card can draw them."""
    found = blocks(shortened(answer.text, room.text_chars))[: room.blocks]
    prose = [block.text for block in found if isinstance(block, Prose)]
    return "\n\n".join(prose) if len(prose) == len(found) and not answer.is_question else ""


def _body(
    answer: Answer, question: AskedQuestion, room: Room, *, remark: str, without_words: bool
) -> list[Element]:
    results = _worth_showing(answer)
    words = () if without_words else _words(answer, question, room, has_results=bool(results))
    return [
        question_line(question),
        *([note(remark)] if remark else []),
        *words,
        *_results(results, question, room),
        *([note(texts.LEFT_OUT)] if room != ROOMS[0] else []),
        *([reference_note(question)] if any(result.error for result in results) else []),
        *_suggestions(answer, question.reference),
        powered_by(),
    ]


def _worth_showing(answer: Answer) -> list[QueryAnswer]:
    """Leave out queries that failed and that Genie replaced by a later one that worked."""
    results = answer.results
    return [
        result
        for at, result in enumerate(results)
        if not (
            isinstance(result.error, GenieQueryError)
            and any(later.table is not None for later in results[at + 1 :])
        )
    ]


def _words(
    answer: Answer, question: AskedQuestion, room: Room, *, has_results: bool
) -> list[Element]:
    text = blocks(shortened(answer.text, room.text_chars))[: room.blocks]
    found = [element for block in text for element in _drawn(block, room)]
    if not found:
        return [] if has_results else [text_block(texts.NO_ANSWER)]
    if not answer.is_question:
        return found
    hint = texts.JUST_ANSWER_IN_GROUP if question.asker else texts.JUST_ANSWER
    return [heading(texts.GENIE_ASKS, size="Medium"), *found, note(hint)]


def _drawn(block: Block, room: Room) -> list[Element]:
    if isinstance(block, Prose):
        return [text_block(block.text)]
    if isinstance(block, Code):
        lines = block.text.split("\n")
        shown = code_lines("\n".join(lines[: room.code_lines]))
        return [shown] if len(lines) <= room.code_lines else [shown, note(texts.CODE_CUT)]
    return _grid(block, room)


def _grid(grid: Grid, room: Room) -> list[Element]:
    rows = grid.rows[: room.rows]
    strips = [
        Strip(header, [row[at] for row in rows])
        for at, header in enumerate(grid.header[: room.columns])
    ]
    shown = strips[: fitting(strips)]
    is_whole = len(rows) == len(grid.rows) and len(shown) == len(grid.header)
    return [table_element(shown)] + ([] if is_whole else [note(texts.TABLE_CUT)])


def _results(results: list[QueryAnswer], question: AskedQuestion, room: Room) -> Iterator[Element]:
    for number, result in enumerate(results[: room.results], start=1):
        yield from result_elements(result, number=number, locale=question.locale, room=room)
    hidden = len(results) - room.results
    if hidden > 0:
        text = texts.ONE_RESULT_HIDDEN if hidden == 1 else texts.RESULTS_HIDDEN
        yield note(text.format(count=hidden))


def _suggestions(answer: Answer, reference: str) -> list[Element]:
    short = [text for text in answer.suggestions if len(text) <= MAX_SUGGESTION_CHARS]
    buttons = ask_buttons(short, reference)[:MAX_SUGGESTIONS]
    return [heading(texts.ASK_NEXT, size="Small", spacing="Medium"), *buttons] if buttons else []


def powered_by() -> Element:
    """Say whose answers these are."""
    return note(texts.POWERED_BY, horizontalAlignment="Right", separator=True)
