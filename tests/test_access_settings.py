"""The settings of who may ask, where and how much."""

import json
from pathlib import Path

import pytest

from config import ConfigError, Settings
from settings.access import AccessSettings, AllowSettings

OWN = "aaaaaaaa-0000-4000-8000-000000000000"
OTHER = "bbbbbbbb-0000-4000-8000-000000000000"
WORKSPACE = {
    "DATABRICKS_HOST": "https://adb-1.2.azuredatabricks.net",
    "DATABRICKS_TOKEN": "secret",
    "DATABRICKS_SPACE_ID": "01f0",
}
BOT = {
    "MicrosoftAppId": "11111111-2222-3333-4444-555555555555",
    "MicrosoftAppPassword": "secret",
    "MicrosoftAppTenantId": OWN.upper(),
}


def read(env: dict[str, str]) -> AccessSettings:
    """Read settings."""
    return Settings.from_env(WORKSPACE | env).access


def problems(env: dict[str, str]) -> list[str]:
    """Return the problems of these settings."""
    with pytest.raises(ConfigError) as caught:
        read(env)
    return caught.value.problems


def with_allow(folder: Path, allow: object) -> dict[str, str]:
    """Return the settings of a list with one space, which has this allow."""
    path = folder / "spaces.json"
    path.write_text(json.dumps([{"id": "01f0", "name": "Sales", "allow": allow}]), "utf-8")
    return {"GENIE_SPACES": str(path)}


def test_nothing_is_restricted_by_default() -> None:
    """A bot without a tenant of its own answers all of them."""
    assert read({}) == AccessSettings(
        tenants=frozenset(), guests=True, channels=True, group_chats=True, per_minute=0, per_day=0
    )


def test_everything_can_be_restricted() -> None:
    """Switches are words, limits are numbers."""
    env = {
        "ALLOW_GUESTS": "False",
        "ALLOW_CHANNELS": "false",
        "ALLOW_GROUP_CHATS": "false",
        "QUESTIONS_PER_PERSON_PER_MINUTE": "5",
        "QUESTIONS_PER_PERSON_PER_DAY": "200",
    }

    access = read(env)
    assert (access.guests, access.channels, access.group_chats) == (False, False, False)
    assert (access.per_minute, access.per_day) == (5, 200)


@pytest.mark.parametrize(
    ("env", "tenants"),
    [
        (BOT, {OWN}),
        (BOT | {"ALLOWED_TENANTS": f"{OWN}, {OTHER.upper()}"}, {OWN, OTHER}),
        (BOT | {"ALLOWED_TENANTS": OTHER}, {OTHER}),
        ({"ALLOWED_TENANTS": f"{OTHER},,"}, {OTHER}),
    ],
)
def test_the_own_tenant_is_the_default(env: dict[str, str], tenants: set[str]) -> None:
    """A list replaces it."""
    assert read(env).tenants == tenants


@pytest.mark.parametrize(
    ("env", "problem"),
    [
        ({"ALLOWED_TENANTS": " , "}, "ALLOWED_TENANTS names no tenant"),
        ({"ALLOWED_TENANTS": "contoso.com"}, "ALLOWED_TENANTS has 'contoso.com'"),
        ({"ALLOW_GUESTS": "maybe"}, "ALLOW_GUESTS is 'maybe'"),
        ({"QUESTIONS_PER_PERSON_PER_DAY": "-1"}, "QUESTIONS_PER_PERSON_PER_DAY is '-1'"),
    ],
)
def test_what_is_wrong_is_named(env: dict[str, str], problem: str) -> None:
    """A word that is not understood must not open anything."""
    (only,) = problems(env)

    assert only.startswith(problem)


def test_a_space_can_be_for_some(tmp_path: Path) -> None:
    """Ids of Entra are in lower case; a thread of a channel stands for the channel."""
    allow = {
        "people": [OWN.upper()],
        "chats": [" 19:Team@thread.tacv2;messageid=1 ", "19:chat@thread.v2"],
        "groups": [OTHER],
    }
    (space,) = Settings.from_env(WORKSPACE | BOT | with_allow(tmp_path, allow)).genie.spaces

    chats = {"19:Team@thread.tacv2", "19:chat@thread.v2"}
    assert space.allow == AllowSettings(frozenset({OWN}), frozenset(chats), frozenset({OTHER}))


@pytest.mark.parametrize(
    ("allow", "words"),
    [
        ([], "has an allow that is not an object"),
        (None, "has an allow that is not an object"),
        ({}, "allows nobody"),
        ({"people": []}, "allows nobody"),
        ({"people": [OWN], "person": [OWN]}, "has the unknown key 'person' in allow"),
        ({"people": OWN, "chats": ["19:x"]}, "has people in allow that are not a list of texts"),
        ({"people": ["ann@contoso.com"]}, "has 'ann@contoso.com' in people of allow"),
        ({"groups": ["Finance"]}, "has 'finance' in groups of allow"),
        ({"chats": ["my chat"]}, "has 'my chat' in chats of allow"),
    ],
)
def test_a_wrong_allow_is_refused(tmp_path: Path, allow: object, words: str) -> None:
    """What was meant as a restriction must not be read as none."""
    (problem,) = problems(BOT | with_allow(tmp_path, allow))

    assert words in problem


@pytest.mark.parametrize(
    ("env", "missing"),
    [
        ({}, ["MicrosoftAppId", "MicrosoftAppTenantId"]),
        (BOT | {"MicrosoftAppType": "MultiTenant", "MicrosoftAppTenantId": ""}, ["MicrosoftAppT"]),
    ],
)
def test_groups_need_an_identity_in_the_directory(
    tmp_path: Path, env: dict[str, str], missing: list[str]
) -> None:
    """Microsoft Graph is asked with the identity of the bot's registration."""
    found = problems(env | with_allow(tmp_path, {"groups": [OTHER]}))

    assert len(found) == len(missing)
    assert all(map(str.startswith, found, missing))
