"""Signing in: its card, for channels that have none of their own, and why it did not work."""

from typing import Final

from cards.markdown import escaped
from cards.messages import WEB, CardMessage, card_message, text_block
from cards.reader import Reader, TextKey
from cards.texts import identity_texts, problem_texts, rating_texts
from genie.causes import Cause

_REFUSALS: Final[dict[Cause | None, TextKey]] = {
    Cause.CONSENT_MISSING: identity_texts.CONSENT_NEEDED,
    Cause.CONDITIONS_NOT_MET: identity_texts.CONDITIONS_NEEDED,
}


def refused_sign_in_text(cause: Cause | None, reader: Reader, *, contact: str) -> str:
    """Say why a silent sign-in did not work, what to do, and whom to ask."""
    said = reader.say(_REFUSALS.get(cause, identity_texts.NOT_SILENT))
    if not contact:
        return said
    whom = reader.say(problem_texts.CONTACT, contact=escaped(contact))
    return reader.say(rating_texts.AND_THEN, first=said, then=whom)


def sign_in_message(text: TextKey, link: str, reader: Reader) -> CardMessage:
    """Say why, with a button that opens the page."""
    body = [text_block(reader.say(text))]
    if link.startswith(WEB):
        title = reader.say(identity_texts.SIGN_IN_BUTTON)
        button = {"type": "Action.OpenUrl", "title": title, "url": link}
        body.append({"type": "ActionSet", "spacing": "Small", "actions": [button]})
    return card_message(body, summary=reader.say(identity_texts.SIGN_IN_SUMMARY))
