"""Answers as Adaptive Cards: pure functions, data in and JSON out."""

from cards import texts
from cards.actions import MAX_TEXT_CHARS, CardAction, Do
from cards.answer import answer_messages, charts_of, shown_results
from cards.charts import Chart, Kind
from cards.language import language_message
from cards.messages import Card, CardMessage
from cards.notices import (
    answered_below_message,
    asked_below_message,
    goes_on_text,
    stopped_message,
)
from cards.problem import failed_text, problem_message, undelivered_message
from cards.progress import Progress, Waiting, progress_line, progress_message
from cards.question import AskedQuestion
from cards.rating import comment_card
from cards.reader import AMERICAN, Reader, languages
from cards.view import ResultView, Verdict, View
from cards.welcome import help_message, welcome_message

__all__ = [
    "AMERICAN",
    "MAX_TEXT_CHARS",
    "AskedQuestion",
    "Card",
    "CardAction",
    "CardMessage",
    "Chart",
    "Do",
    "Kind",
    "Progress",
    "Reader",
    "ResultView",
    "Verdict",
    "View",
    "Waiting",
    "answer_messages",
    "answered_below_message",
    "asked_below_message",
    "charts_of",
    "comment_card",
    "failed_text",
    "goes_on_text",
    "help_message",
    "language_message",
    "languages",
    "problem_message",
    "progress_line",
    "progress_message",
    "shown_results",
    "stopped_message",
    "texts",
    "undelivered_message",
    "welcome_message",
]
