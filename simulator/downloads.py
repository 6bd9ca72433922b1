"""Full results to download, and the links to their files."""

import base64
import csv
import io
import json
import secrets
from dataclasses import dataclass
from typing import Final

from simulator import errors
from simulator.clock import Clock, rfc3339
from simulator.statements import Statement

LINK_PREFIX = "/simulated-storage/"
LINK_LIFETIME_S: Final = 900.0


@dataclass(frozen=True, slots=True)
class Download:
    """A requested full result."""

    download_id: str
    signature: str
    attachment_id: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The target of a link, until it expires."""

    statement: Statement
    chunk_index: int
    expires_s: float


class Storage:
    """The cloud storage behind links: the link is the only credential."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._files: dict[str, StoredFile] = {}

    def link(self, statement: Statement, chunk_index: int) -> tuple[str, str]:
        """Return a new link to a chunk, as a path with its signature, and its expiry."""
        signature = secrets.token_urlsafe(24)
        expires_s = self._clock.now_s() + LINK_LIFETIME_S
        self._files[signature] = StoredFile(statement, chunk_index, expires_s)
        path = f"{LINK_PREFIX}{statement.statement_id}/{chunk_index}"
        ttl_ms = int(LINK_LIFETIME_S * 1000)
        url = f"{path}?X-Databricks-TTL={ttl_ms}&X-Databricks-Signature={signature}"
        return url, rfc3339(self._clock.to_ms(expires_s))

    def read(self, signature: str) -> tuple[bytes, str]:
        """Return the bytes behind a link, and their content type."""
        file = self._files.get(signature)
        if file is None or file.expires_s <= self._clock.now_s():
            raise errors.ApiError(403, "PERMISSION_DENIED", "The link is invalid or has expired.")
        if file.statement.file_format == "CSV":
            return _csv(file.statement, file.chunk_index), "text/csv"
        if file.statement.file_format == "ARROW_STREAM":
            return b"", "application/vnd.apache.arrow.stream"
        rows = file.statement.cells(file.chunk_index)
        return json.dumps(rows, ensure_ascii=False).encode(), "application/json"


def new_signature() -> str:
    """Return a signature for a download, in the shape of a JWT."""
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
    return f"{header}.{secrets.token_urlsafe(30)}.{secrets.token_urlsafe(32)}"


def _csv(statement: Statement, chunk_index: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    if chunk_index == 0:
        writer.writerow([column.name for column in statement.result.columns])
    # NULL is the word null. Source: databricks-sdk, StatementExecutionAPI.execute_statement.
    rows = statement.cells(chunk_index)
    writer.writerows(["null" if cell is None else cell for cell in row] for row in rows)
    return text.getvalue().encode()
