"""What the bot stands in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yarl import URL

from bot.answers.presenter import Paints
from bot.channel.authentication import CHANNEL_KEYS_URL
from genie import Clock, SystemClock


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the process stands in, and what a simulation puts in the place of the real thing.

    Args:
        clock: what all waiting goes by.
        keys_url: where the channel's signing keys are published.
        credentials_factory: makes the bot's own credentials, as the SDK knows them; None: Entra.
        allow_service_url: which service URLs are answered; None: Microsoft's, or loopback without
            an app id.
        allow_upload: where people's files are put; None: Microsoft's storage.
        painter: what draws charts as pictures; None: a process of its own.
        environment: the process's own, of which the system's part goes to its child processes.
    """

    clock: Clock = field(default_factory=SystemClock)
    keys_url: str = CHANNEL_KEYS_URL
    credentials_factory: Any = None
    allow_service_url: Callable[[str], bool] | None = None
    allow_upload: Callable[[URL], bool] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    painter: Paints | None = None
