"""The official databricks-sdk signs in with a token and with OAuth, and is refused."""

from pathlib import Path

import pytest
from databricks.sdk.errors import PermissionDenied
from databricks.sdk.service.dashboards import MessageStatus

from simulator import CLIENT_ID, CLIENT_SECRET, SALES_SPACE_ID, SUBJECT_TOKEN
from tests.simulator.conftest import Served
from tests.simulator.official import signed_in

QUESTION = "Show revenue by region"


def test_a_wrong_token_is_refused(served: Served) -> None:
    """The status is 403 and not 401, as in Databricks."""
    with (
        signed_in(served, token="dapi-wrong") as sdk,
        pytest.raises(PermissionDenied, match=r"Invalid access token\."),
    ):
        sdk.genie.list_spaces()


def test_oauth_for_a_service_principal(served: Served) -> None:
    """The SDK discovers the token endpoint, fetches a token and uses it."""
    with signed_in(served, client_id=CLIENT_ID, client_secret=CLIENT_SECRET) as sdk:
        message = sdk.genie.start_conversation_and_wait(SALES_SPACE_ID, QUESTION)

    paths = [r.path for r in served.workspace.requests]
    assert sdk.config.auth_type == "oauth-m2m"
    assert message.status is MessageStatus.COMPLETED
    assert paths.count("/oidc/v1/token") == 1


def test_token_federation(served: Served, tmp_path: Path) -> None:
    """The SDK exchanges the token in a file."""
    file = tmp_path / "token"
    file.write_text(SUBJECT_TOKEN, "utf-8")

    with signed_in(served, client_id=CLIENT_ID, oidc_token_filepath=str(file)) as sdk:
        sdk.genie.list_spaces()

    paths = [r.path for r in served.workspace.requests]
    assert sdk.config.auth_type == "file-oidc"
    assert paths.count("/oidc/v1/token") == 1


def test_a_revoked_oauth_token_is_refused(served: Served) -> None:
    """It was valid before, and is an invalid access token now."""
    with signed_in(served, client_id=CLIENT_ID, client_secret=CLIENT_SECRET) as sdk:
        sdk.genie.list_spaces()
        served.workspace.revoke_tokens()

        with pytest.raises(PermissionDenied, match=r"Invalid access token\."):
            sdk.genie.list_spaces()


def test_a_wrong_client_secret(served: Served) -> None:
    """The error is in OAuth's own format."""
    with (
        signed_in(served, client_id=CLIENT_ID, client_secret="wrong") as sdk,
        pytest.raises(ValueError, match="invalid_client: Client authentication failed"),
    ):
        sdk.genie.list_spaces()
