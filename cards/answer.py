"""The answer: Genie's words, each result, and what to ask next."""

from typing import Final

from cards import texts
from cards.actions import MAX_TEXT_CHARS as ACTION_TEXT_CHARS
from cards.actions import CardAction, Do, submit
from cards.markdown import readable, spoken
from cards.messages import CardMessage, Element, card_message, shortened, text_block
from cards.question import AskedQuestion, question_line
from cards.results import needs_width, result_elements
from cards.size import fits
from genie.events import Answer, QueryAnswer

MAX_TEXT_CHARS: Final = 6_000
MAX_RESULTS: Final = 3
MAX_SUGGESTIONS: Final = 3


def answer_message(
    answer: Answer, question: AskedQuestion, *, lost_context: bool = False
) -> CardMessage:
    """Show an answer. lost_context: the conversation to be continued was gone."""
    results = _worth_showing(answer)
    head = [question_line(question), *_words(answer, has_results=bool(results))]
    if lost_context:
        head.append(text_block(texts.LOST_CONTEXT, isSubtle=True, size="Small"))
    tail = [*_suggestions(answer, question.reference), _powered_by()]
    drawn = [
        result_elements(result, number=number, locale=question.locale)
        for number, result in enumerate(results[:MAX_RESULTS], start=1)
    ]
    summary = _summary(answer, question)
    is_wide = any(needs_width(result) for result in results[:MAX_RESULTS])
    # What is too large for a message loses its last results first.
    versions = (
        card_message(
            head + _shown(drawn[:count], len(results) - count) + tail,
            summary=summary,
            is_wide=is_wide,
        )
        for count in range(len(drawn), -1, -1)
    )
    return next((v for v in versions if fits(v.card)), card_message(head, summary=summary))


def _shown(drawn: list[list[Element]], hidden: int) -> list[Element]:
    elements = [element for part in drawn for element in part]
    if hidden:
        elements.append(text_block(texts.RESULTS_HIDDEN.format(count=hidden), isSubtle=True))
    return elements


def _summary(answer: Answer, question: AskedQuestion) -> str:
    said = texts.SUMMARY_QUESTION if answer.is_question else texts.SUMMARY
    return f"{said.format(question=shortened(question.text, 80))} {spoken(answer.text)}"


def _worth_showing(answer: Answer) -> list[QueryAnswer]:
    """Leave out queries that failed and that Genie replaced by ones that worked."""
    good = [result for result in answer.results if result.table is not None]
    return good or list(answer.results[-1:])


def _words(answer: Answer, *, has_results: bool) -> list[Element]:
    text = readable(answer.text)
    if not text:
        return [] if has_results else [text_block(texts.NO_ANSWER)]
    words = [text_block(shortened(text, MAX_TEXT_CHARS))]
    if answer.is_question:
        words.append(text_block(texts.JUST_ANSWER, isSubtle=True, size="Small"))
    return words


def _suggestions(answer: Answer, reference: str) -> list[Element]:
    usable = (q.strip() for q in answer.suggestions if len(q) <= ACTION_TEXT_CHARS)
    questions = [question for question in usable if question][:MAX_SUGGESTIONS]
    if not questions:
        return []
    heading = text_block(texts.ASK_NEXT, weight="Bolder", size="Small", spacing="Medium")
    return [heading, *(ask_button(question, reference) for question in questions)]


def ask_button(question: str, reference: str) -> Element:
    """Make a button on a line of its own that asks a question."""
    action = submit(question, CardAction(Do.ASK, reference, question))
    return {"type": "ActionSet", "spacing": "Small", "actions": [action]}


def _powered_by() -> Element:
    return text_block(
        texts.POWERED_BY, isSubtle=True, size="Small", horizontalAlignment="Right", separator=True
    )
