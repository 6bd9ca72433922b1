"""The workspace's own kinds of credentials, from the settings to Databricks."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp
import pytest
from pytest_aiohttp.plugin import AiohttpServer

from config import Settings
from genie import GenieAuthError, GenieSetupError, GenieSpace
from server.databricks import workspace_of
from server.overrides import Overrides
from simulator import (
    CLIENT_ID,
    CLIENT_SECRET,
    SALES_SPACE_ID,
    SUBJECT_TOKEN,
    TOKEN,
    create_app,
)
from simulator.engine import Engine
from tests.clocks import FakeClock
from tests.server.replacing import replace

VARIABLE = "PLANTED_TOKEN"


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A client session like the application's."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def url(aiohttp_server: AiohttpServer, engine: Engine) -> str:
    """The address of a workspace."""
    return str((await aiohttp_server(create_app(engine=engine))).make_url(""))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with the token of another issuer."""
    file = tmp_path / "token"
    file.write_text(f"{SUBJECT_TOKEN}\n", "utf-8")
    return file


def space_of(session: aiohttp.ClientSession, url: str, env: Mapping[str, str]) -> GenieSpace:
    """Return the space as a bot with these credentials reads it; env is its environment."""
    place = {"DATABRICKS_HOST": url, "DATABRICKS_SPACE_ID": SALES_SPACE_ID}
    overrides = Overrides(clock=FakeClock(), environment=env)
    settings = Settings.from_env({**place, **env})
    return workspace_of(settings.genie, session, overrides).space(SALES_SPACE_ID)


@pytest.mark.parametrize(
    "env",
    [
        {"DATABRICKS_TOKEN": TOKEN},
        {"DATABRICKS_CLIENT_ID": CLIENT_ID, "DATABRICKS_CLIENT_SECRET": CLIENT_SECRET},
        {"DATABRICKS_OIDC_TOKEN": SUBJECT_TOKEN},
        {"DATABRICKS_OIDC_TOKEN": SUBJECT_TOKEN, "DATABRICKS_CLIENT_ID": CLIENT_ID},
        {"DATABRICKS_OIDC_TOKEN_ENV": VARIABLE, VARIABLE: SUBJECT_TOKEN},
    ],
    ids=["pat", "oauth-m2m", "env-oidc", "env-oidc of a service principal", "another variable"],
)
async def test_each_kind(session: aiohttp.ClientSession, url: str, env: dict[str, str]) -> None:
    """The workspace accepts its tokens."""
    assert await space_of(session, url, env).title()


async def test_the_token_in_a_file_is_read_anew(
    session: aiohttp.ClientSession, url: str, file: Path
) -> None:
    """The platform replaces it."""
    space = space_of(session, url, {"DATABRICKS_OIDC_TOKEN_FILEPATH": str(file)})
    replace(file, "expired")
    with pytest.raises(GenieAuthError):
        await space.title()

    replace(file, SUBJECT_TOKEN)

    assert await space.title()


@pytest.mark.parametrize("content", [None, "", " \n"])
async def test_a_file_without_a_token(
    session: aiohttp.ClientSession, url: str, file: Path, content: str | None
) -> None:
    """The error names the setting."""
    space = space_of(session, url, {"DATABRICKS_OIDC_TOKEN_FILEPATH": str(file)})
    replace(file, content)

    with pytest.raises(GenieSetupError, match="DATABRICKS_OIDC_TOKEN_FILEPATH"):
        await space.title()


async def test_a_variable_without_a_token(session: aiohttp.ClientSession, url: str) -> None:
    """The error names the variable."""
    env = {"DATABRICKS_OIDC_TOKEN_ENV": VARIABLE, VARIABLE: SUBJECT_TOKEN}
    space = space_of(session, url, env)
    env[VARIABLE] = " "

    with pytest.raises(GenieSetupError, match=VARIABLE):
        await space.title()
