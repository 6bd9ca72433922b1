"""Groups of people in Entra, by Microsoft Graph. Imported only if the settings have groups."""

import asyncio
import json
from collections.abc import Sequence, Set
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import aiohttp

from bot.access.lookups import LookupFailedError
from config import BotSettings
from genie import GenieError, RenewedToken, TokenSource, read_at_most
from server.entra import EntraTokens
from server.overrides import Overrides
from settings.databricks import EntraSecret, ManagedIdentity

# Source: https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups
MOST_GROUPS: Final = 20
_SCOPE: Final = "https://graph.microsoft.com/.default"
_MAX_BYTES: Final = 100_000


class Graph:
    """Asks Microsoft Graph, as the bot's own identity in Entra."""

    def __init__(
        self, session: aiohttp.ClientSession, tokens: TokenSource, *, base_url: str
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._users = f"{base_url}/v1.0/users"

    async def of(self, person_id: str, groups: Set[str]) -> frozenset[str]:
        """Return those of the groups that a person is in, also by way of another group.

        Raises:
            LookupFailedError: Graph gives no usable answer.
        """
        listed = sorted(groups)
        parts = [listed[at : at + MOST_GROUPS] for at in range(0, len(listed), MOST_GROUPS)]
        try:
            found = await asyncio.gather(*(self._check(person_id, part) for part in parts))
        except (GenieError, OSError, aiohttp.ClientError, ValueError) as exc:
            raise LookupFailedError(f"no answer from Graph: {type(exc).__name__}") from exc
        return frozenset().union(*found)

    async def _check(self, person_id: str, groups: Sequence[str]) -> frozenset[str]:
        token = await self._tokens.token()
        status, body = await self._post(person_id, groups, token)
        if status == HTTPStatus.UNAUTHORIZED and self._tokens.refused(token):
            status, body = await self._post(person_id, groups, await self._tokens.token())
        if status == HTTPStatus.NOT_FOUND:
            return frozenset()  # the directory does not know the person
        if status != HTTPStatus.OK:
            raise LookupFailedError(f"Graph answered {status}")
        match json.loads(body):
            case {"value": [*found]}:
                return frozenset(str(each).lower() for each in found) & frozenset(groups)
        raise LookupFailedError("Graph answered without a list of groups")

    async def _post(self, person_id: str, groups: Sequence[str], token: str) -> tuple[int, bytes]:
        async with self._session.post(
            f"{self._users}/{quote(person_id, safe='')}/checkMemberGroups",
            json={"groupIds": list(groups)},
            headers={"Authorization": f"Bearer {token}"},
            allow_redirects=False,
        ) as response:
            return response.status, await read_at_most(response, _MAX_BYTES)


def graph_tokens(
    bot: BotSettings, session: aiohttp.ClientSession, overrides: Overrides
) -> TokenSource:
    """Return the source of the bot's own tokens for Graph."""
    credentials = (
        ManagedIdentity(bot.app_id)
        if bot.app_type == "UserAssignedMSI"
        else EntraSecret(bot.tenant_id, bot.app_id, bot.password)
    )
    return RenewedToken(
        EntraTokens(session, credentials, scope=_SCOPE), now=overrides.clock.monotonic
    )
