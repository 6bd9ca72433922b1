"""A simulated machine with only what the README requires, and for example no browser."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

from tests.needs import ROOT, need

# What the README requires, a shell, and what every Unix has.
PROGRAMS = ("git", "make", "node", "npm", "sh")
COREUTILS = (
    "basename", "cat", "chmod", "cp", "cut", "date", "dirname", "echo", "env", "expr", "head", "id",
    "ln", "ls", "mkdir", "mktemp", "mv", "printf", "pwd", "readlink", "rm", "rmdir", "sleep",
    "sort", "tail", "tee", "test", "touch", "tr", "true", "uname", "wc",
)  # fmt: skip
# Proxies and mirrors for pip and npm on this machine, which are not part of the project.
NETWORK_VARIABLES = re.compile(
    r"(PIP|NPM_CONFIG|SSL_CERT)_.*|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE"
    r"|(HTTPS?|NO|ALL)_PROXY|LANG|TMPDIR",
    re.IGNORECASE,
)
NETWORK_FILES = (".config/pip/pip.conf", ".pip/pip.conf", ".npmrc")
# Reached only on failure: installing takes minutes on a slow machine.
DEADLINE_S = 1200.0
POLL_S = 0.2


class FreshMachine:
    """A new PATH, home and copy of the project in a folder."""

    def __init__(self, folder: Path) -> None:
        self._bin = folder / "bin"
        self._home = folder / "home"
        self.project = folder / "project"
        self._logs = (folder / f"terminal-{number}.log" for number in count(1))
        self._fill_path()
        self._fill_home()
        self._copy_project()

    def _fill_path(self) -> None:
        self._bin.mkdir()
        for name in (*PROGRAMS, *COREUTILS):
            found = shutil.which(name)
            need(found, f"{name} is not installed.")
            (self._bin / name).symlink_to(str(found))
        # This is not the Python of the virtual environment in which the tests run.
        (self._bin / "python3").symlink_to(Path(sys.executable).resolve())

    def _fill_home(self) -> None:
        for name in NETWORK_FILES:
            if (Path.home() / name).exists():
                (self._home / name).parent.mkdir(parents=True, exist_ok=True)
                (self._home / name).symlink_to(Path.home() / name)
        self._home.mkdir(exist_ok=True)

    def _copy_project(self) -> None:
        """Copy everything except what git ignores, which installing and running create."""
        ignored = (ROOT / ".gitignore").read_text("utf-8").split()
        names = [name.strip("/") for name in ignored]
        shutil.copytree(ROOT, self.project, ignore=shutil.ignore_patterns(".git", *names))

    @property
    def env(self) -> dict[str, str]:
        """The environment variables of programs there."""
        kept = {n: value for n, value in os.environ.items() if NETWORK_VARIABLES.fullmatch(n)}
        return {**kept, "PATH": str(self._bin), "HOME": str(self._home)}

    def run(self, *command: str) -> tuple[int, str]:
        """Run a command to its end, and return its exit code and its output."""
        done = subprocess.run(  # noqa: S603
            [self._program(command[0]), *command[1:]],
            cwd=self.project,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=DEADLINE_S,
            check=False,
        )
        return done.returncode, done.stdout

    def start(self, *command: str) -> "Started":
        """Start a command as a terminal does: Ctrl-C reaches it and its child processes."""
        log = next(self._logs)
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603
                [self._program(command[0]), *command[1:]],
                cwd=self.project,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Started(process, log)

    def _program(self, name: str) -> str:
        """Return the path of a program; a name with a slash is in the project."""
        return str(self.project / name if "/" in name else self._bin / name)

    def processes(self) -> list[int]:
        """Return the ids of processes whose working directory is in the project."""
        need(Path("/proc/self/cwd").exists(), "This system has no /proc to find processes in.")
        return [
            int(entry.name) for entry in Path("/proc").glob("[0-9]*") if self._works_here(entry)
        ]

    def wait_until_nothing_runs(self) -> None:
        """Wait until the project has no processes any more."""
        deadline_s = time.monotonic() + DEADLINE_S
        while running := self.processes():
            assert time.monotonic() < deadline_s, running
            time.sleep(POLL_S)

    def _works_here(self, entry: Path) -> bool:
        try:
            return (entry / "cwd").resolve().is_relative_to(self.project.resolve())
        except OSError:  # it has ended, or belongs to another user
            return False


class Started:
    """A running command, and its output."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log

    def __enter__(self) -> "Started":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.press_ctrl_c()

    @property
    def output(self) -> str:
        """The output so far."""
        return self._log.read_text("utf-8", errors="replace")

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait for a match in the output; fail if the command ends without it."""
        deadline_s = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline_s:
            has_ended = self._process.poll() is not None
            if match := re.search(pattern, self.output):
                return match
            assert not has_ended, self.output
            time.sleep(POLL_S)
        raise AssertionError(self.output)

    def press_ctrl_c(self) -> int:
        """Send SIGINT to all processes of the terminal, and return the exit code."""
        os.killpg(self._process.pid, signal.SIGINT)
        return self._process.wait(DEADLINE_S)

    def terminate(self) -> int:
        """Send SIGTERM to the command alone, and return the exit code."""
        self._process.terminate()
        return self._process.wait(DEADLINE_S)
