"""The texts in a Genie message: the answer, and a clarifying question.

What Genie wrote between two queries is about the earlier one, which the later one replaced. It was
withdrawn.
"""

from collections.abc import Iterator

from genie.models import GenieMessage, QueryAttachment, TextAttachment


def answer_text(message: GenieMessage) -> str:
    """Return Genie's answer in Markdown; "" if there is none."""
    return _joined(message, is_question=False)


def question_text(message: GenieMessage) -> str:
    """Return Genie's clarifying question in Markdown; "" if there is none."""
    return _joined(message, is_question=True)


def _joined(message: GenieMessage, *, is_question: bool) -> str:
    texts = (text for text in _standing(message) if text.is_question == is_question)
    return "\n\n".join(text.content for text in texts if text.content)


def _standing(message: GenieMessage) -> Iterator[TextAttachment]:
    """Yield the texts that are not between two queries."""
    attachments = message.attachments
    queries = [
        at for at, a in enumerate(attachments) if isinstance(a, QueryAttachment) and a.has_run
    ]
    for at, attachment in enumerate(attachments):
        is_between = bool(queries) and queries[0] < at < queries[-1]
        if isinstance(attachment, TextAttachment) and not is_between:
            yield attachment
