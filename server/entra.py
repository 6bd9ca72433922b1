"""Tokens of Entra, for Azure Databricks and Microsoft Graph. Imported only where needed."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, HttpResponseError
from azure.core.pipeline.transport import AioHttpTransport
from azure.identity.aio import (
    CertificateCredential,
    ClientAssertionCredential,
    ClientSecretCredential,
    ManagedIdentityCredential,
)

from genie import (
    GenieAuthError,
    GenieError,
    GenieProtocolError,
    GenieSetupError,
    GenieUnavailableError,
    IssuedToken,
)
from server.secret_files import read_secret, read_token
from settings.databricks import (
    EntraCertificate,
    EntraCredentials,
    EntraSecret,
    ManagedIdentity,
    WorkloadIdentity,
)

# The application id of Azure Databricks.
# Source: https://learn.microsoft.com/azure/databricks/dev-tools/service-prin-aad-token
SCOPE: Final = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default"

_TIMES: Final = {"connection_timeout": 10, "read_timeout": 30}
_NO_TOKEN: Final = "no token from Entra"  # noqa: S105 - begins the text of an error
# Entra's own code of a refusal, such as AADSTS7000222 for a client secret that has expired.
# Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
_CODE: Final = re.compile(r"\bAADSTS\d{1,9}\b")
# With these a managed identity's endpoint says that it is not ready yet.
# Source: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
_NOT_READY: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.TOO_MANY_REQUESTS})


class EntraTokens:
    """Issues tokens of Entra; those of the default scope Azure Databricks accepts as they are."""

    def __init__(
        self, session: aiohttp.ClientSession, credentials: EntraCredentials, *, scope: str = SCOPE
    ) -> None:
        self._credentials = credentials
        self._scope = scope
        transport = AioHttpTransport(session=session, session_owner=False, **_TIMES)
        # The caller retries.
        self._options: dict[str, Any] = {"transport": transport, "retry_total": 0}

    async def issue(self) -> IssuedToken:
        """Request a token.

        Raises:
            GenieAuthError: Entra refuses the credentials, or the machine has no such identity.
            GenieUnavailableError: Entra, or the endpoint of the managed identity, gives no usable
                answer.
            GenieSetupError: a file with a certificate or token cannot be used.
        """
        # The SDK's credential keeps its token, and would return it after Databricks has refused it;
        # so each one is used once. It has nothing to close: the session is the application's.
        credential = await self._credential()
        with _genie_errors():
            token = await credential.get_token(self._scope)
        return IssuedToken(token.token, token.expires_on - time.time())  # both by the wall clock

    async def _credential(self) -> AsyncTokenCredential:
        match self._credentials:
            case EntraSecret(tenant_id, client_id, client_secret):
                return ClientSecretCredential(tenant_id, client_id, client_secret, **self._options)
            case EntraCertificate() as certificate:
                return await self._with_certificate(certificate)
            case ManagedIdentity(client_id):
                return ManagedIdentityCredential(client_id=client_id or None, **self._options)
            case WorkloadIdentity(tenant_id, client_id, path):
                token = await read_token(path, "AZURE_FEDERATED_TOKEN_FILE")
                return ClientAssertionCredential(
                    tenant_id, client_id, lambda: token, **self._options
                )

    async def _with_certificate(self, certificate: EntraCertificate) -> AsyncTokenCredential:
        content = await read_secret(certificate.path, "ARM_CLIENT_CERTIFICATE_PATH")
        try:
            return CertificateCredential(
                certificate.tenant_id,
                certificate.client_id,
                certificate_data=content,
                password=certificate.password or None,
                **self._options,
            )
        except (TypeError, ValueError) as exc:
            raise GenieSetupError(
                "the file that ARM_CLIENT_CERTIFICATE_PATH names has no certificate with an RSA "
                "key that ARM_CLIENT_CERTIFICATE_PASSWORD decrypts"
            ) from exc


@contextmanager
def _genie_errors() -> Iterator[None]:
    """Convert the SDK's errors to GenieErrors, without their texts, which quote the response."""
    try:
        yield
    except AzureError as exc:
        raise _genie_error(exc) from exc
    except (AttributeError, KeyError, TypeError, ValueError) as exc:  # an unexpected response
        raise GenieProtocolError(f"{_NO_TOKEN}: {type(exc).__name__}") from exc


def _genie_error(error: AzureError) -> GenieError:
    # An error about a managed identity has the response in its cause.
    responses = (e for e in (error, error.__cause__) if isinstance(e, HttpResponseError))
    status = next((e.status_code for e in responses if e.status_code), None)
    code = _CODE.search(str(error.message))
    facts = [type(error).__name__, str(status or ""), code[0] if code else ""]
    text = f"{_NO_TOKEN}: {' '.join(filter(None, facts))}"
    if status is None or status in _NOT_READY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return GenieUnavailableError(text)
    if status < HTTPStatus.BAD_REQUEST:
        return GenieProtocolError(text)
    return GenieAuthError(text, status=status)
