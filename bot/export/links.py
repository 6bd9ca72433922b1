"""Signed links under which a file can be fetched for a short while, without signing in."""

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
# As long as Databricks' own links to results live; long enough to press, too short to pass on.
LIFETIME_S: Final = 15 * 60
_LINK_KEY: Final = "keys/links"
_PURPOSE: Final = b"file 1"  # the number changes with what a link holds


async def shared_secret(items: ItemStorage) -> bytes:
    """Return what links are signed with, for every process on a store; made if need be.

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


class BadLinkError(Exception):
    """A link that leads nowhere. is_expired: it did once; otherwise it was never one of ours."""

    def __init__(self, *, is_expired: bool) -> None:
        super().__init__("the link has expired" if is_expired else "the link is not one of ours")
        self.is_expired = is_expired


@dataclass(frozen=True, slots=True)
class FileRequest:
    """Which file is wanted: of an answer's record, of one of its queries, in a format.

    A link holds no more than this, and it is readable there: no name, no data, no id of Genie's.
    """

    reference: str
    query_number: int
    file_format: FileFormat


class Links:
    """Makes and reads links.

    Args:
        secret: what they are signed with; another one makes all earlier links invalid.
        base_url: scheme, host and port under which people reach the bot, or "" for nowhere.
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
        """Whether people can reach the bot at all."""
        return bool(self._base_url)

    def url(self, request: FileRequest) -> str:
        """Return a link that works for LIFETIME_S."""
        token = self._serializer.dumps(
            [request.reference, request.query_number, request.file_format]
        )
        return f"{self._base_url}{FILES_PATH}/{token}"

    def read(self, token: str) -> FileRequest:
        """Return what a link's last part asks for.

        Raises:
            BadLinkError: it has expired, or was not made here.
        """
        try:
            reference, number, file_format = self._serializer.loads(token, max_age=LIFETIME_S)
            return FileRequest(reference, number, FileFormat(file_format))
        except SignatureExpired as exc:
            raise BadLinkError(is_expired=True) from exc
        except BadData as exc:
            raise BadLinkError(is_expired=False) from exc


class _ClockedSigner(TimestampSigner):
    """Goes by the application's clock."""

    def __init__(self, *args: Any, clock: Clock, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock.now().timestamp())
