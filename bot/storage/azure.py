"""A store in Azure Storage, for several instances of the bot. Imported only if it is configured."""

from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from typing import Any, Final

import aiohttp
from azure.core.exceptions import ResourceExistsError
from azure.core.pipeline.transport import AioHttpTransport
from azure.storage.blob.aio import BlobServiceClient, ExponentialRetry
from azure.storage.queue.aio import QueueServiceClient

from bot.storage.append_trail import AppendTrail
from bot.storage.blobs import BlobItems, azure_errors
from bot.storage.queued import QueuedJournal
from bot.storage.store import LEASE_S, Entry
from genie import Clock

# By default the SDK waits 15 s before it retries; no channel waits that long.
_RETRY: Final[dict[str, Any]] = {
    "initial_backoff": 0,
    "increment_base": 1,
    "retry_total": 2,
    "random_jitter_range": 0,
}
_TIMES: Final = {"connection_timeout": 3, "read_timeout": 7}


class AzureStore:
    """A store in a container and a queue of the same name, which are created if necessary.

    Args:
        connection_string: of the storage account; or
        account_url: its address, "https://account.blob.core.windows.net", if this machine's managed
            identity may read and write blobs and queue messages.
        identity_client_id: selects one of the machine's identities, if it has several.
        audit_s: for so long the audit trail is kept.
    """

    def __init__(  # noqa: PLR0913 - the account and its credentials
        self,
        session: aiohttp.ClientSession,
        clock: Clock,
        *,
        name: str,
        connection_string: str = "",
        account_url: str = "",
        identity_client_id: str = "",
        audit_s: float = 0.0,
        lease_s: float = LEASE_S,
    ) -> None:
        self.is_lasting = True
        self._opened = AsyncExitStack()
        transport = AioHttpTransport(session=session, session_owner=False)
        options: dict[str, Any] = {
            "transport": transport,
            "retry_policy": ExponentialRetry(**_RETRY),
            **_TIMES,
        }
        if connection_string:
            blobs = BlobServiceClient.from_connection_string(connection_string, **options)
            queues = QueueServiceClient.from_connection_string(connection_string, **options)
        else:
            from azure.identity.aio import DefaultAzureCredential  # noqa: PLC0415 - takes 0.2 s

            identity = {"managed_identity_client_id": identity_client_id}
            # A session of its own would read ~/.netrc, and proxies past our settings.
            credential = DefaultAzureCredential(
                transport=transport, **(identity if identity_client_id else {})
            )
            self._opened.push_async_exit(credential)
            blobs = BlobServiceClient(account_url, credential, **options)
            queue_url = account_url.replace(".blob.", ".queue.", 1)
            queues = QueueServiceClient(queue_url, credential, **options)
        self.container = blobs.get_container_client(name)
        self.queue = queues.get_queue_client(name)
        self.items = BlobItems(self.container, clock)
        self.trail = AppendTrail(self.container, audit_s)
        self.journal = QueuedJournal(self.container, self.queue, self.trail, clock, lease_s)

    async def open(self) -> None:
        """Create container and queue, unless they exist.

        Raises:
            StorageUnavailableError: they cannot be reached or created.
        """
        for create in (self.container.create_container, self.queue.create_queue):
            with suppress(ResourceExistsError), azure_errors(ResourceExistsError):
                await create()

    async def close(self) -> None:
        """Close what this object has opened."""
        await self._opened.aclose()

    async def tidy(self, now: float) -> None:
        """Delete what has expired."""
        await self.items.tidy(now)
        await self.journal.tidy(now)
        await self.trail.tidy(now)

    async def scrub(self) -> None:
        """Delete the messages of jobs that are gone: they name their keys."""
        await self.journal.drop_spare_messages()

    async def check(self, _: Sequence[Entry]) -> bool:
        """Do nothing: Azure keeps what it has confirmed."""
        return False
