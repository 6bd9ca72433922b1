"""The parts for Databricks: the workspace, its spaces, and links to it."""

from collections.abc import Callable
from urllib.parse import quote

import aiohttp

from bot.state.question import Space
from config import GenieSettings, Settings
from genie import ClientCredentials, Clock, FixedToken, GenieWorkspace, TokenSource


def workspace_of(
    settings: GenieSettings, session: aiohttp.ClientSession, clock: Clock
) -> GenieWorkspace:
    """Return the workspace of the settings, over the application's session."""
    return GenieWorkspace(
        session,
        base_url=settings.host,
        tokens=_tokens(settings, session),
        answer_timeout_s=settings.answer_timeout_s,
        clock=clock,
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


def links_of(settings: GenieSettings) -> Callable[[str, str], str]:
    """Return a function that makes the URL of a conversation from two ids."""

    def link(space_id: str, conversation_id: str) -> str:
        ids = [quote(part, safe="") for part in (space_id, conversation_id)]
        return f"{settings.host}/genie/rooms/{ids[0]}/chats/{ids[1]}"

    return link


def _tokens(settings: GenieSettings, session: aiohttp.ClientSession) -> TokenSource:
    if settings.token:
        return FixedToken(settings.token)
    return ClientCredentials(
        session,
        base_url=settings.host,
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        scope=settings.scope,
    )
