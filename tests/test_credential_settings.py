"""The settings of the bot's credentials for Databricks."""

from pathlib import Path

import pytest

from config import ConfigError, Settings
from settings.databricks import (
    AuthType,
    Credentials,
    EntraCertificate,
    EntraSecret,
    ManagedIdentity,
    PersonalToken,
    ServicePrincipal,
    TokenFederation,
    WorkloadIdentity,
)

ROOT = Path(__file__).parents[1]
WORKSPACE = {
    "DATABRICKS_HOST": "https://adb-1.2.azuredatabricks.net",
    "DATABRICKS_SPACE_ID": "01f0",
}
PAT = {"DATABRICKS_TOKEN": "secret-1"}
M2M = {"DATABRICKS_CLIENT_ID": "id", "DATABRICKS_CLIENT_SECRET": "secret-2"}
ENV_OIDC = {"DATABRICKS_OIDC_TOKEN": "secret-3"}
FILE_OIDC = {"DATABRICKS_OIDC_TOKEN_FILEPATH": "/var/run/token"}
APP = {"ARM_TENANT_ID": "contoso.com", "ARM_CLIENT_ID": "app"}
SECRET = APP | {"ARM_CLIENT_SECRET": "secret-4"}
# Any file that exists.
CERTIFICATE = APP | {"ARM_CLIENT_CERTIFICATE_PATH": "LICENSE"}
MSI = {"ARM_USE_MSI": "true"}
# What Entra Workload ID sets on AKS.
AKS = {
    "AZURE_TENANT_ID": "contoso.com",
    "AZURE_CLIENT_ID": "app",
    "AZURE_FEDERATED_TOKEN_FILE": "/var/run/azure/token",
}
KINDS: dict[AuthType, dict[str, str]] = {
    AuthType.PAT: PAT,
    AuthType.OAUTH_M2M: M2M,
    AuthType.ENV_OIDC: ENV_OIDC,
    AuthType.FILE_OIDC: FILE_OIDC,
    AuthType.AZURE_CLIENT_SECRET: SECRET,
    AuthType.AZURE_CLIENT_CERTIFICATE: CERTIFICATE,
    AuthType.AZURE_MSI: MSI,
    AuthType.AZURE_WORKLOAD_IDENTITY: AKS,
}


def read(env: dict[str, str]) -> Credentials:
    """Return the credentials of these settings."""
    credentials = Settings.from_env(WORKSPACE | env).genie.credentials
    assert credentials is not None
    return credentials


def problems(env: dict[str, str]) -> list[str]:
    """Return the problems of these settings."""
    with pytest.raises(ConfigError) as caught:
        read(env)
    return caught.value.problems


@pytest.mark.parametrize(
    ("env", "credentials"),
    [
        (PAT, PersonalToken("secret-1")),
        (M2M, ServicePrincipal("id", "secret-2", "all-apis")),
        (M2M | {"DATABRICKS_SCOPE": "genie"}, ServicePrincipal("id", "secret-2", "genie")),
        (M2M | {"DATABRICKS_SCOPE": "genie sql"}, ServicePrincipal("id", "secret-2", "genie sql")),
        (ENV_OIDC, TokenFederation("DATABRICKS_OIDC_TOKEN", "", "all-apis")),
        (
            {
                "DATABRICKS_OIDC_TOKEN_ENV": "MY_TOKEN",
                "MY_TOKEN": "t",
                "DATABRICKS_CLIENT_ID": "id",
            },
            TokenFederation("MY_TOKEN", "id", "all-apis"),
        ),
        (FILE_OIDC, TokenFederation(Path("/var/run/token"), "", "all-apis")),
        (
            {
                "DATABRICKS_OIDC_TOKEN_FILEPATH": "token",
                "DATABRICKS_CLIENT_ID": "id",
                "DATABRICKS_SCOPE": "genie",
            },
            TokenFederation(ROOT / "token", "id", "genie"),
        ),
        (SECRET, EntraSecret("contoso.com", "app", "secret-4")),
        (CERTIFICATE, EntraCertificate("contoso.com", "app", ROOT / "LICENSE", "")),
        (
            CERTIFICATE | {"ARM_CLIENT_CERTIFICATE_PASSWORD": "secret 5"},
            EntraCertificate("contoso.com", "app", ROOT / "LICENSE", "secret 5"),
        ),
        (MSI, ManagedIdentity("")),
        (MSI | {"ARM_CLIENT_ID": "app"}, ManagedIdentity("app")),
    ],
    ids=str,
)
def test_the_variables_choose_the_kind(env: dict[str, str], credentials: Credentials) -> None:
    """DATABRICKS_AUTH_TYPE is not needed."""
    assert read(env) == credentials


def test_a_workload_identity_has_to_be_named() -> None:
    """The platform sets its variables for every program, also for access to storage alone."""
    assert read(PAT | AKS) == PersonalToken("secret-1")
    assert read(PAT | AKS | {"DATABRICKS_AUTH_TYPE": "azure-workload-identity"}) == (
        WorkloadIdentity("contoso.com", "app", Path("/var/run/azure/token"))
    )
    assert "DATABRICKS_TOKEN is missing" in problems(AKS)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_named_kind_ignores_the_others(kind: AuthType) -> None:
    """Their variables may serve other programs, and may be wrong."""
    others = {"DATABRICKS_TOKEN": "with blanks", "ARM_USE_MSI": "yes"}
    everything = {name: value for env in KINDS.values() for name, value in env.items()}
    alone = {"DATABRICKS_AUTH_TYPE": kind.upper()} | KINDS[kind]

    named = read(everything | others | alone)

    assert type(named) is type(read(alone))


PAIRS = [
    (PAT, M2M, "DATABRICKS_TOKEN (pat) and DATABRICKS_CLIENT_SECRET (oauth-m2m)"),
    (PAT, {"DATABRICKS_CLIENT_ID": "id"}, "DATABRICKS_TOKEN (pat) and DATABRICKS_CLIENT_ID (oauth"),
    (PAT, MSI, "DATABRICKS_TOKEN (pat) and ARM_USE_MSI (azure-msi)"),
    (M2M, FILE_OIDC, "DATABRICKS_CLIENT_SECRET (oauth-m2m) and DATABRICKS_OIDC_TOKEN_FILEPATH ("),
    (ENV_OIDC, FILE_OIDC, "DATABRICKS_OIDC_TOKEN (env-oidc) and DATABRICKS_OIDC_TOKEN_FILEPATH ("),
    (
        SECRET,
        CERTIFICATE,
        "ARM_CLIENT_SECRET (azure-client-secret) and ARM_CLIENT_CERTIFICATE_PATH",
    ),
    (SECRET, MSI, "ARM_CLIENT_SECRET (azure-client-secret) and ARM_USE_MSI (azure-msi)"),
]


@pytest.mark.parametrize(("one", "other", "said"), PAIRS, ids=str)
def test_two_kinds_are_refused(one: dict[str, str], other: dict[str, str], said: str) -> None:
    """One sentence names both, and says what to do."""
    (problem,) = problems(one | other)

    assert said in problem
    assert problem.endswith("or set DATABRICKS_AUTH_TYPE to the kind to use")
    assert "secret-" not in problem


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("pat", ["DATABRICKS_TOKEN"]),
        ("oauth-m2m", ["DATABRICKS_CLIENT_ID", "DATABRICKS_CLIENT_SECRET"]),
        ("env-oidc", ["DATABRICKS_OIDC_TOKEN"]),
        ("file-oidc", ["DATABRICKS_OIDC_TOKEN_FILEPATH"]),
        ("azure-client-secret", ["ARM_CLIENT_SECRET", "ARM_CLIENT_ID", "ARM_TENANT_ID"]),
        (
            "azure-client-certificate",
            ["ARM_CLIENT_CERTIFICATE_PATH", "ARM_CLIENT_ID", "ARM_TENANT_ID"],
        ),
        ("azure-workload-identity", list(AKS)),
    ],
)
def test_each_missing_variable_is_named(kind: str, missing: list[str]) -> None:
    """Each has a sentence with what to set it to."""
    found = problems({"DATABRICKS_AUTH_TYPE": kind})

    assert [problem.partition(" is missing: set it to ")[0] for problem in found] == missing


def test_an_identity_of_the_machine_needs_no_variables() -> None:
    """Its name is enough."""
    assert read({"DATABRICKS_AUTH_TYPE": "azure-msi"}) == ManagedIdentity("")


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({}, "DATABRICKS_TOKEN is missing"),
        (APP, "DATABRICKS_TOKEN is missing"),
        ({"ARM_USE_MSI": "false"}, "DATABRICKS_TOKEN is missing"),
        ({"DATABRICKS_CLIENT_ID": "id"}, "DATABRICKS_CLIENT_SECRET is missing"),
        ({"DATABRICKS_CLIENT_SECRET": "secret"}, "DATABRICKS_CLIENT_ID is missing"),
        ({"DATABRICKS_TOKEN": "dapi 123"}, "DATABRICKS_TOKEN contains a space"),
        ({"DATABRICKS_TOKEN": "dapi\n123"}, "DATABRICKS_TOKEN contains a space"),
        (M2M | {"DATABRICKS_CLIENT_SECRET": "a b"}, "DATABRICKS_CLIENT_SECRET contains a space"),
        (M2M | {"DATABRICKS_SCOPE": "all apis, genie"}, "DATABRICKS_SCOPE is no scope"),
        (PAT | {"ARM_USE_MSI": "yes"}, "ARM_USE_MSI is 'yes': set it to one of true, false"),
        (SECRET | {"ARM_TENANT_ID": "a/b"}, "ARM_TENANT_ID is not the id of a tenant"),
        (CERTIFICATE | {"ARM_CLIENT_CERTIFICATE_PATH": "none.pem"}, "does not name a file"),
        (ENV_OIDC | {"DATABRICKS_OIDC_TOKEN_ENV": "MY_TOKEN"}, "MY_TOKEN is missing"),
        (
            PAT | {"DATABRICKS_AUTH_TYPE": "azure-cli"},
            "DATABRICKS_AUTH_TYPE is 'azure-cli': set it to one of pat, oauth-m2m, env-oidc, ",
        ),
    ],
)
def test_each_mistake_is_one_problem(env: dict[str, str], said: str) -> None:
    """It says what to do."""
    (problem,) = problems(env)

    assert said in problem


def test_a_token_in_the_place_of_a_variables_name_is_not_repeated() -> None:
    """The message gets into the log."""
    (problem,) = problems({"DATABRICKS_OIDC_TOKEN_ENV": "ey.secret.token"})

    assert problem.startswith("DATABRICKS_OIDC_TOKEN_ENV is not the name of a variable: ")
    assert "secret" not in problem


@pytest.mark.parametrize("kind", KINDS)
def test_secrets_stay_out_of_reprs(kind: AuthType) -> None:
    """Settings appear in tracebacks and debuggers."""
    env = KINDS[kind] | {"ARM_CLIENT_CERTIFICATE_PASSWORD": "secret-5"}

    assert "secret-" not in repr(read(env | {"DATABRICKS_AUTH_TYPE": kind}))
