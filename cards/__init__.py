"""Answers as Adaptive Cards: pure functions from data to JSON."""

from cards.actions import MAX_TEXT_CHARS, ActionKind, CardAction
from cards.answer import AnswerCards, shown_results
from cards.charts import Chart, Kind
from cards.commands import Command, command_of, confirmation_of, folded, is_unknown_command
from cards.files import (
    FileLimits,
    Origin,
    about_lines,
    declined_file_message,
    extent_text,
    file_link_message,
    making_file_message,
    name_of_part,
    no_file_message,
    offered_file_message,
)
from cards.forget import FORGET_ID, AuditKept, forget_message, forgotten_text
from cards.history import PastQuestion, delete_message, history_message
from cards.insights import INSIGHTS_FILE, Reviewed, SpaceUse, Week, insights_message
from cards.language import language_message
from cards.markdown import escaped
from cards.messages import Card, CardMessage
from cards.notices import (
    answered_below_message,
    asked_below_message,
    goes_on_text,
    stopped_message,
)
from cards.permissions import shared_text
from cards.problem import (
    failed_text,
    happened_in,
    hidden_message,
    problem_message,
    replacement_remark,
    undelivered_message,
)
from cards.progress import Progress, Waiting, progress_line, progress_message
from cards.question import AskedQuestion
from cards.rating import comment_card
from cards.reader import AMERICAN, Explanation, Reader, TextKey, languages
from cards.refusal import limit_text, refusal_text
from cards.report import Reported, report_message
from cards.sign_in import refused_sign_in_text, sign_in_message
from cards.small_talk import SmallTalk, small_talk_of
from cards.spaces import SpaceChoice, spaces_message
from cards.texts import talk_texts
from cards.view import Permissions, ResultView, Verdict, View
from cards.welcome import greeting_message, help_message, welcome_message
from cards.whoami import whoami_message

__all__ = [
    "AMERICAN",
    "FORGET_ID",
    "INSIGHTS_FILE",
    "MAX_TEXT_CHARS",
    "ActionKind",
    "AnswerCards",
    "AskedQuestion",
    "AuditKept",
    "Card",
    "CardAction",
    "CardMessage",
    "Chart",
    "Command",
    "Explanation",
    "FileLimits",
    "Kind",
    "Origin",
    "PastQuestion",
    "Permissions",
    "Progress",
    "Reader",
    "Reported",
    "ResultView",
    "Reviewed",
    "SmallTalk",
    "SpaceChoice",
    "SpaceUse",
    "TextKey",
    "Verdict",
    "View",
    "Waiting",
    "Week",
    "about_lines",
    "answered_below_message",
    "asked_below_message",
    "command_of",
    "comment_card",
    "confirmation_of",
    "declined_file_message",
    "delete_message",
    "escaped",
    "extent_text",
    "failed_text",
    "file_link_message",
    "folded",
    "forget_message",
    "forgotten_text",
    "goes_on_text",
    "greeting_message",
    "happened_in",
    "help_message",
    "hidden_message",
    "history_message",
    "insights_message",
    "is_unknown_command",
    "language_message",
    "languages",
    "limit_text",
    "making_file_message",
    "name_of_part",
    "no_file_message",
    "offered_file_message",
    "problem_message",
    "progress_line",
    "progress_message",
    "refusal_text",
    "refused_sign_in_text",
    "replacement_remark",
    "report_message",
    "shared_text",
    "shown_results",
    "sign_in_message",
    "small_talk_of",
    "spaces_message",
    "stopped_message",
    "talk_texts",
    "texts",
    "undelivered_message",
    "welcome_message",
    "whoami_message",
]
