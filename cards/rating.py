"""Ratings of an answer: the buttons, and the ratings so far."""

from typing import Final

from cards.actions import (
    COMMENT,
    MAX_COMMENT_CHARS,
    ActionKind,
    CardAction,
    action_row,
    primary,
    submit,
)
from cards.messages import Card, Element, brief, card_message, note
from cards.reader import Reader, TextKey
from cards.report import report_button
from cards.texts import rating_texts
from cards.view import Verdict, View
from genie.statuses import FeedbackRating

MAX_NAMES: Final = 5
_FORM: Final = "feedback"  # instead of a reference, if the dialog knows which answer is rated
MAX_NAME_CHARS: Final = 40


def rating_elements(view: View, reader: Reader, reference: str) -> list[Element]:
    """Thank for the ratings so far, and show buttons if the channel has none of its own."""
    said = [note(text) for text in _said(view, reader)]
    is_settled = any(not verdict.name for verdict in view.verdicts)  # no one else can rate
    thumbs = [] if view.has_thumbs or is_settled else _thumbs(reader, reference)
    back = _rate(reader.say(rating_texts.TAKE_BACK), reference, FeedbackRating.NONE)
    form = _comment_form(view, reader, reference)
    is_bad = any(not verdict.is_helpful for verdict in view.verdicts)
    report = [report_button(reader, reference)] if view.can_report and is_bad else []
    then = [back, *report] if view.verdicts else []
    return [*action_row(thumbs), *said, *action_row(then), *form]


def comment_card(reader: Reader, *, is_helpful: bool) -> Card:
    """Ask what was good or bad, in a dialog of the channel that knows which answer is rated."""
    asked = rating_texts.WHAT_WAS_GOOD if is_helpful else rating_texts.WHAT_WAS_WRONG
    send = submit(reader.say(rating_texts.SEND_COMMENT), CardAction(ActionKind.RATE, _FORM))
    body = [_field(reader.say(asked), reader), *action_row([primary(send)])]
    return card_message(body, summary=reader.say(rating_texts.COMMENT_TITLE)).card


def _said(view: View, reader: Reader) -> list[str]:
    """Say who found it helpful and who did not."""
    lines = [
        _line(
            [v for v in view.verdicts if v.is_helpful],
            rating_texts.HELPFUL,
            rating_texts.HELPFUL_TO,
            reader,
        ),
        _line(
            [v for v in view.verdicts if not v.is_helpful],
            rating_texts.NOT_HELPFUL,
            rating_texts.NOT_HELPFUL_TO,
            reader,
        ),
        reader.say(rating_texts.VERDICT_LOST) if view.is_verdict_lost else None,
    ]
    return [line for line in lines if line is not None]


def _line(verdicts: list[Verdict], alone: TextKey, of_many: TextKey, reader: Reader) -> str | None:
    if not verdicts:
        return None
    names = [brief(v.name, MAX_NAME_CHARS) for v in verdicts if v.name]
    more = len(names) - MAX_NAMES
    between = reader.say(rating_texts.NAME_SEPARATOR)
    listed = between.join(names[:MAX_NAMES]) + (f" +{more}" if more > 0 else "")
    said = reader.say(of_many, names=listed) if names else reader.say(alone)
    has_comment = any(verdict.has_comment for verdict in verdicts)
    return reader.say(rating_texts.WITH_COMMENT, said=said) if has_comment else said


def _thumbs(reader: Reader, reference: str) -> list[Card]:
    return [
        _rate(reader.say(rating_texts.RATE_HELPFUL), reference, FeedbackRating.POSITIVE),
        _rate(reader.say(rating_texts.RATE_NOT_HELPFUL), reference, FeedbackRating.NEGATIVE),
    ]


def _rate(title: str, reference: str, rating: FeedbackRating) -> Card:
    return submit(title, CardAction(ActionKind.RATE, reference, str(rating)))


def _comment_form(view: View, reader: Reader, reference: str) -> list[Element]:
    """Ask for a comment on a rating that has none, if the channel does not ask itself."""
    if view.has_thumbs or all(verdict.has_comment for verdict in view.verdicts):
        return []
    send = submit(reader.say(rating_texts.SEND_COMMENT), CardAction(ActionKind.RATE, reference))
    form = [_field(reader.say(rating_texts.YOUR_COMMENT), reader), *action_row([send])]
    return [{"type": "Container", "spacing": "Small", "items": form}]


def _field(label: str, reader: Reader) -> Element:
    return {
        "type": "Input.Text",
        "id": COMMENT,
        "label": label,
        "placeholder": reader.say(rating_texts.COMMENT_HINT),
        "isMultiline": True,
        "maxLength": MAX_COMMENT_CHARS,
    }
