"""First words, and help."""

from collections.abc import Sequence
from typing import Final

from cards import texts
from cards.answer import powered_by
from cards.messages import CardMessage, Element, card_message, heading, text_block
from cards.question import ask_buttons

MAX_SAMPLES: Final = 3
_REFERENCE: Final = "welcome"


def welcome_message(samples: Sequence[str], *, is_group: bool) -> CardMessage:
    """Say hello, and offer questions that one click asks."""
    body = [
        heading(texts.WELCOME_TITLE, size="Large"),
        text_block(texts.WELCOME),
    ]
    return _with_samples(body, samples, is_group=is_group, summary=texts.WELCOME)


def help_message(samples: Sequence[str], *, is_group: bool) -> CardMessage:
    """Say what the bot can do."""
    lines = "\n".join(f"- {line}" for line in texts.HELP_LINES)
    body = [heading(texts.HELP_TITLE, size="Large"), text_block(lines)]
    return _with_samples(body, samples, is_group=is_group, summary=texts.HELP_TITLE)


def _with_samples(
    body: list[Element], samples: Sequence[str], *, is_group: bool, summary: str
) -> CardMessage:
    if is_group:
        body.append(text_block(texts.IN_GROUPS))
    if buttons := ask_buttons(list(samples), _REFERENCE)[:MAX_SAMPLES]:
        body += [text_block(texts.TRY_ONE, isSubtle=True, spacing="Medium"), *buttons]
    return card_message([*body, powered_by()], summary=summary)
