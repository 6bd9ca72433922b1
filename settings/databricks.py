"""The bot's credentials for Databricks, and what is wrong with them.

The variables have the names of Databricks' unified authentication, and of Terraform for Azure.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from settings.reader import EnvironmentReader

_HERE: Final = Path(__file__).parents[1]  # the folder of app.py
# What Databricks' own SDKs ask for. A secret can be limited to single scopes; then it is refused.
DEFAULT_SCOPE: Final = "all-apis"
# One or more names, separated by a space.
_SCOPES: Final = re.compile(r"[\w.:-]+( [\w.:-]+)*", re.ASCII)
_VARIABLE: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)
# An id, or a domain.
_TENANT: Final = re.compile(r"[A-Za-z0-9.-]+")
_AUTH_TYPE: Final = "DATABRICKS_AUTH_TYPE"
_CLIENT_ID: Final = "DATABRICKS_CLIENT_ID"


class AuthType(StrEnum):
    """The kinds of credentials."""

    PAT = "pat"
    OAUTH_M2M = "oauth-m2m"
    ENV_OIDC = "env-oidc"
    FILE_OIDC = "file-oidc"
    AZURE_CLIENT_SECRET = "azure-client-secret"  # noqa: S105 - a name, not a secret
    AZURE_CLIENT_CERTIFICATE = "azure-client-certificate"
    AZURE_MSI = "azure-msi"
    AZURE_WORKLOAD_IDENTITY = "azure-workload-identity"


# The variables of which one that is set chooses a kind. A client id alone fits several kinds, and
# the platform sets those of a workload identity for other purposes too.
_CHOOSING: Final[Mapping[AuthType, tuple[str, ...]]] = {
    AuthType.PAT: ("DATABRICKS_TOKEN",),
    AuthType.OAUTH_M2M: ("DATABRICKS_CLIENT_SECRET",),
    AuthType.ENV_OIDC: ("DATABRICKS_OIDC_TOKEN_ENV", "DATABRICKS_OIDC_TOKEN"),
    AuthType.FILE_OIDC: ("DATABRICKS_OIDC_TOKEN_FILEPATH",),
    AuthType.AZURE_CLIENT_SECRET: ("ARM_CLIENT_SECRET",),
    AuthType.AZURE_CLIENT_CERTIFICATE: ("ARM_CLIENT_CERTIFICATE_PATH",),
}
_WITH_CLIENT_ID: Final = frozenset({AuthType.OAUTH_M2M, AuthType.ENV_OIDC, AuthType.FILE_OIDC})


@dataclass(frozen=True, slots=True)
class PersonalToken:
    """A personal access token."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """A service principal of Databricks (OAuth M2M). scope is what its tokens are asked for."""

    client_id: str
    client_secret: str = field(repr=False)
    scope: str


@dataclass(frozen=True, slots=True)
class TokenFederation:
    """Tokens of another issuer, exchanged for Databricks' own.

    source has them: the name of an environment variable, or a file. client_id "": the account's
    federation policy applies, not that of a service principal.
    """

    source: str | Path
    client_id: str
    scope: str


@dataclass(frozen=True, slots=True)
class EntraSecret:
    """A service principal of Entra with a client secret."""

    tenant_id: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EntraCertificate:
    """A service principal of Entra with a certificate. password "": its key is not encrypted."""

    tenant_id: str
    client_id: str
    path: Path
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ManagedIdentity:
    """An identity of the machine. client_id "": the one that the system has assigned."""

    client_id: str


@dataclass(frozen=True, slots=True)
class WorkloadIdentity:
    """An identity of Entra that trusts the token in a file, which the platform renews."""

    tenant_id: str
    client_id: str
    path: Path


EntraCredentials = EntraSecret | EntraCertificate | ManagedIdentity | WorkloadIdentity
Credentials = PersonalToken | ServicePrincipal | TokenFederation | EntraCredentials


def read_credentials(read: EnvironmentReader, *, are_needed: bool) -> Credentials | None:
    """Read the credentials of the kind that is named, or else of the only one that is set.

    are_needed: there is a space that is asked with the bot's identity; else the result is None.
    """
    if not _SCOPES.fullmatch(read_scope(read)):
        read.problem("DATABRICKS_SCOPE is no scope: set it to genie, or remove it")
    if not are_needed:
        return None
    kind = _kind(read)
    return PersonalToken("") if kind is None else _READERS[kind](read)


def _kind(read: EnvironmentReader) -> AuthType | None:
    """Return the kind of credentials; None if there is a problem with it."""
    if read.text(_AUTH_TYPE):
        named = read.choice(_AUTH_TYPE, ("", *AuthType))
        return AuthType(named) if named else None
    found = _kinds_that_are_set(read)
    if len(found) > 1:
        kinds = " and ".join(f"{name} ({kind})" for kind, name in found.items())
        read.problem(
            f"{kinds} are credentials of different kinds: remove those of all kinds but one, or "
            f"set {_AUTH_TYPE} to the kind to use"
        )
        return None
    if not found:
        read.problem(
            "DATABRICKS_TOKEN is missing: set it to a personal access token, or set "
            "DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET of a service principal, or other "
            "credentials (docs/configuration.md)"
        )
    return next(iter(found), None)


def _kinds_that_are_set(read: EnvironmentReader) -> dict[AuthType, str]:
    """Return the kinds of which variables are set, each with one of these."""
    found = {}
    for kind, names in _CHOOSING.items():
        if name := next(filter(read.text, names), ""):
            found[kind] = name
    if read.choice("ARM_USE_MSI", ("", "true", "false")) == "true":
        found[AuthType.AZURE_MSI] = "ARM_USE_MSI"
    if read.text(_CLIENT_ID) and _WITH_CLIENT_ID.isdisjoint(found):
        found[AuthType.OAUTH_M2M] = _CLIENT_ID
    return found


def _personal_token(read: EnvironmentReader) -> PersonalToken:
    return PersonalToken(_secret(read, "DATABRICKS_TOKEN", "a personal access token"))


def _service_principal(read: EnvironmentReader) -> ServicePrincipal:
    return ServicePrincipal(
        read.required(_CLIENT_ID, "the client id of the service principal"),
        _secret(read, "DATABRICKS_CLIENT_SECRET", "the secret of the service principal"),
        read_scope(read),
    )


def _token_in_variable(read: EnvironmentReader) -> TokenFederation:
    return TokenFederation(_variable(read), read.text(_CLIENT_ID), read_scope(read))


def _variable(read: EnvironmentReader) -> str:
    """Return the name of the variable that has the token to exchange."""
    name = read.text("DATABRICKS_OIDC_TOKEN_ENV") or "DATABRICKS_OIDC_TOKEN"
    if not _VARIABLE.fullmatch(name):
        # It may be the token.
        read.problem(
            "DATABRICKS_OIDC_TOKEN_ENV is not the name of a variable: set it to the name of the "
            "variable that has the token, or remove it"
        )
    else:
        read.required(name, "the token of your identity provider")
    return name


def _token_in_file(read: EnvironmentReader) -> TokenFederation:
    where = "the file with the token of your identity provider"
    path = _HERE / read.required("DATABRICKS_OIDC_TOKEN_FILEPATH", where)
    return TokenFederation(path, read.text(_CLIENT_ID), read_scope(read))


def _entra_secret(read: EnvironmentReader) -> EntraSecret:
    secret = _secret(read, "ARM_CLIENT_SECRET", "a client secret of the app registration")
    return EntraSecret(*_app_registration(read), secret)


def _entra_certificate(read: EnvironmentReader) -> EntraCertificate:
    what = "the PEM or PKCS#12 file with a certificate of the app registration and its private key"
    name = read.required("ARM_CLIENT_CERTIFICATE_PATH", what)
    path = _HERE / name
    if name and not path.is_file():
        read.problem(f"ARM_CLIENT_CERTIFICATE_PATH does not name a file: set it to {what}")
    password = read.text("ARM_CLIENT_CERTIFICATE_PASSWORD")
    return EntraCertificate(*_app_registration(read), path, password)


def _app_registration(read: EnvironmentReader) -> tuple[str, str]:
    """Return the ids of tenant and app."""
    client_id = read.required("ARM_CLIENT_ID", "the client id of the app registration")
    return _tenant(read, "ARM_TENANT_ID"), client_id


def _managed_identity(read: EnvironmentReader) -> ManagedIdentity:
    return ManagedIdentity(read.text("ARM_CLIENT_ID"))


def _workload_identity(read: EnvironmentReader) -> WorkloadIdentity:
    where = "the file with the token of the workload, as Entra Workload ID does on AKS"
    return WorkloadIdentity(
        _tenant(read, "AZURE_TENANT_ID"),
        read.required("AZURE_CLIENT_ID", "the client id of the workload's identity"),
        _HERE / read.required("AZURE_FEDERATED_TOKEN_FILE", where),
    )


def _tenant(read: EnvironmentReader, name: str) -> str:
    value = read.required(name, "the id of the identity's tenant")
    if value and not _TENANT.fullmatch(value):
        read.problem(f"{name} is not the id of a tenant: copy the GUID of the directory")
    return value


def read_scope(read: EnvironmentReader) -> str:
    """Read what the tokens that Databricks issues are asked for."""
    return read.text("DATABRICKS_SCOPE") or DEFAULT_SCOPE


def _secret(read: EnvironmentReader, name: str, what: str) -> str:
    return read.secret(name) if read.required(name, what) else ""


_READERS: Final[Mapping[AuthType, Callable[[EnvironmentReader], Credentials]]] = {
    AuthType.PAT: _personal_token,
    AuthType.OAUTH_M2M: _service_principal,
    AuthType.ENV_OIDC: _token_in_variable,
    AuthType.FILE_OIDC: _token_in_file,
    AuthType.AZURE_CLIENT_SECRET: _entra_secret,
    AuthType.AZURE_CLIENT_CERTIFICATE: _entra_certificate,
    AuthType.AZURE_MSI: _managed_identity,
    AuthType.AZURE_WORKLOAD_IDENTITY: _workload_identity,
}
