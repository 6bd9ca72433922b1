"""One-line cards on what happened to a question: stopped, asked, answered elsewhere."""

from typing import Final

from cards.markdown import one_line
from cards.messages import CardMessage, card_message, heading, shortened
from cards.question import AskedQuestion, ask_again_button, question_line, summary_of
from cards.reader import TextKey
from cards.texts import answer_texts, notice_texts, progress_texts

_QUOTED_CHARS: Final = 100


def stopped_message(question: AskedQuestion) -> CardMessage:
    """Say that the person stopped it, and offer to ask it again."""
    body = [
        question_line(question),
        heading(question.reader.say(progress_texts.STOPPED), size="Default"),
        *ask_again_button(question),
    ]
    return card_message(body, summary=summary_of(progress_texts.SUMMARY_STOPPED, question))


def answered_below_message(question: AskedQuestion) -> CardMessage:
    """Say that the answer is a separate message below."""
    return _one_line(answer_texts.ANSWERED_BELOW, question)


def asked_below_message(question: AskedQuestion) -> CardMessage:
    """Say that the question is no longer waiting, and that progress is shown below."""
    return _one_line(progress_texts.ASKED_BELOW, question)


def goes_on_text(question: AskedQuestion) -> str:
    """Say, in plain text, that the answer comes later, and where."""
    quoted = shortened(one_line(question.text), _QUOTED_CHARS)
    return question.reader.say(notice_texts.GOES_ON, question=quoted)


def _one_line(key: TextKey, question: AskedQuestion) -> CardMessage:
    say, line = question.reader.say, question_line(question)
    said = say(answer_texts.BELOW_LINE, said=say(key), question=line["text"])
    line = line | {"text": said, "maxLines": 1}
    return card_message([line], summary=summary_of(progress_texts.SUMMARY_BELOW, question))
