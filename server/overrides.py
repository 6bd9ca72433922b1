"""Dependencies of the process that can be replaced."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yarl import URL

from bot.answers.presenter import Paints
from bot.channel.authentication import CHANNEL_KEYS_URL
from genie import Clock, SystemClock, TokenSource


@dataclass(frozen=True, slots=True)
class Overrides:
    """Dependencies of the process, some of which a simulation replaces.

    Args:
        clock: used for all waiting.
        keys_url: where the channel's signing keys are published.
        credentials_factory: makes the bot's credentials, in the SDK's form; None: Entra.
        token_service_url: of the Bot Framework's token service; "": that of the settings.
        allow_service_url: which service URLs the bot answers to; None: Microsoft's, or loopback
            without an app id.
        allow_upload: where files are uploaded to; None: Microsoft's storage.
        graph_url: the address of Microsoft Graph.
        graph_tokens: the bot's own tokens for it; None: those of Entra.
        painter: draws charts as pictures; None: a process of its own.
        environment: the process's own; child processes get the system's part of it.
    """

    clock: Clock = field(default_factory=SystemClock)
    keys_url: str = CHANNEL_KEYS_URL
    credentials_factory: Any = None
    token_service_url: str = ""
    allow_service_url: Callable[[str], bool] | None = None
    allow_upload: Callable[[URL], bool] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    graph_url: str = "https://graph.microsoft.com"
    graph_tokens: TokenSource | None = None
    painter: Paints | None = None
