"""Choosing the language of the bot's messages."""

from cards.actions import ActionKind, CardAction, submit
from cards.messages import CardMessage, card_message, heading, text_block
from cards.reader import Reader, languages
from cards.texts import welcome_texts

_REFERENCE = "language"


def language_message(reader: Reader) -> CardMessage:
    """Offer all languages, each by its own name, and the automatic choice by what is typed."""
    title = reader.say(welcome_texts.LANGUAGE_TITLE)
    chosen = {
        Reader(language).say(welcome_texts.LANGUAGE_NAME): language for language in languages()
    }
    offered = chosen | {reader.say(welcome_texts.LANGUAGE_AUTOMATIC): ""}
    buttons = [
        submit(name, CardAction(ActionKind.LANGUAGE, _REFERENCE, language))
        for name, language in offered.items()
    ]
    body = [
        heading(title, size="Medium"),
        text_block(reader.say(welcome_texts.LANGUAGE_HINT)),
        {"type": "ActionSet", "actions": buttons},
    ]
    return card_message(body, summary=title)
