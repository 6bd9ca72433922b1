"""The parts for Databricks: the workspace, its spaces, and links to it."""

from dataclasses import dataclass
from urllib.parse import quote

import aiohttp

from bot.state.question import Space
from config import GenieSettings, Settings
from genie import CLOUD_STORAGE, GenieWorkspace
from server.credentials import tokens_of
from server.overrides import Overrides


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
        )
        for space in settings.genie.spaces
    ]


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
