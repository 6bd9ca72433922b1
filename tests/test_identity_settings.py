"""The settings of the identity with which spaces are asked, and of people's sign-in."""

import json
from pathlib import Path

import pytest

from config import ConfigError, GenieSettings, Settings
from settings.databricks import PersonalToken
from settings.identity import TOKEN_SERVICE_URL, Identity, UserTokens

AZURE = "https://adb-1.2.azuredatabricks.net"
WORKSPACE = {"DATABRICKS_HOST": AZURE, "DATABRICKS_SPACE_ID": "01f0"}
PAT = {"DATABRICKS_TOKEN": "secret"}
BOT = {
    "MicrosoftAppId": "11111111-2222-3333-4444-555555555555",
    "MicrosoftAppPassword": "secret",
    "MicrosoftAppTenantId": "tenant",
}
CONNECTION = {"OAUTH_CONNECTION_NAME": "databricks"}


def read(env: dict[str, str]) -> GenieSettings:
    """Read settings."""
    return Settings.from_env(WORKSPACE | env).genie


def problems(env: dict[str, str]) -> list[str]:
    """Return the problems of these settings."""
    with pytest.raises(ConfigError) as caught:
        read(env)
    return caught.value.problems


def spaces_file(folder: Path, *identities: str) -> dict[str, str]:
    """Return the settings of a list of spaces; "" leaves the identity out."""
    entries = [
        {"id": f"01f{number}", "name": f"Space {number}"} | ({"identity": each} if each else {})
        for number, each in enumerate(identities)
    ]
    path = folder / "spaces.json"
    path.write_text(json.dumps(entries), "utf-8")
    return {"GENIE_SPACES": str(path), "DATABRICKS_SPACE_ID": ""}


@pytest.mark.parametrize(
    ("env", "identity"),
    [
        (PAT, Identity.BOT),
        (BOT | CONNECTION, Identity.USER),
        (BOT | CONNECTION | {"GENIE_IDENTITY": "user"}, Identity.USER),
        (BOT | CONNECTION | PAT | {"GENIE_IDENTITY": "bot"}, Identity.BOT),
    ],
)
def test_with_a_connection_people_ask_with_their_own_identity(
    env: dict[str, str], identity: Identity
) -> None:
    """Unless the settings say otherwise."""
    (space,) = read(env).spaces

    assert space.identity is identity


def test_each_space_can_have_an_identity_of_its_own(tmp_path: Path) -> None:
    """The others have that of GENIE_IDENTITY."""
    env = BOT | CONNECTION | PAT | spaces_file(tmp_path, "", "bot", "user")

    identities = [space.identity for space in read(env).spaces]

    assert identities == [Identity.USER, Identity.BOT, Identity.USER]


def test_an_unknown_identity_is_a_problem(tmp_path: Path) -> None:
    """It must not mean the bot's, with which people may see more."""
    (problem,) = problems(PAT | spaces_file(tmp_path, "usr"))

    assert problem == (
        "GENIE_SPACES: entry 1 has the identity 'usr': write bot or user, or leave it out"
    )


@pytest.mark.parametrize("identities", [["user"], ["bot", "user"]])
def test_people_need_a_connection_to_sign_in(tmp_path: Path, identities: list[str]) -> None:
    """Without one nobody could ask."""
    (problem,) = problems(BOT | PAT | spaces_file(tmp_path, *identities))

    assert problem.startswith("OAUTH_CONNECTION_NAME is missing")


def test_the_bots_credentials_are_needed_where_they_are_used(tmp_path: Path) -> None:
    """If people ask everywhere with their own identity, the bot has none in Databricks."""
    mixed = BOT | CONNECTION | spaces_file(tmp_path, "bot", "user")
    assert read(mixed | PAT).credentials == PersonalToken("secret")
    assert problems(mixed)[0].startswith("DATABRICKS_TOKEN is missing")

    assert read(BOT | CONNECTION | PAT).credentials is None
    assert read(BOT | CONNECTION).credentials is None


def test_a_scope_is_checked_without_credentials_too() -> None:
    """People's tokens are exchanged with it."""
    (problem,) = problems(BOT | CONNECTION | {"DATABRICKS_SCOPE": "all apis, genie"})

    assert problem.startswith("DATABRICKS_SCOPE is no scope")


@pytest.mark.parametrize(
    ("host", "setting", "user_tokens"),
    [
        (AZURE, "", UserTokens.AS_IS),
        ("https://adb-1.2.databricks.azure.us", "", UserTokens.AS_IS),
        ("https://adb-1.2.databricks.azure.cn", "", UserTokens.AS_IS),
        ("https://dbc-1.cloud.databricks.com", "", UserTokens.EXCHANGE),
        ("https://azuredatabricks.net.example.com", "", UserTokens.EXCHANGE),
        (AZURE, "exchange", UserTokens.EXCHANGE),
        ("https://dbc-1.cloud.databricks.com", "as-is", UserTokens.AS_IS),
    ],
)
def test_only_azure_takes_the_tokens_as_they_are(
    host: str, setting: str, user_tokens: UserTokens
) -> None:
    """Elsewhere they are exchanged, unless the settings say otherwise."""
    env = BOT | CONNECTION | {"DATABRICKS_HOST": host, "DATABRICKS_USER_TOKENS": setting}

    assert read(env).sign_in.user_tokens is user_tokens


@pytest.mark.parametrize(
    ("env", "url"),
    [
        (BOT | CONNECTION, TOKEN_SERVICE_URL),
        (
            BOT | CONNECTION | {"TOKEN_SERVICE_URL": "api.botframework.azure.us"},
            "https://api.botframework.azure.us",
        ),
        (CONNECTION | {"TOKEN_SERVICE_URL": "http://127.0.0.1:3980"}, "http://127.0.0.1:3980"),
        (PAT, TOKEN_SERVICE_URL),
    ],
)
def test_the_token_service(env: dict[str, str], url: str) -> None:
    """It is Microsoft's; without an app id it is on this machine."""
    assert read(env).sign_in.token_service_url == url


@pytest.mark.parametrize(
    ("env", "beginning"),
    [
        (CONNECTION, "TOKEN_SERVICE_URL is not on this machine"),
        (
            CONNECTION | {"TOKEN_SERVICE_URL": "https://api.botframework.com"},
            "TOKEN_SERVICE_URL is not on this machine",
        ),
        (
            BOT | CONNECTION | {"TOKEN_SERVICE_URL": "http://127.0.0.1:3980"},
            "TOKEN_SERVICE_URL is for local development",
        ),
        (
            BOT | CONNECTION | {"TOKEN_SERVICE_URL": "http://tokens.example.com"},
            "TOKEN_SERVICE_URL is http://, which would show people's tokens",
        ),
    ],
)
def test_a_token_service_that_is_not_to_be_trusted(env: dict[str, str], beginning: str) -> None:
    """It gets the bot's own token, and has everybody's."""
    (problem,) = problems(env)

    assert problem.startswith(beginning)
