"""The demo as a command: its messages if something is missing, and that all of it ends.

It really runs, with stand-ins for the bot and the workspace that only respond to health checks.
The Playground is left out, since it listens on all interfaces: the browser tests start the demo
with it.
"""

import ast
import hashlib
import json
import os
import re
import runpy
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from deploy.local.install import FOR_DEMO, PYTHON_STAMP
from deploy.local.run import SPACES
from settings.identity import Identity
from settings.spaces import read_spaces
from simulator import SALES_SPACE_ID, SUPPORT_SPACE_ID
from simulator.questions.subjects import SALES, SUPPORT, Subject
from simulator.questions.understanding import understand
from tests.needs import ROOT

pytestmark = pytest.mark.processes

SERVER = """
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

def serve(port):
    server = HTTPServer(("127.0.0.1", port), Handler)
    print("http://127.0.0.1:%d" % server.server_port, "pid", os.getpid())
    server.serve_forever()
"""
SIMULATOR = """
import server, sys
if "--token-service-port" in sys.argv:
    print("TOKEN_SERVICE_URL=http://127.0.0.1:9")
    print(*sys.argv)
server.serve(0)
"""
BOT = """
import os, server
print(*(repr(os.environ[name]) for name in (
    "GENIE_SPACES", "DATABRICKS_SPACE_ID", "MicrosoftAppId", "OAUTH_CONNECTION_NAME",
    "TOKEN_SERVICE_URL", "DATABRICKS_TOKEN",
)))
server.serve(int(os.environ["PORT"]))
"""

NEEDED = (
    "demo.py",
    "deploy",
    "package-lock.json",
    "requirements.lock",
    "simulator/requirements.lock",
)
GONE_WITHIN_S = 120


@pytest.fixture
def bare_project(tmp_path: Path) -> Path:
    """The demo with stand-ins; nothing is installed."""
    (tmp_path / "simulator").mkdir()
    for name in NEEDED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    (tmp_path / "server.py").write_text(SERVER, "utf-8")
    (tmp_path / "simulator" / "__main__.py").write_text(SIMULATOR, "utf-8")
    (tmp_path / "app.py").write_text(BOT, "utf-8")
    return tmp_path


@pytest.fixture
def project(bare_project: Path) -> Path:
    """The demo with stand-ins and an environment."""
    return with_environment(bare_project)


def with_environment(project: Path) -> Path:
    """Make an environment of the project's own; it finds the packages of the test environment.

    The demo may install into it or make it again, so it is no link to the test environment.
    """
    folder = project / ".venv"
    venv.create(folder, symlinks=True)
    paths = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", paths))
    found = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})"
    (packages / "test_environment.pth").write_text(found, "utf-8")
    digests = {name: hashlib.sha256((project / name).read_bytes()).hexdigest() for name in FOR_DEMO}
    (folder / PYTHON_STAMP.name).write_text(json.dumps(digests), "utf-8")
    return project


class RunningDemo:
    """`python demo.py`, on a machine without Node.js."""

    def __init__(self, project: Path, *arguments: str, **env: str) -> None:
        self._project = project
        self.process = subprocess.Popen(  # noqa: S603 - our own demo
            [sys.executable, "demo.py", *arguments],
            cwd=project,
            env={**os.environ, "PATH": "/nowhere", **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def read_until(self, words: str) -> str:
        """Read the output up to the line with these words."""
        assert self.process.stdout
        said = ""
        for line in self.process.stdout:
            said += line
            if words in line:
                return said
        raise AssertionError(said)

    def pid_of(self, name: str) -> int:
        """Return the process id that a stand-in has logged."""
        log = log_of(self._project, name)
        found = re.search(r"pid (\d+)", log)
        assert found, log
        return int(found[1])

    def finish(self) -> tuple[int, str]:
        """Wait for the end, and return the exit code and stderr."""
        _, said = self.process.communicate(timeout=120)
        return self.process.returncode, said


def log_of(project: Path, name: str) -> str:
    """Return the log of a program of the demo."""
    return (project / "build" / "demo" / f"{name}.log").read_text("utf-8")


@pytest.fixture
def demo(project: Path, unused_tcp_port: int) -> Iterator[RunningDemo]:
    """A running demo."""
    demo = RunningDemo(project, "--bot-port", str(unused_tcp_port))
    yield demo
    demo.process.terminate()
    demo.process.communicate()


def is_running(pid: int) -> bool:
    """Whether the process is still running after the time it may take to end."""
    for _ in range(GONE_WITHIN_S * 10):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_demo_ends_all_its_processes(demo: RunningDemo, number: signal.Signals) -> None:
    """Ctrl-C, SIGTERM and a closed terminal end the simulator and the bot as well."""
    demo.read_until("Ctrl-C")
    children = [demo.pid_of("simulator"), demo.pid_of("bot")]

    demo.process.send_signal(number)
    code, said = demo.finish()

    assert (code, said) == (0, "")
    assert not any(is_running(pid) for pid in children)


def test_without_node_the_emulator_is_explained(
    demo: RunningDemo, project: Path, unused_tcp_port: int
) -> None:
    """The bot runs alone with several spaces, and without sign-in."""
    said = demo.read_until("Ctrl-C")

    assert "Node.js is not installed" in said
    assert f"http://127.0.0.1:{unused_tcp_port}/api/messages" in said
    spaces = str(project / "deploy" / "local" / "spaces.json")
    assert f"{spaces!r} '' '' '' ''" in log_of(project, "bot")


def test_people_sign_in_at_the_simulator(project: Path, unused_tcp_port: int) -> None:
    """The bot asks it for their tokens, and it tells the bot who has signed in."""
    options = ["--identity", "user", "--bot-port", str(unused_tcp_port), "--sign-in-port", "0"]
    demo = RunningDemo(project, *options, OAUTH_CONNECTION_NAME="of-somebody-else")

    demo.read_until("Ctrl-C")
    demo.process.terminate()

    assert demo.finish() == (0, "")
    assert "'databricks' 'http://127.0.0.1:9' ''" in log_of(project, "bot")
    bot_url = f"--bot-url http://127.0.0.1:{unused_tcp_port}/api/messages"
    assert bot_url in log_of(project, "simulator")


def test_who_signs_in_at_an_own_workspace_is_no_question(project: Path) -> None:
    """There is no simulated Entra then."""
    code, said = RunningDemo(project, "--own", "--identity", "user").finish()

    assert code == 2
    assert "not allowed with argument --own" in said


@pytest.mark.parametrize(
    ("programs", "words"),
    [
        ({"node": "echo v18.20.8", "npm": "exit 1"}, "This Node.js (v18.20.8) is too old"),
        ({"node": "exit 1", "npm": "exit 1"}, "This Node.js (which does not run) is too old"),
        ({"node": "echo v20.0.0"}, "npm is not installed"),
        ({"node": "echo v20.0.0", "npm": "exit 1"}, "npm could not install"),
    ],
)
def test_without_a_playground_the_bot_runs_alone(
    programs: dict[str, str], words: str, project: Path, unused_tcp_port: int
) -> None:
    """The demo says what is wrong with Node.js, and explains the Emulator."""
    (project / "bin").mkdir()
    for name, script in programs.items():
        program = project / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(0o700)
    demo = RunningDemo(project, "--bot-port", str(unused_tcp_port), PATH=str(project / "bin"))

    said = demo.read_until("Ctrl-C")

    assert words in said
    assert "Bot Framework Emulator" in said
    demo.process.terminate()
    demo.finish()


def test_a_space_can_be_the_default(project: Path, unused_tcp_port: int) -> None:
    """A presentation may begin with a question."""
    demo = RunningDemo(project, "--bot-port", str(unused_tcp_port), "--space-id", SALES_SPACE_ID)
    demo.read_until("Ctrl-C")

    demo.process.terminate()
    demo.finish()

    assert repr(SALES_SPACE_ID) in log_of(project, "bot")


@pytest.mark.parametrize(
    ("position", "subject", "other"), [(0, SALES, SUPPORT), (1, SUPPORT, SALES)]
)
def test_the_spaces_are_those_of_the_simulator(
    position: int, subject: Subject, other: Subject
) -> None:
    """Each sample question belongs to its space, in both languages."""
    spaces, problems = read_spaces(SPACES, Identity.BOT)
    questions = spaces[position].sample_questions

    assert problems == []
    assert [space.space_id for space in spaces] == [SALES_SPACE_ID, SUPPORT_SPACE_ID]
    assert {understand(question, subject).language for question in questions} == {"en", "zh"}
    assert all(understand(question, subject).request for question in questions)
    assert not any(understand(question, other).request for question in questions)


def test_a_program_that_dies_is_named_and_ends_the_others(demo: RunningDemo) -> None:
    """The message has its name, and the end of its log."""
    demo.read_until("Ctrl-C")
    simulator = demo.pid_of("simulator")

    os.kill(demo.pid_of("bot"), signal.SIGKILL)
    code, said = demo.finish()

    assert code == 1
    assert "The bot has ended" in said
    assert "spaces.json" in said
    assert not is_running(simulator)


def test_errors_in_the_settings_are_shown(project: Path, unused_tcp_port: int) -> None:
    """With the person's own .env, the demo shows the bot's message about it."""
    (project / ".env").touch()
    (project / "app.py").write_text("raise SystemExit('DATABRICKS_HOST is missing')", "utf-8")

    code, said = RunningDemo(project, "--own", "--bot-port", str(unused_tcp_port)).finish()

    assert code == 1
    assert "DATABRICKS_HOST is missing" in said
    assert "Traceback" not in said


def advice_for_taken_ports(project: Path, *options: str) -> list[str]:
    """Run a demo whose ports are taken, and return the options that it suggests."""
    code, said = RunningDemo(project, *options).finish()
    assert code == 2
    assert not (project / ".venv").exists()
    [sentence] = said.splitlines()
    for option in options:
        name, _, port = option.partition("=")
        if not name.endswith("-port"):
            continue
        assert f"port {port} is taken" in sentence.replace("Port", "port")
    python, script, *advice = shlex.split(sentence.split("`")[1])
    assert (python, script) == (sys.executable, "demo.py")
    return advice


def test_taken_ports_are_reported_first(bare_project: Path) -> None:
    """Nothing has been installed, and the one suggested command starts the demo."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
        bot, simulator, sign_in = (taken.getsockname()[1] for taken in sockets)
        options = f"--bot-port={bot}", f"--simulator-port={simulator}", f"--sign-in-port={sign_in}"
        advice = advice_for_taken_ports(bare_project, "--identity=user", *options)
        demo = RunningDemo(with_environment(bare_project), *advice)
        demo.read_until("Ctrl-C")

    demo.process.terminate()
    assert demo.finish() == (0, "")


def test_two_programs_cannot_have_the_same_port(bare_project: Path, unused_tcp_port: int) -> None:
    """This is found before the second program fails."""
    options = f"--bot-port={unused_tcp_port}", f"--simulator-port={unused_tcp_port}"

    *first, other = advice_for_taken_ports(bare_project, *options)

    assert first == [*options]
    assert other.startswith("--simulator-port=")


def test_without_a_workspace_nothing_is_installed(
    bare_project: Path, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot could not start."""
    monkeypatch.delenv("DATABRICKS_HOST", raising=False)

    code, said = RunningDemo(bare_project, "--own", "--bot-port", str(unused_tcp_port)).finish()

    [sentence] = said.splitlines()
    assert code == 2
    assert "copy .env.example to .env" in sentence
    assert not (bare_project / ".venv").exists()


def test_a_failing_pip_is_explained_in_one_sentence(bare_project: Path, tmp_path: Path) -> None:
    """Behind a proxy, the person reads how to configure pip.

    Before that, a link to an environment that cannot be used here is replaced by a new environment,
    and the files behind the link are left alone.
    """
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "file").touch()
    (bare_project / ".venv").symlink_to(shared)
    no_index = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0"}

    code, said = RunningDemo(bare_project, **no_index).finish()

    [sentence] = said.splitlines()
    assert code == 2
    assert "HTTPS_PROXY" in sentence
    assert "Traceback" not in said
    assert not (bare_project / ".venv").is_symlink()
    assert [*shared.iterdir()] == [shared / "file"]


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 14)])
def test_an_unsupported_python_is_explained_in_one_sentence(
    version: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names the supported versions."""
    monkeypatch.setattr(sys, "version_info", (*version, 0, "final", 0))

    with pytest.raises(SystemExit, match=r"3\.11, 3\.12 or 3\.13"):
        runpy.run_path(str(ROOT / "demo.py"), run_name="__main__")


def test_demo_py_is_valid_for_python_3_8() -> None:
    """Otherwise an old Python would report a syntax error instead of its version."""
    ast.parse((ROOT / "demo.py").read_text("utf-8"), feature_version=(3, 8))
