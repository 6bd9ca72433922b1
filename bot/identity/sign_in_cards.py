"""The cards on which people sign in: where they stand, and how they are taken away again."""

import hashlib
import json
import logging
from functools import partial
from typing import Final

from bot.activities.activity import Activity, Json
from bot.channel.chat import Channel, Chat
from bot.channel.errors import ChannelError
from bot.channel.message import Attachment, Message
from bot.channel.rates import Urgency
from bot.identity.token_service import Person, SignInResource
from bot.messaging.capabilities import CapabilitiesOf
from bot.messaging.private_chats import PrivateChats
from bot.messaging.reply import card_message
from cards import Reader, TextKey, sign_in_message
from cards.texts import identity_texts

log = logging.getLogger(__name__)

# Source: https://learn.microsoft.com/azure/bot-service/bot-builder-concept-sso and
# botbuilder-schema 4.17.1, OAuthCard.
_OAUTH_CARD: Final = "application/vnd.microsoft.card.oauth"
_SEPARATOR: Final = "."


class SignInCards:
    """Sends cards to people, in their own chat with the bot if they have one."""

    def __init__(
        self,
        channel: Channel,
        chats: PrivateChats,
        *,
        connection_name: str,
        capabilities: CapabilitiesOf,
    ) -> None:
        self._channel = channel
        self._chats = chats
        self._connection_name = connection_name
        self._capabilities = capabilities

    async def send(
        self,
        reference: Json,
        resource: SignInResource,
        reader: Reader,
        text: TextKey = identity_texts.SIGN_IN,
    ) -> Json:
        """Send a card to the person of a conversation reference; return where it is, as JSON.

        Raises:
            ChannelError: the channel did not accept it.
        """
        asked = Activity.at(reference)
        there = await self._own_chat(asked) if asked.conversation.is_group else asked
        message = self._message(there, resource, reader, text)
        sent: Json = {"reference": there.reference, "id": ""}

        async def speak(chat: Chat) -> None:
            sent["id"] = await chat.send(message, Urgency.NOTICE)

        await self._channel.resume(there.reference, speak)
        return sent

    async def remove(self, sent: Json) -> None:
        """Delete a card that has done its work."""
        if sent.get("id"):
            await self._channel.resume(sent["reference"], partial(_delete, sent["id"]))

    async def _own_chat(self, activity: Activity) -> Activity:
        """Return an activity in the person's own chat, or this one if there is none."""
        try:
            return await self._chats.open(activity)
        except ChannelError as exc:
            log.info("sign-in among others", extra={"why": str(exc)})
            return activity

    def _message(
        self, there: Activity, resource: SignInResource, reader: Reader, text: TextKey
    ) -> Message:
        can = self._capabilities(there.channel_id, there.conversation)
        if not can.has_sign_in_cards:
            return card_message(sign_in_message(text, resource.link, reader))
        button = reader.say(identity_texts.SIGN_IN_BUTTON)
        content: Json = {
            "text": reader.say(text),
            "connectionName": self._connection_name,
            "buttons": [{"type": "signin", "title": button, "value": resource.link}],
        }
        if can.has_silent_sign_in and resource.exchangeable:
            whose = there.channel_id, there.sender.id
            exchange_id = _id_for(str(resource.exchangeable.get("id", "")), whose)
            content["tokenExchangeResource"] = resource.exchangeable | {"id": exchange_id}
        summary = reader.say(identity_texts.SIGN_IN_SUMMARY)
        return Message(summary=summary, attachments=(Attachment(_OAUTH_CARD, content),))


def is_for(exchange_id: str, person: Person) -> bool:
    """Whether a silent sign-in with this id is on a person's own card.

    In a group, the clients of all members see the card, and may send their own tokens.
    """
    return _id_for(exchange_id.rpartition(_SEPARATOR)[0], person) == exchange_id


def _id_for(exchange_id: str, person: Person) -> str:
    digest = hashlib.sha256(json.dumps([exchange_id, *person]).encode()).hexdigest()[:16]
    return f"{exchange_id}{_SEPARATOR}{digest}"


async def _delete(activity_id: str, chat: Chat) -> None:
    try:
        await chat.delete(activity_id, Urgency.TIDYING)
    except ChannelError as exc:
        log.info("sign-in card not deleted", extra={"why": str(exc)})
