"""Answers as Adaptive Cards: pure functions, data in and JSON out."""

from cards import texts
from cards.actions import MAX_TEXT_CHARS, CardAction, Do
from cards.answer import answer_messages, charts_of, shown_results
from cards.charts import Chart, Kind
from cards.files import (
    FileLimits,
    about_lines,
    declined_file_message,
    file_link_message,
    making_file_message,
    no_file_message,
    offered_file_message,
)
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
    "FileLimits",
    "Kind",
    "Progress",
    "Reader",
    "ResultView",
    "Verdict",
    "View",
    "Waiting",
    "about_lines",
    "answer_messages",
    "answered_below_message",
    "asked_below_message",
    "charts_of",
    "comment_card",
    "declined_file_message",
    "failed_text",
    "file_link_message",
    "goes_on_text",
    "help_message",
    "language_message",
    "languages",
    "making_file_message",
    "no_file_message",
    "offered_file_message",
    "problem_message",
    "progress_line",
    "progress_message",
    "shown_results",
    "stopped_message",
    "texts",
    "undelivered_message",
    "welcome_message",
]
