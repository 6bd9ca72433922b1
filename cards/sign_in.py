"""The card on which people sign in, for channels that have none of their own."""

from cards.messages import WEB, CardMessage, card_message, text_block
from cards.reader import Reader, TextKey
from cards.texts import identity_texts


def sign_in_message(text: TextKey, link: str, reader: Reader) -> CardMessage:
    """Say why, with a button that opens the page."""
    body = [text_block(reader.say(text))]
    if link.startswith(WEB):
        title = reader.say(identity_texts.SIGN_IN_BUTTON)
        button = {"type": "Action.OpenUrl", "title": title, "url": link}
        body.append({"type": "ActionSet", "spacing": "Small", "actions": [button]})
    return card_message(body, summary=reader.say(identity_texts.SIGN_IN_SUMMARY))
