"""The parts for Databricks: the workspace, its spaces, and links to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import aiohttp

from bot.state.question import Space
from config import GenieSettings, Settings
from genie import (
    CLOUD_STORAGE,
    Access,
    Cause,
    Genie,
    GenieNotFoundError,
    GenieWorkspace,
    TokenSource,
)
from server.credentials import tokens_of
from server.overrides import Overrides
from settings.identity import Identity

TokensOf = Callable[[tuple[str, str]], TokenSource]  # returns the source of a person's tokens


class _NotTheBots:
    """Refuses what the bot's identity asked in a space that people ask with their own now."""

    async def token(self) -> str:
        """Raise GenieNotFoundError: nobody can read it any more, and to ask again helps."""
        reason = "it was asked with the bot's identity, which is not used any more"
        raise GenieNotFoundError(reason, cause=Cause.IDENTITY_CHANGED)

    def refused(self, token: str) -> bool:
        """Return that there is no token."""
        return False


def workspace_of(
    settings: GenieSettings, session: aiohttp.ClientSession, overrides: Overrides
) -> GenieWorkspace:
    """Return the workspace of the settings, over the application's session."""
    return GenieWorkspace(
        session,
        base_url=settings.host,
        tokens=tokens_of(settings, session, overrides),
        answer_timeout_s=settings.answer_timeout_s,
        clock=overrides.clock,
        storage_hosts=(*CLOUD_STORAGE, *settings.storage_hosts),
    )


def spaces_of(settings: Settings) -> list[Space]:
    """Return the spaces that people can choose, with the contact for each."""
    return [
        Space(
            space.space_id,
            space.name,
            space.description,
            space.sample_questions,
            settings.bot.admin_contact,
            uses_own_identity=space.identity is Identity.USER,
        )
        for space in settings.genie.spaces
    ]


class IdentifiedGenies:
    """The clients of spaces, each with the identity with which it is asked.

    Where people ask with their own, the bot's identity is not used, also not for earlier answers.
    """

    def __init__(
        self, workspace: GenieWorkspace, spaces: Sequence[Space], tokens_of: TokensOf
    ) -> None:
        self._workspace = workspace
        self._not_the_bots = {space.space_id for space in spaces if space.uses_own_identity}
        self._tokens_of = tokens_of

    async def user_name(self, person: tuple[str, str]) -> str:
        """Return a person's name in Databricks; see GenieWorkspace.user_name."""
        return await self._workspace.user_name(self._tokens_of(person))

    def __call__(self, access: Access) -> Genie:
        """Return the client of a space."""
        tokens: TokenSource | None = None
        if access.person is not None:
            tokens = self._tokens_of(access.person)
        elif access.space_id in self._not_the_bots:
            tokens = _NotTheBots()
        return self._workspace.genie(access.space_id, tokens)


@dataclass(frozen=True, slots=True)
class WorkspacePages:
    """The addresses of pages in Databricks, for people. host is the workspace's."""

    host: str

    def space(self, space_id: str) -> str:
        """Return the address of a space."""
        return f"{self.host}/genie/rooms/{quote(space_id, safe='')}"

    def conversation(self, space_id: str, conversation_id: str) -> str:
        """Return the address of a conversation."""
        return f"{self.space(space_id)}/chats/{quote(conversation_id, safe='')}"
