"""With whose identity spaces are asked, how people sign in, and what is wrong with that."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from settings.databricks import read_scope
from settings.loopback import is_loopback
from settings.reader import EnvironmentReader

# The Bot Framework's token service, in the public cloud.
TOKEN_SERVICE_URL: Final = "https://api.botframework.com"  # noqa: S105 - an address
# Azure Databricks takes Entra's tokens as they are; its hosts in the clouds of Azure.
_AZURE_HOSTS: Final = (".azuredatabricks.net", ".databricks.azure.us", ".databricks.azure.cn")


class Identity(StrEnum):
    """With whose identity a space is asked."""

    BOT = "bot"
    USER = "user"  # each person's own


class UserTokens(StrEnum):
    """What Databricks is given of the tokens with which people sign in."""

    AS_IS = "as-is"
    EXCHANGE = "exchange"  # a token of Databricks' own, by the account's federation policy


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """How people sign in. connection_name "": they do not.

    scope is what exchanged tokens are asked for.
    """

    connection_name: str
    token_service_url: str
    user_tokens: UserTokens
    scope: str


def read_identity(read: EnvironmentReader) -> Identity:
    """Read with whose identity spaces are asked that have none of their own in the list."""
    default = Identity.USER if read.text("OAUTH_CONNECTION_NAME") else Identity.BOT
    return Identity(read.choice("GENIE_IDENTITY", ("", *Identity)) or default)


def read_sign_in(read: EnvironmentReader, host: str, *, is_needed: bool) -> SignInSettings:
    """Read how people sign in.

    Args:
        host: the workspace's address.
        is_needed: there is a space that people ask with their own identity.
    """
    name = read.text("OAUTH_CONNECTION_NAME")
    if is_needed and not name:
        read.problem(
            "OAUTH_CONNECTION_NAME is missing: set it to the name of the Azure Bot's OAuth "
            "connection, since people ask with their own identity (GENIE_IDENTITY, or identity in "
            "GENIE_SPACES)"
        )
    url = _token_service_url(read, is_used=bool(name))
    return SignInSettings(name, url, _user_tokens(read, host), read_scope(read))


def _token_service_url(read: EnvironmentReader, *, is_used: bool) -> str:
    url = TOKEN_SERVICE_URL
    if read.text("TOKEN_SERVICE_URL"):
        url = read.web_address("TOKEN_SERVICE_URL", "the token service's", "show people's tokens")
    is_here = is_loopback(urlsplit(url).hostname or "")
    is_local = not read.text("MicrosoftAppId")
    if is_used and is_local and not is_here:
        read.problem(
            "TOKEN_SERVICE_URL is not on this machine: without MicrosoftAppId set it to a "
            "simulated token service such as http://127.0.0.1:3980"
        )
    if is_here and not is_local:
        read.problem("TOKEN_SERVICE_URL is for local development: remove it, or MicrosoftAppId")
    return url


def _user_tokens(read: EnvironmentReader, host: str) -> UserTokens:
    is_azure = (urlsplit(host).hostname or "").endswith(_AZURE_HOSTS)
    default = UserTokens.AS_IS if is_azure else UserTokens.EXCHANGE
    return UserTokens(read.choice("DATABRICKS_USER_TOKENS", ("", *UserTokens)) or default)
