"""Answers as Adaptive Cards: pure functions, data in and JSON out."""

from cards import texts
from cards.actions import MAX_TEXT_CHARS, CardAction, Do
from cards.answer import answer_message
from cards.messages import Card, CardMessage
from cards.problem import problem_message
from cards.progress import Progress, progress_message
from cards.question import AskedQuestion
from cards.welcome import help_message, welcome_message

__all__ = [
    "MAX_TEXT_CHARS",
    "AskedQuestion",
    "Card",
    "CardAction",
    "CardMessage",
    "Do",
    "Progress",
    "answer_message",
    "help_message",
    "problem_message",
    "progress_message",
    "texts",
    "welcome_message",
]
