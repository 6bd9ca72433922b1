"""The texts in a Genie message: the answer, and a clarifying question."""

from genie.models import GenieMessage, TextAttachment


def answer_text(message: GenieMessage) -> str:
    """Return Genie's answer in Markdown; "" if there is none."""
    return _joined(message, is_question=False)


def question_text(message: GenieMessage) -> str:
    """Return Genie's clarifying question in Markdown; "" if there is none."""
    return _joined(message, is_question=True)


def _joined(message: GenieMessage, *, is_question: bool) -> str:
    texts = (a for a in message.attachments if isinstance(a, TextAttachment))
    return "\n\n".join(t.content for t in texts if t.content and t.is_question == is_question)
