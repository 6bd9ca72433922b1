"""The channel: its adapter, and uploads of files."""

import aiohttp

from bot.channel.adapter import BotAdapter, bot_adapter
from bot.channel.connector import ChannelConnections
from bot.export.upload import is_upload_host, upload
from config import BotSettings
from server.overrides import Overrides


def adapter_of(
    settings: BotSettings, session: aiohttp.ClientSession, overrides: Overrides
) -> BotAdapter:
    """Make the SDK's adapter from our settings."""
    return bot_adapter(
        ChannelConnections(session, overrides.clock),
        app_id=settings.app_id,
        password=settings.password,
        app_type=settings.app_type,
        tenant_id=settings.tenant_id,
        credentials_factory=overrides.credentials_factory,
        keys_url=overrides.keys_url,
    )


async def upload_to(
    session: aiohttp.ClientSession, overrides: Overrides, upload_url: str, content: bytes
) -> None:
    """Upload a file to a person's OneDrive; see bot.export.upload.upload."""
    await upload(
        session,
        upload_url,
        content,
        clock=overrides.clock,
        is_allowed=overrides.allow_upload or is_upload_host,
    )
