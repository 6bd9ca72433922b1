"""A person's own account in Databricks: signing in and out at their wish, and who they are."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.activities.activity import Json
from bot.identity.prompts import SignInPrompts
from bot.identity.sign_ins import SignIns
from bot.identity.token_service import Person, TokenService
from bot.storage.store import StorageConflictError, StorageUnavailableError
from cards import Reader, TextKey
from cards.texts import identity_texts
from genie import GenieError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Account:
    """What the commands of people need that concern their identity.

    user_name: returns a person's name in Databricks; it raises a GenieError.
    """

    service: TokenService
    prompts: SignInPrompts
    sign_ins: SignIns
    user_name: Callable[[Person], Awaitable[str]]

    async def sign_in(self, reference: Json, reader: Reader) -> TextKey | None:
        """Ask the person of a conversation reference to sign in; return what to say, if anything.

        None: they have got the card.
        """
        try:
            is_asked = await self.prompts.ask(reference, reader, identity_texts.SIGN_IN_NOW)
        except GenieError as exc:
            log.warning("sign-in card not sent", extra={"error": str(exc)})
            return identity_texts.SIGN_IN_FAILED
        return None if is_asked else identity_texts.SIGNED_IN

    async def sign_out(self, person: Person) -> TextKey:
        """Sign a person out everywhere; return what to say."""
        try:
            await self.service.sign_out(person)
        except GenieError as exc:
            log.warning("sign-out failed", extra={"error": str(exc)})
            return identity_texts.SIGN_IN_FAILED
        try:
            await self.sign_ins.tell(person, is_out=True)
        except (StorageUnavailableError, StorageConflictError) as exc:
            log.error("other processes do not know of a sign-out", exc_info=exc)
        return identity_texts.SIGNED_OUT
