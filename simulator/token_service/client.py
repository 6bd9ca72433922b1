"""What the client of a channel does after a sign-in: it tells the bot."""

import secrets
from collections.abc import Mapping
from typing import Final

import aiohttp

from simulator.statements import Json
from simulator.token_service.service import PendingSignIn, TokenService

_PATIENCE: Final = aiohttp.ClientTimeout(total=15)


async def tell_bot(
    session: aiohttp.ClientSession, service: TokenService, pending: PendingSignIn, code: str
) -> bool:
    """Tell the bot that a user has signed in, and return whether it has taken the message.

    Teams sends the code for them. Other channels need no code: the token service sends the token.
    """
    activity = _whereabouts(pending.reference)
    if pending.user.channel_id == "msteams":
        activity |= {"type": "invoke", "name": "signin/verifyState", "value": {"state": code}}
    else:
        token = service.token_of(pending.user, service.connection.name, code)
        activity |= {"type": "event", "name": "tokens/response", "value": token}
    try:
        async with session.post(service.bot_url, json=activity, timeout=_PATIENCE) as response:
            return response.ok
    except (aiohttp.ClientError, TimeoutError):
        return False


def _whereabouts(reference: Mapping[str, object]) -> Json:
    """Return the parts of an activity that a conversation reference has."""
    names = {"user": "from", "bot": "recipient"}
    names |= {name: name for name in ("conversation", "channelId", "serviceUrl", "locale")}
    found = {ours: reference[theirs] for theirs, ours in names.items() if theirs in reference}
    return {"id": secrets.token_hex(8), **found}
