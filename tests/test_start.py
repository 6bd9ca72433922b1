"""Starting and stopping real processes, as the platform and people do."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import requests
from aiohttp.test_utils import unused_port

from simulator import SALES_SPACE_ID, TOKEN

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parent.parent
# A developer's .env must not affect these processes: empty variables take precedence over it.
BARE = dict.fromkeys(
    (
        "DATABRICKS_HOST",
        "DATABRICKS_TOKEN",
        "DATABRICKS_SPACE_ID",
        "DATABRICKS_SCOPE",
        "GENIE_SPACES",
        "GENIE_ANSWER_TIMEOUT_S",
        "GENIE_IDLE_HOURS",
        "GENIE_QUESTIONS_PER_MINUTE",
        "SHUTDOWN_GRACE_S",
        "LOG_SAMPLE",
        "ADMIN_CONTACT",
        "ANSWERS_IN_PRIVATE",
        "MicrosoftAppId",
        "MicrosoftAppPassword",
        "MicrosoftAppType",
        "MicrosoftAppTenantId",
        "EMULATOR_HOST",
        "PORT",
    ),
    "",
) | {"DATABRICKS_AUTH_TYPE": "pat", "STORAGE": "memory"}

# Like app.py, with a slow set-up.
SLOW_START = """
import asyncio, app
from server import process
async def lasts(*_, **__):
    print("starting", flush=True)
    await asyncio.sleep(600)
process.serve = lasts
app.main()
"""

Process = subprocess.Popen[str]
Run = Callable[..., Process]


@pytest.fixture
def run() -> Iterator[Run]:
    """Starts processes that are ended with the test."""
    with ExitStack() as stack:

        def start(*command: str, **env: str) -> Process:
            process = subprocess.Popen(  # noqa: S603 - our own commands
                command,
                cwd=ROOT,
                env=os.environ | BARE | {"PATH": _path()} | env,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


def _path() -> str:
    """Return a PATH on which "python" is the one that runs the tests."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


@pytest.fixture
def genie(run: Run) -> dict[str, str]:
    """Start the simulated workspace, and return a bot's settings for it."""
    process = run(
        sys.executable, "-m", "simulator", "--port", "0", "--answer-seconds", "0-0.1",
        "--questions-per-minute", "0",
    )  # fmt: skip
    assert process.stdout is not None
    return {
        "DATABRICKS_HOST": re.findall(r"http://\S+", process.stdout.readline())[0],
        "DATABRICKS_TOKEN": TOKEN,
        "DATABRICKS_SPACE_ID": SALES_SPACE_ID,
    }


def wait_until(condition: Callable[[], Any]) -> None:
    """Wait for another process for at most two minutes."""
    until = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


def is_up(port: int) -> bool:
    """Whether a bot serves on this port."""
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=120).ok
    except requests.ConnectionError:
        return False


def ask(port: int, service_url: str) -> None:
    """Deliver a question like the channel."""
    activity: dict[str, Any] = {
        "type": "message",
        "id": "1",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": "29:ann"},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": "a:ann"},
        "text": "Show revenue by region",
    }
    url = f"http://127.0.0.1:{port}/api/messages"
    assert requests.post(url, json=activity, timeout=120).status_code == 201


def asked_of(genie: dict[str, str]) -> list[str]:
    """Return the questions in Genie, by its own API."""
    url = f"{genie['DATABRICKS_HOST']}/api/2.0/genie/spaces/{SALES_SPACE_ID}/conversations"
    listed = requests.get(url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=120).json()
    return [conversation["title"] for conversation in listed.get("conversations", [])]


class Channel(BaseHTTPRequestHandler):
    """Accepts every message of the bot."""

    said: ClassVar[list[str]]

    def do_POST(self) -> None:
        """Accept a new message."""
        self.said.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"id": "message-1"}')

    do_PUT = do_POST  # noqa: N815 - http.server calls it by this name

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def channel() -> Iterator[tuple[str, list[str]]]:
    """A channel on this machine: its address, and the bodies that the bot has sent."""
    Channel.said = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Channel) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}", Channel.said
        server.shutdown()


@pytest.mark.parametrize(
    "command",
    [
        ("sh", "startup.sh"),
        (sys.executable, "app.py"),
        (sys.executable, "-m", "aiohttp.web", "-H", "127.0.0.1", "-P", "{port}", "app:init_func"),
    ],
    ids=["startup.sh", "app.py", "aiohttp.web"],
)
def test_it_starts_answers_and_stops(
    run: Run,
    genie: dict[str, str],
    channel: tuple[str, list[str]],
    command: tuple[str, ...],
) -> None:
    """For each way of starting: SIGTERM ends the process once the open question is answered."""
    url, said = channel
    port = unused_port()
    words = [word.format(port=port) for word in command]
    process = run(*words, PORT=str(port), SHUTDOWN_GRACE_S="60", **genie)
    wait_until(lambda: is_up(port) or process.poll() is not None)

    ask(port, url)
    wait_until(lambda: asked_of(genie))
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=120)

    assert asked_of(genie) == ["Show revenue by region"]
    assert '"Table"' in said[-1]
    assert process.returncode == 0, output


SERVERS = pytest.mark.parametrize(
    "command", [("sh", "startup.sh"), (sys.executable, "app.py")], ids=["startup.sh", "app.py"]
)


def wait_for_event(process: Process, event: str) -> str:
    """Read a process's log up to an event, and fail if it does not come."""
    assert process.stdout is not None
    for line in process.stdout:
        if f'"message": "{event}"' in line:
            return line
    pytest.fail(f"it ended without {event!r}")


@SERVERS
def test_ready_is_logged_when_it_serves(
    run: Run, genie: dict[str, str], command: tuple[str, ...]
) -> None:
    """Scripts that wait for that line need not retry."""
    port = unused_port()
    process = run(*command, PORT=str(port), **genie)
    wait_for_event(process, "ready")

    assert is_up(port)


@SERVERS
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(
    run: Run,
    genie: dict[str, str],
    channel: tuple[str, list[str]],
    command: tuple[str, ...],
    number: signal.Signals,
) -> None:
    """A second signal and an idle connection change nothing."""
    port = unused_port()
    process = run(*command, PORT=str(port), **genie)
    wait_for_event(process, "ready")
    with socket.create_connection(("127.0.0.1", port)):
        ask(port, channel[0])
        wait_until(lambda: asked_of(genie))
        process.send_signal(number)
        if command[-1] == "app.py":
            wait_for_event(process, "draining")
            process.send_signal(number)
        output, _ = process.communicate(timeout=60)

    assert process.returncode == 0, output
    assert '"Table"' in channel[1][-1]
    assert "Traceback" not in output


def test_a_signal_during_startup_ends_it_at_once(run: Run, genie: dict[str, str]) -> None:
    """There are no open questions yet."""
    process = run(sys.executable, "-c", SLOW_START, PORT=str(unused_port()), **genie)
    assert process.stdout is not None
    assert process.stdout.readline() == "starting\n"
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=60)

    assert process.returncode == 0, output


@SERVERS
def test_more_clients_than_descriptors(
    run: Run, genie: dict[str, str], command: tuple[str, ...]
) -> None:
    """Some are closed or wait, others are served, and the log has few lines about them."""
    port = unused_port()
    shell = 'ulimit -n 100 && exec "$@"'
    process = run("sh", "-c", shell, "sh", *command, PORT=str(port), **genie)
    wait_for_event(process, "ready")
    with ExitStack() as stack:
        for _ in range(500):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))

        assert requests.get(f"http://127.0.0.1:{port}/healthz", timeout=60).ok
    process.terminate()
    output, _ = process.communicate(timeout=60)

    assert '"too many connections"' in output
    assert output.count("\n") < 100
    assert "Traceback" not in output


def test_without_app_id_it_listens_on_loopback_only(run: Run, genie: dict[str, str]) -> None:
    """Callers are not authenticated then."""
    port = unused_port()
    run("sh", "startup.sh", PORT=str(port), **genie)
    wait_until(lambda: is_up(port))

    with socket.socket() as everywhere:  # free unless a process listens on all interfaces
        everywhere.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        everywhere.bind(("127.0.0.2", port))


@pytest.mark.parametrize(
    ("app_id", "address"),
    [("", "127.0.0.1"), ("  ", "127.0.0.1"), ("1-2-3", "0.0.0.0")],  # noqa: S104 - only printed
)
def test_only_a_registered_bot_listens_on_all_interfaces(
    run: Run, app_id: str, address: str
) -> None:
    """The script decides; with "echo" as Python it prints what it would start."""
    process = run("sh", "startup.sh", PYTHON="echo", MicrosoftAppId=app_id)
    output, _ = process.communicate(timeout=120)

    assert f"--bind {address}:8000" in output


@pytest.mark.parametrize(
    ("grace", "timeout"),
    [("", 25), ("20", 30), ("7.5", 17), ("0.2", 10), ("08", 18), (".5", 25), ("soon", 25)],
)
def test_gunicorns_timeout_is_longer_than_the_grace(run: Run, grace: str, timeout: int) -> None:
    """This holds for any valid grace; an invalid one must still get as far as its error message."""
    process = run("sh", "startup.sh", PYTHON="echo", SHUTDOWN_GRACE_S=grace)
    output, _ = process.communicate(timeout=120)

    assert f"--graceful-timeout {timeout} " in output


@pytest.mark.parametrize("command", [(sys.executable, "app.py"), ("sh", "startup.sh")])
def test_invalid_settings_are_one_message(run: Run, command: tuple[str, ...]) -> None:
    """It names every problem, and there is no traceback."""
    process = run(*command, PORT=str(unused_port()))
    output, _ = process.communicate(timeout=120)

    assert process.returncode == 3, output
    assert "DATABRICKS_HOST is missing" in output
    assert "DATABRICKS_SPACE_ID is missing" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("command", [["app.py"], ["startup.sh"]], ids=["app.py", "startup.sh"])
def test_an_unusable_store_is_one_sentence(
    run: Run, genie: dict[str, str], command: list[str], tmp_path: Path
) -> None:
    """The platform must not restart the process again and again."""
    file = tmp_path / "bot.sqlite3"
    file.write_text("no database, by any means", "utf-8")
    program = "sh" if command[0].endswith(".sh") else sys.executable
    process = run(program, *command, PORT=str(unused_port()), STORAGE=f"sqlite:///{file}", **genie)
    output, _ = process.communicate(timeout=120)

    assert process.returncode == 3
    assert f"{file}: SQLITE_NOTADB" in output
    assert file.read_text("utf-8") == "no database, by any means"


def test_a_port_in_use_is_one_sentence(run: Run, genie: dict[str, str]) -> None:
    """The sentence says what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = run(sys.executable, "app.py", PORT=str(taken.getsockname()[1]), **genie)
        output, _ = process.communicate(timeout=120)

    assert process.returncode == 3
    assert "is taken" in output
    assert "Traceback" not in output


def test_azures_packages_are_loaded_only_if_they_are_configured(run: Run) -> None:
    """They take time and memory, and a bot elsewhere needs none of them."""
    names = "name for name in sys.modules if name.startswith(('azure.identity', 'azure.storage'))"
    process = run(sys.executable, "-c", f"import sys, app; print([{names}])")
    output, _ = process.communicate(timeout=120)

    assert output == "[]\n"
