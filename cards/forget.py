"""Asking a person whether everything about them is to be deleted, and what then was."""

from dataclasses import dataclass
from typing import Final

from cards.actions import ActionKind, CardAction, action_row, submit
from cards.messages import CardMessage, card_message, heading, note, text_block
from cards.reader import Reader
from cards.texts import forget_texts, talk_texts

# What the buttons of the card have as their id.
FORGET_ID: Final = "forget-me"


@dataclass(frozen=True, slots=True)
class AuditKept:
    """What stays of a person in the audit trail: for so many days, and whether with texts."""

    days: int
    has_texts: bool = False

    def said(self, reader: Reader) -> list[str]:
        """Say it, if anything stays."""
        if not self.days:
            return []
        sentence = (
            forget_texts.AUDIT_STAYS_WITH_TEXTS if self.has_texts else forget_texts.AUDIT_STAYS
        )
        return [reader.say_many(sentence, self.days, count=self.days)]


def forget_message(kept: AuditKept, reader: Reader, *, not_understood: bool = False) -> CardMessage:
    """Ask for confirmation."""
    title = reader.say(forget_texts.FORGET_TITLE)
    yes = submit(reader.say(forget_texts.FORGET_YES), CardAction(ActionKind.YES, FORGET_ID))
    no = submit(reader.say(forget_texts.FORGET_NO), CardAction(ActionKind.NO, FORGET_ID))
    body = [
        heading(title, size="Medium"),
        text_block(reader.say(forget_texts.FORGET_WHAT)),
        *(text_block(sentence) for sentence in kept.said(reader)),
        *([note(reader.say(talk_texts.DELETE_NOT_UNDERSTOOD))] if not_understood else []),
        *action_row([yes | {"style": "destructive"}, no]),
    ]
    return card_message(body, summary=title)


def forgotten_text(kept: AuditKept, reader: Reader, *, in_genie: int, left: int) -> str:
    """Say what was deleted, and what stays: so many conversations in Genie, and the audit."""
    counts = {forget_texts.FORGOTTEN_IN_GENIE: in_genie, forget_texts.LEFT_IN_GENIE: left}
    sentences = [
        reader.say(forget_texts.FORGOTTEN),
        *(reader.say_many(key, count, count=count) for key, count in counts.items() if count),
        *kept.said(reader),
    ]
    return "\n\n".join(sentences)
