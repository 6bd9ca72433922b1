"""The channel: its adapter, and uploads of files."""

import aiohttp

from bot.channel.adapter import BotAdapter, bot_adapter
from bot.channel.connector import ChannelConnections
from bot.export.upload import is_upload_host, upload
from config import Settings
from server.overrides import Overrides


def adapter_of(
    settings: Settings, session: aiohttp.ClientSession, overrides: Overrides
) -> BotAdapter:
    """Make the SDK's adapter from our settings."""
    bot = settings.bot
    return bot_adapter(
        ChannelConnections(session, overrides.clock),
        app_id=bot.app_id,
        password=bot.password,
        app_type=bot.app_type,
        tenant_id=bot.tenant_id,
        proxy_of=settings.proxies.proxy_of,
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
