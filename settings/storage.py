"""The setting of the store, and its validation."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from settings.reader import EnvironmentReader

_HERE: Final = Path(__file__).parents[1]  # the folder of app.py
_SQLITE: Final = "sqlite:///"
_DEFAULT: Final = "sqlite:///data/genie-bot.sqlite3"
_DEFAULT_NAME: Final = "genie-bot"
# Valid names for both a container and a queue.
# Source: https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata
_NAME: Final = re.compile(r"[a-z0-9](-?[a-z0-9]){2,62}", re.ASCII)


class StorageKind(StrEnum):
    """The kind of store."""

    SQLITE = "sqlite"
    AZURE = "azure"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """The store for state and unanswered questions.

    path is that of the SQLite file. Either connection_string or account_url sets the account of
    Azure Storage; name is that of its container and queue.
    """

    kind: StorageKind
    path: Path
    connection_string: str = field(repr=False)
    account_url: str
    name: str


def read_storage(read: EnvironmentReader, *, is_app_service: bool) -> StorageSettings:
    """Read the setting and those that belong to it."""
    value = read.text("STORAGE")
    if is_app_service and (not value or value.startswith(_SQLITE)):
        read.problem(
            "STORAGE must be azure on App Service: /home there is a network share, on which the "
            "locks of SQLite are not safe, and other folders are lost with a restart; set "
            "STORAGE=azure, and AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_ACCOUNT_URL"
        )
        value = str(StorageKind.MEMORY)
    value = value or _DEFAULT
    path = Path()
    if value.startswith(_SQLITE):
        kind, path = StorageKind.SQLITE, _HERE / unquote(value.removeprefix(_SQLITE))
        if not value.removeprefix(_SQLITE) or path.is_dir():
            read.problem(f"STORAGE is {value!r}: name a file, as in {_DEFAULT}")
    elif value in {StorageKind.AZURE, StorageKind.MEMORY}:
        kind = StorageKind(value)
    else:
        read.problem(f"STORAGE is {value!r}: set it to sqlite:///path/of/a/file, azure or memory")
        kind = StorageKind.MEMORY
    settings = StorageSettings(
        kind=kind,
        path=path,
        connection_string=read.text("AZURE_STORAGE_CONNECTION_STRING"),
        account_url=_account_url(read),
        name=read.text("AZURE_STORAGE_NAME") or _DEFAULT_NAME,
    )
    if kind is StorageKind.AZURE:
        _check_azure(read, settings)
    return settings


def _account_url(read: EnvironmentReader) -> str:
    if not read.text("AZURE_STORAGE_ACCOUNT_URL"):
        return ""
    return read.web_address("AZURE_STORAGE_ACCOUNT_URL", "the account's", "show what is stored")


def _check_azure(read: EnvironmentReader, settings: StorageSettings) -> None:
    if settings.connection_string and settings.account_url:
        read.problem(
            "AZURE_STORAGE_CONNECTION_STRING and AZURE_STORAGE_ACCOUNT_URL are both set: remove one"
        )
    elif not settings.connection_string and not settings.account_url:
        read.problem(
            "AZURE_STORAGE_ACCOUNT_URL is missing: set it to the blob address of the storage "
            "account (https://ACCOUNT.blob.core.windows.net), which the bot's managed identity "
            "may use, or AZURE_STORAGE_CONNECTION_STRING to the account's connection string"
        )
    elif settings.account_url and ".blob." not in settings.account_url:
        read.problem(
            "AZURE_STORAGE_ACCOUNT_URL is not the account's blob address: copy the one that "
            "contains .blob., as in https://ACCOUNT.blob.core.windows.net"
        )
    elif settings.connection_string and not _is_connection_string(settings.connection_string):
        read.problem(
            "AZURE_STORAGE_CONNECTION_STRING is not a connection string: copy it again from the "
            "storage account's access keys, as a whole"
        )
    if not _NAME.fullmatch(settings.name):
        read.problem(
            f"AZURE_STORAGE_NAME is {settings.name!r}: use 3 to 63 lower-case letters, digits and "
            "single hyphens"
        )


def _is_connection_string(text: str) -> bool:
    """Whether it has what the SDK needs: pairs, with an account's name or an endpoint."""
    parts = [part.partition("=") for part in text.strip(" ;").split(";")]
    names = {name.strip().casefold() for name, _, _ in parts}
    has_account = {"accountname", "accountkey"} <= names
    has_endpoints = {"blobendpoint", "queueendpoint"} <= names
    is_emulator = "usedevelopmentstorage" in names
    return all(value for _, _, value in parts) and (has_account or has_endpoints or is_emulator)
