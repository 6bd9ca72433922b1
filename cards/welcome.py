"""First words, and help."""

from collections.abc import Sequence
from typing import Final

from cards import texts
from cards.answer import ask_button
from cards.messages import CardMessage, Element, card_message, text_block

MAX_SAMPLES: Final = 3
_REFERENCE: Final = "welcome"


def welcome_message(samples: Sequence[str], *, is_group: bool) -> CardMessage:
    """Say hello, and offer questions that one click asks."""
    body = [
        text_block(texts.WELCOME_TITLE, weight="Bolder", size="Large"),
        text_block(texts.WELCOME),
    ]
    return _with_samples(body, samples, is_group=is_group, summary=texts.WELCOME)


def help_message(samples: Sequence[str], *, is_group: bool) -> CardMessage:
    """Say what the bot can do."""
    lines = "\n".join(f"- {line}" for line in texts.HELP_LINES)
    body = [text_block(texts.HELP_TITLE, weight="Bolder", size="Large"), text_block(lines)]
    return _with_samples(body, samples, is_group=is_group, summary=texts.HELP_TITLE)


def _with_samples(
    body: list[Element], samples: Sequence[str], *, is_group: bool, summary: str
) -> CardMessage:
    if is_group:
        body.append(text_block(texts.IN_GROUPS))
    if samples:
        body.append(text_block(texts.TRY_ONE, isSubtle=True, spacing="Medium"))
    body += [ask_button(sample, _REFERENCE) for sample in samples[:MAX_SAMPLES]]
    body.append(text_block(texts.POWERED_BY, isSubtle=True, size="Small", separator=True))
    return card_message(body, summary=summary)
