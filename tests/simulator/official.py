"""The official databricks-sdk as a client of the simulated workspace."""

from collections.abc import Iterator
from contextlib import contextmanager

from databricks.sdk import WorkspaceClient
from databricks.sdk.config import Config

from tests.simulator.conftest import Served


@contextmanager
def signed_in(
    served: Served,
    *,
    token: str | None = None,
    client_id: str | None = None,
    client_secret: str | None = None,
    oidc_token_filepath: str | None = None,
) -> Iterator[WorkspaceClient]:
    """Make the SDK's client. It does not close its connections, so that this does."""
    config = Config(
        host=served.url,
        token=token,
        client_id=client_id,
        client_secret=client_secret,
        oidc_token_filepath=oidc_token_filepath,
        auth_type="file-oidc" if oidc_token_filepath else None,
        retry_timeout_seconds=120,
        http_timeout_seconds=120,
    )
    client = WorkspaceClient(config=config)
    try:
        yield client
    finally:
        client.api_client._api_client._session.close()  # noqa: SLF001 - there is no public method
