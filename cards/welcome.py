"""First words, and help."""

from collections.abc import Sequence
from typing import Final

from cards import texts
from cards.answer import powered_by
from cards.messages import CardMessage, Element, card_message, heading, text_block
from cards.question import ask_buttons
from cards.reader import Reader

MAX_SAMPLES: Final = 3
_REFERENCE: Final = "welcome"


def welcome_message(samples: Sequence[str], reader: Reader, *, is_group: bool) -> CardMessage:
    """Say hello, and offer questions that one click asks."""
    hello = reader.say(texts.WELCOME)
    body = [heading(reader.say(texts.WELCOME_TITLE), size="Large"), text_block(hello)]
    return _with_samples(body, samples, reader, is_group=is_group, summary=hello)


def help_message(samples: Sequence[str], reader: Reader, *, is_group: bool) -> CardMessage:
    """Say what the bot can do."""
    title = reader.say(texts.HELP_TITLE)
    lines = "\n".join(f"- {reader.say(line)}" for line in texts.HELP_LINES)
    body = [heading(title, size="Large"), text_block(lines)]
    return _with_samples(body, samples, reader, is_group=is_group, summary=title)


def _with_samples(
    body: list[Element], samples: Sequence[str], reader: Reader, *, is_group: bool, summary: str
) -> CardMessage:
    if is_group:
        body.append(text_block(reader.say(texts.IN_GROUPS)))
    if buttons := ask_buttons(samples, _REFERENCE)[:MAX_SAMPLES]:
        body += [text_block(reader.say(texts.TRY_ONE), isSubtle=True, spacing="Medium"), *buttons]
    return card_message([*body, powered_by(reader)], summary=summary)
