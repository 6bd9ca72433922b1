"""Issuers of tokens at the workspace's own OAuth endpoint."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final

import aiohttp

from genie import wire
from genie.auth import IssuedToken
from genie.causes import Cause
from genie.errors import GenieAuthError, GenieProtocolError, GenieRejectedError
from genie.exchange import exchange
from genie.parsing import optional_int, required_str

# Of the whole response; a token has a few thousand.
MAX_TOKEN_BYTES: Final = 1_000_000
# Source: RFC 8693, sections 2.1 and 3.
_TOKEN_EXCHANGE: Final = {
    "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
    "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
}

# Returns the token to exchange, as it is now, or raises a GenieError.
SubjectToken = Callable[[], Awaitable[str]]


class ClientCredentials:
    """Issues tokens for a Databricks service principal (OAuth M2M).

    scope is what they are asked for: "all-apis", or "genie" for a secret that is limited to it.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        client_id: str,
        client_secret: str,
        scope: str,
    ) -> None:
        self._session = session
        self._base_url = base_url
        self._form = {"grant_type": "client_credentials", "scope": scope}
        self._login = aiohttp.encode_basic_auth(client_id, client_secret)

    async def issue(self) -> IssuedToken:
        """Request a token.

        Raises:
            GenieAuthError: client id or secret are wrong.
            GenieUnavailableError: the token endpoint gives no usable answer.
        """
        headers = {"Authorization": self._login}
        return await _issued(self._session, self._base_url, self._form, headers)


class TokenExchange:
    """Issues Databricks' tokens for those of another issuer that it trusts (token federation).

    subject_token is called for each token, since it is short-lived as well. client_id is that of
    the service principal whose federation policy applies; "": the account's policy.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        subject_token: SubjectToken,
        scope: str,
        client_id: str = "",
    ) -> None:
        self._session = session
        self._base_url = base_url
        self._subject_token = subject_token
        self._form = _TOKEN_EXCHANGE | {"scope": scope}
        if client_id:
            self._form["client_id"] = client_id

    async def issue(self) -> IssuedToken:
        """Read the other issuer's token, and exchange it.

        Raises:
            GenieAuthError: Databricks does not accept that token.
            GenieUnavailableError: the token endpoint gives no usable answer.
            GenieError: what subject_token raises.
        """
        form = self._form | {"subject_token": await self._subject_token()}
        return await _issued(self._session, self._base_url, form, {})


async def _issued(
    session: aiohttp.ClientSession,
    base_url: str,
    form: Mapping[str, str],
    headers: Mapping[str, str],
) -> IssuedToken:
    url = base_url.rstrip("/") + wire.TOKEN
    try:
        body = await exchange(
            session, "POST", url, headers=headers, form=form, most_bytes=MAX_TOKEN_BYTES
        )
    except GenieRejectedError as exc:
        is_login = exc.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}
        if not is_login or exc.cause not in {None, Cause.TOKEN_REFUSED}:
            raise
        raise GenieAuthError(f"no token: {exc}", status=exc.status, cause=exc.cause) from exc
    lifetime_s = optional_int(body, "expires_in")
    if lifetime_s is None:
        raise GenieProtocolError("field 'expires_in' is missing or not a number")
    return IssuedToken(required_str(body, "access_token"), lifetime_s)
