"""Asks people to sign in whose button could not do anything without that."""

import logging

from bot.activities.activity import Activity, Json
from bot.channel.errors import ChannelError
from bot.identity.sign_in_cards import SignInCards
from bot.identity.token_service import SignInResource, TokenService
from cards import Reader, TextKey
from cards.texts import identity_texts
from genie import GenieError, GenieSignInError

log = logging.getLogger(__name__)


class SignInPrompts:
    """Sends the card of a sign-in for which nothing waits."""

    def __init__(self, service: TokenService, cards: SignInCards) -> None:
        self._service = service
        self._cards = cards

    async def replaces(self, error: GenieError, reference: Json, reader: Reader) -> bool:
        """Ask for a sign-in instead of explaining an error, if that is what is missing.

        Return whether the person of the conversation reference was asked.
        """
        if not isinstance(error, GenieSignInError):
            return False
        try:
            return await self.ask(reference, reader)
        except GenieError as exc:
            log.warning("sign-in card not sent", extra={"error": str(exc)})
            return False

    async def ask(
        self, reference: Json, reader: Reader, text: TextKey = identity_texts.SIGN_IN_AGAIN
    ) -> bool:
        """Ask the person of a conversation reference; return whether they have been asked.

        Raises:
            GenieError: the token service cannot be asked.
        """
        activity = Activity.at(reference)
        person = activity.channel_id, activity.sender.id
        found = await self._service.token_or_sign_in(person, reference, in_turn=True)
        if not isinstance(found, SignInResource):
            return False
        try:
            await self._cards.send(reference, found, reader, text)
        except ChannelError as exc:
            log.warning("sign-in card not sent", exc_info=exc)
            return False
        return True
