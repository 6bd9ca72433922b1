"""Genie's own words in a message: what it says, and what it asks back."""

from genie.models import GenieMessage, TextAttachment


def answer_text(message: GenieMessage) -> str:
    """Return what Genie says, in Markdown; "" if it says nothing."""
    return _joined(message, is_question=False)


def question_text(message: GenieMessage) -> str:
    """Return what Genie has to know first, in Markdown; "" if it does not ask back."""
    return _joined(message, is_question=True)


def _joined(message: GenieMessage, *, is_question: bool) -> str:
    texts = (a for a in message.attachments if isinstance(a, TextAttachment))
    return "\n\n".join(t.content for t in texts if t.content and t.is_question == is_question)
