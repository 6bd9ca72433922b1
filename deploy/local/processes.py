"""Programs that run in parallel: started with a log each, waited for, and ended together."""

import contextlib
import http
import http.client
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol

READY_TIMEOUT_S = 180.0
POLL_S = 0.1

# When asked to end, a bot first finishes its messages; after this time it is killed.
END_TIMEOUT_S = 10.0

SHOWN_LINES = 15


class Stopped(Exception):  # noqa: N818 - it is not an error
    """The person, or the system, requested the end."""


class ProgramError(Exception):
    """A program ended by itself or was not ready in time; the message has the end of its log."""


class Pause(Protocol):
    """Sleeps, and may raise an exception to end the waiting."""

    def pause(self, seconds: float) -> None:
        """Sleep for at most this time."""
        ...


class StopSignal:
    """Records Ctrl-C, SIGTERM and a closed terminal, for a loop to check.

    A handler that only records cannot interrupt the start of a program, and lose it.
    """

    def __init__(self) -> None:
        # A signal may arrive at any moment, also while another is being recorded: a queue takes
        # that, and an event, whose lock the interrupted code may hold, would wait for ever.
        self._asked: SimpleQueue[int] = SimpleQueue()
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            if number := getattr(signal, name, None):
                signal.signal(number, self._note)

    def _note(self, number: int, _frame: object) -> None:
        self._asked.put(number)

    def pause(self, seconds: float) -> None:
        """Sleep, unless the end was requested.

        Raises:
            Stopped: it was.
        """
        with contextlib.suppress(Empty):
            self._asked.put(self._asked.get(timeout=seconds))
            raise Stopped


class Program:
    """A running program whose output goes to a log."""

    def __init__(
        self, name: str, command: Sequence[str], *, log: Path, env: Mapping[str, str], cwd: Path
    ) -> None:
        self.name = name
        self.log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603
                command,
                cwd=cwd,
                env={**os.environ, **env},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches only this process, which then ends the programs in order.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )

    def check(self) -> None:
        """Raise a ProgramError if the program has ended by itself."""
        code = self._process.poll()
        if code is not None:
            raise ProgramError(f"{self.name} has ended (exit code {code}). {self._last_lines()}")

    def wait_for_line(self, pattern: str, stop: Pause) -> re.Match[str]:
        """Wait for the first match of the pattern in the log."""
        deadline_s = time.monotonic() + READY_TIMEOUT_S
        while not (match := re.search(pattern, self._logged())):
            self._pause(stop, deadline_s)
        return match

    def wait_for_page(self, port: int, path: str, stop: Pause) -> None:
        """Wait until the program answers 200 on this path."""
        deadline_s = time.monotonic() + READY_TIMEOUT_S
        while not _answers(port, path):
            self._pause(stop, deadline_s)

    def _pause(self, stop: Pause, deadline_s: float) -> None:
        stop.pause(POLL_S)
        self.check()
        if time.monotonic() > deadline_s:
            waited = f"was not ready within {READY_TIMEOUT_S:.0f} s"
            raise ProgramError(f"{self.name} {waited}. {self._last_lines()}")

    def _logged(self) -> str:
        return self.log.read_text("utf-8", errors="replace")

    def _last_lines(self) -> str:
        lines = self._logged().splitlines()[-SHOWN_LINES:]
        return "\n".join([f"Its last lines, from {self.log}:", *(f"    {line}" for line in lines)])

    def ask_to_end(self) -> None:
        """Ask the program, and its child processes, to end."""
        if os.name == "nt":
            self._end_tree_on_windows()
        else:
            self._signal(signal.SIGTERM)

    def make_end(self) -> None:
        """Wait for the program to end, and kill it after the timeout."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_TIMEOUT_S)
        if os.name != "nt":
            self._signal(signal.SIGKILL)  # also child processes that are left
        self._process.wait()

    def _signal(self, number: int) -> None:
        # It has ended already; on macOS that is a PermissionError.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _end_tree_on_windows(self) -> None:
        command = ["taskkill", "/T", "/F", "/PID", str(self._process.pid)]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603


def end_all(programs: Iterable[Program]) -> None:
    """End all in parallel, and return when none is left."""
    programs = list(programs)
    for program in programs:
        program.ask_to_end()
    for program in programs:
        program.make_end()


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
