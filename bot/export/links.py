"""Signed links under which files can be downloaded for a short time, without signing in."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Final

from itsdangerous import BadData, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from bot.export.files import FileFormat
from bot.state.scopes import retried
from bot.storage.store import ItemStorage
from genie import Clock

FILES_PATH: Final = "/files"
# As long as Databricks' own links to results are valid: enough to open it, too short to pass it on.
LIFETIME_S: Final = 15 * 60
_LINK_KEY: Final = "keys/links"
_PURPOSE: Final = b"file 1"  # the number changes with the content of links


async def shared_secret(items: ItemStorage) -> bytes:
    """Return the secret that signs links, for all processes on a store; it is created if necessary.

    Raises:
        StorageUnavailableError: it can be neither read nor stored.
    """

    async def work() -> bytes:
        if known := (await items.read([_LINK_KEY])).get(_LINK_KEY):
            return bytes.fromhex(known["secret"])
        secret = secrets.token_bytes(32)
        await items.write({_LINK_KEY: {"secret": secret.hex()}})
        return secret

    return await retried(work)


@dataclass(frozen=True, slots=True)
class FileRequest:
    """The requested file: an answer's record, one of its queries, and a format.

    A link contains only this, readably: no name, no data and no id of Genie's.
    """

    reference: str
    query_number: int
    file_format: FileFormat


class BadLinkError(Exception):
    """An invalid link. is_expired: it was valid; else this bot did not make it."""

    def __init__(self, *, is_expired: bool = False) -> None:
        super().__init__("the link has expired" if is_expired else "the link is not one of ours")
        self.is_expired = is_expired


class Links:
    """Makes and reads links.

    Args:
        secret: signs the links; a new one makes all earlier links invalid.
        base_url: scheme, host and port under which people reach the bot; "" if they cannot.
    """

    def __init__(self, secret: bytes, base_url: str, clock: Clock) -> None:
        self._base_url = base_url
        self._serializer = URLSafeTimedSerializer(
            secret,
            salt=_PURPOSE,
            signer=_ClockedSigner,
            signer_kwargs={"clock": clock, "digest_method": hashlib.sha256},
        )

    @property
    def is_possible(self) -> bool:
        """Whether people can reach the bot."""
        return bool(self._base_url)

    def url(self, request: FileRequest) -> str:
        """Return a link that is valid for LIFETIME_S."""
        token = self._serializer.dumps(
            [request.reference, request.query_number, request.file_format]
        )
        return f"{self._base_url}{FILES_PATH}/{token}"

    def read(self, token: str) -> FileRequest:
        """Return the request in a link's last part.

        Raises:
            BadLinkError: it has expired, or was not made by this bot.
        """
        try:
            signed = self._serializer.loads(token, max_age=LIFETIME_S)
        except BadData as exc:
            raise BadLinkError(is_expired=isinstance(exc, SignatureExpired)) from exc
        reference, number, file_format = signed
        return FileRequest(reference, number, FileFormat(file_format))


class _ClockedSigner(TimestampSigner):
    """Uses the application's clock."""

    def __init__(self, *args: Any, clock: Clock, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock.now().timestamp())
