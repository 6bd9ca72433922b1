"""The tokens of requests to Databricks, by the credentials of the settings."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import aiohttp

from config import GenieSettings
from genie import (
    ClientCredentials,
    FixedToken,
    GenieSetupError,
    Issuer,
    RenewedToken,
    SubjectToken,
    TokenExchange,
    TokenSource,
)
from server.overrides import Overrides
from server.secret_files import read_token
from settings.databricks import PersonalToken, ServicePrincipal, TokenFederation


def tokens_of(
    settings: GenieSettings, session: aiohttp.ClientSession, overrides: Overrides
) -> TokenSource:
    """Return the source of the bot's tokens, requested over the application's session."""
    issuer: Issuer
    match settings.credentials:
        case None:
            return NoTokens("the bot has no credentials of its own for Databricks")
        case PersonalToken(token):
            return FixedToken(token)
        case ServicePrincipal(client_id, client_secret, scope):
            issuer = ClientCredentials(
                session,
                base_url=settings.host,
                client_id=client_id,
                client_secret=client_secret,
                scope=scope,
            )
        case TokenFederation(source, client_id, scope):
            issuer = TokenExchange(
                session,
                base_url=settings.host,
                subject_token=_subject_token(source, overrides.environment),
                scope=scope,
                client_id=client_id,
            )
        case entra:
            from server.entra import EntraTokens  # noqa: PLC0415 - only some deployments need it

            issuer = EntraTokens(session, entra)
    return RenewedToken(issuer, now=overrides.clock.monotonic)


class NoTokens:
    """Refuses every request, and says why."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    async def token(self) -> str:
        """Raise GenieSetupError."""
        raise GenieSetupError(self._reason)

    def refused(self, token: str) -> bool:
        """Return that there is no token."""
        return False


def _subject_token(source: str | Path, environment: Mapping[str, str]) -> SubjectToken:
    """Return a function that reads the token in an environment variable or in a file."""
    if isinstance(source, Path):
        return partial(read_token, source, "DATABRICKS_OIDC_TOKEN_FILEPATH")

    async def read_variable() -> str:
        token = environment.get(source, "").strip()
        if not token:
            raise GenieSetupError(f"the environment variable {source} has no token")
        return token

    return read_variable
