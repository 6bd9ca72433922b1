"""Welcome, greeting and help."""

from collections.abc import Sequence
from typing import Final

from cards.answer import powered_by
from cards.markdown import escaped
from cards.messages import CardMessage, Element, card_message, heading, text_block
from cards.question import offered_questions
from cards.reader import Reader
from cards.texts import command_texts, small_talk_texts, talk_texts, welcome_texts

MAX_SAMPLES: Final = 3
_REFERENCE: Final = "welcome"


def welcome_message(
    samples: Sequence[str], reader: Reader, *, is_group: bool, space: str = ""
) -> CardMessage:
    """Welcome people, and offer sample questions. space is the name of the current one."""
    hello = reader.say(welcome_texts.WELCOME)
    body = [
        heading(reader.say(welcome_texts.WELCOME_TITLE), size="Large"),
        text_block(hello),
        *_asked(space, reader),
    ]
    return _with_samples(body, samples, reader, is_group=is_group, summary=hello)


def greeting_message(
    samples: Sequence[str], reader: Reader, *, is_group: bool, space: str = ""
) -> CardMessage:
    """Return a greeting, with how to begin. space is the name of the one that is asked."""
    hello = reader.say(small_talk_texts.GREETING)
    how = text_block(reader.say(small_talk_texts.GREETING_HOW))
    body = [heading(hello, size="Large"), how, *_asked(space, reader)]
    return _with_samples(body, samples, reader, is_group=is_group, summary=hello)


def help_message(
    samples: Sequence[str], reader: Reader, *, is_group: bool, space: str = ""
) -> CardMessage:
    """Explain what the bot can do. space is the name of the current one."""
    title = reader.say(welcome_texts.HELP_TITLE)
    lines = "\n".join(f"- {reader.say(line)}" for line in command_texts.HELP_LINES)
    body = [heading(title, size="Large"), text_block(lines), *_asked(space, reader)]
    return _with_samples(body, samples, reader, is_group=is_group, summary=title)


def _asked(space: str, reader: Reader) -> list[Element]:
    said = reader.say(talk_texts.SPACE_ASKED, space=escaped(space))
    return [text_block(said)] if space else []


def _with_samples(
    body: list[Element], samples: Sequence[str], reader: Reader, *, is_group: bool, summary: str
) -> CardMessage:
    if is_group:
        body.append(text_block(reader.say(welcome_texts.IN_GROUPS)))
    own = _in_language(samples, reader)
    hint = reader.say(welcome_texts.TRY_ONE if own else welcome_texts.TRY_ONE_ELSE)
    if offered := offered_questions(own or samples, _REFERENCE, limit=MAX_SAMPLES):
        body += [text_block(hint, isSubtle=True, spacing="Medium"), *offered]
    return card_message([*body, powered_by(reader)], summary=summary)


def _in_language(samples: Sequence[str], reader: Reader) -> list[str]:
    """Select those that are in the reader's language; without any samples, take general ones."""
    if not samples:
        return [reader.say(sample) for sample in welcome_texts.SAMPLES]
    return [sample for sample in samples if reader.reads(sample)]
