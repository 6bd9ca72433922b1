"""Azure Storage on loopback: Azurite as a process, which can be stopped and restarted."""

import base64
import os
import secrets
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

from testkit.hosts import HOST, free_port

SCRIPT: Final = Path(__file__).parents[1] / "node_modules/azurite/dist/src/azurite.js"
STARTS_WITHIN_S: Final = 120.0


class Azurite:
    """One storage account in a folder.

    node: the path of Node.js; access_log: a file for a line per request, in Apache's format.
    """

    def __init__(self, node: str, folder: Path, *, access_log: Path | None = None) -> None:
        self._node = node
        self._folder = folder
        self._access_log = access_log or Path(os.devnull)
        self._key = base64.b64encode(secrets.token_bytes(32)).decode()
        self._blob_port, self._queue_port, self._table_port = (free_port() for _ in range(3))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def connection_string(self) -> str:
        """The account's connection string for the SDK."""
        return (
            f"DefaultEndpointsProtocol=http;AccountName=genie;AccountKey={self._key};"
            f"BlobEndpoint=http://{HOST}:{self._blob_port}/genie;"
            f"QueueEndpoint=http://{HOST}:{self._queue_port}/genie"
        )

    def start(self) -> None:
        """Start it, and wait until it listens."""
        command = [self._node, str(SCRIPT)]
        for name, port in (
            ("blob", self._blob_port),
            ("queue", self._queue_port),
            ("table", self._table_port),
        ):
            command += [f"--{name}Host", HOST, f"--{name}Port", str(port)]
        command += ["--location", str(self._folder), "--disableTelemetry"]
        with self._access_log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [*command, "--skipApiVersionCheck", "--loose"],
                env={**os.environ, "AZURITE_ACCOUNTS": f"genie:{self._key}"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
            )
        for port in (self._blob_port, self._queue_port):
            _wait_for(port, self._process)

    def stop(self) -> None:
        """End it; its content is still there after a restart."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection((HOST, port)):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("Azurite does not listen")
