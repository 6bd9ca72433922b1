"""A Databricks workspace and the Genie spaces in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import aiohttp

from genie.asking import Genie
from genie.auth import TokenSource
from genie.clock import Clock, SystemClock
from genie.parsing import required_str
from genie.polling import ANSWER_TIMEOUT_S
from genie.posing import Claims
from genie.space import GenieSpace
from genie.storage_hosts import CLOUD_STORAGE
from genie.transport import Transport

# Source: https://docs.databricks.com/api/workspace/currentuser/me
_ME: Final = "/api/2.0/preview/scim/v2/Me"


@dataclass(frozen=True, slots=True)
class Access:
    """A space, and with whose identity it is asked.

    person: a channel's id and the person's id in it; None: the application's own identity.
    """

    space_id: str
    person: tuple[str, str] | None = None


Genies = Callable[[Access], Genie]  # returns the client of a space


class GenieWorkspace:
    """The entry point: one per process, over a session that the caller owns.

        async with aiohttp.ClientSession() as session:
            workspace = GenieWorkspace(session, base_url=host, tokens=FixedToken(token))
            async for event in workspace.genie(space_id).ask("Sales by region?"):
                print(event)

    base_url is scheme and host ("https://adb-1.2.azuredatabricks.net"); answer_timeout_s limits a
    question from asking to answer. storage_hosts are patterns of the hosts from which whole results
    may be read.
    """

    def __init__(  # noqa: PLR0913 - what a workspace needs to know
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        tokens: TokenSource,
        answer_timeout_s: float = ANSWER_TIMEOUT_S,
        clock: Clock | None = None,
        storage_hosts: Sequence[str] = CLOUD_STORAGE,
    ) -> None:
        self._transport = Transport(
            session,
            base_url=base_url,
            tokens=tokens,
            clock=clock or SystemClock(),
            storage_hosts=storage_hosts,
        )
        self._claims = Claims()
        self._answer_timeout_s = answer_timeout_s

    async def user_name(self, tokens: TokenSource) -> str:
        """Return the name of the user whose tokens these are; in Databricks it is unique.

        Raises:
            GenieError: Databricks does not tell it.
        """
        return required_str(await self._transport.using(tokens).get(_ME), "userName")

    def genie(self, space_id: str, tokens: TokenSource | None = None) -> Genie:
        """Return the client that asks questions in a space.

        tokens: those of another identity; None: those of the workspace.
        """
        space = self.space(space_id, tokens)
        return Genie(space, claims=self._claims, answer_timeout_s=self._answer_timeout_s)

    def space(self, space_id: str, tokens: TokenSource | None = None) -> GenieSpace:
        """Return the endpoints of a space; tokens as above."""
        transport = self._transport if tokens is None else self._transport.using(tokens)
        return GenieSpace(transport, space_id)
