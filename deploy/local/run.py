"""Starts the simulated Genie workspace, the bot and the Teams emulator, and ends them together."""

import argparse
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from deploy.local import install, playground
from deploy.local.options import parse
from deploy.local.processes import Program, ProgramError, Stopped, StopSignal, end_all

ROOT = install.ROOT
LOGS = ROOT / "build" / "demo"
SPACES = ROOT / "deploy" / "local" / "spaces.json"  # of the simulator
SIMULATOR_TOKEN = "demo-token"  # noqa: S105 - the simulator's, not a secret

# Settings that the demo must not inherit from the person's own set-up: it has no registration, and
# nobody signs in unless its own options say so.
NO_REGISTRATION = dict.fromkeys(
    ("MicrosoftAppId", "MicrosoftAppPassword", "MicrosoftAppType", "MicrosoftAppTenantId"), ""
)
NO_SIGN_IN = dict.fromkeys(("OAUTH_CONNECTION_NAME", "TOKEN_SERVICE_URL", "GENIE_IDENTITY"), "")
# What the bot reaches without TLS is on this machine: the simulator and the Playground.
NO_PROXY_INSIDE = dict.fromkeys(("HTTP_PROXY", "http_proxy"), "")

SAMPLE_QUESTIONS = (
    "What were total sales by region last year?",
    "Show the monthly sales trend",
    "去年各地區的銷售額是多少？",
)

EMULATOR_ADVICE = """\
Open the Bot Framework Emulator, choose "Open Bot" and enter:
  Bot URL                 http://127.0.0.1:{port}/api/messages
  Microsoft App ID        (leave it empty)
  Microsoft App password  (leave it empty)"""


class Demo:
    """The running programs, and the options."""

    def __init__(self, options: argparse.Namespace, stop: StopSignal) -> None:
        self.programs: list[Program] = []
        self._options = options
        self._stop = stop
        LOGS.mkdir(parents=True, exist_ok=True)

    def run(self, *, with_playground: bool) -> None:
        """Start everything, print the addresses, and watch it until the person ends it.

        Raises:
            ProgramError: one of the programs ended by itself.
            Stopped: the person ended it.
        """
        workspace = {} if self._options.own else self._start_simulator()
        self._start_bot(workspace)
        print(self._start_playgrounds() if with_playground else self._emulator_advice())
        print(f"Logs are in {LOGS.relative_to(ROOT)}. Ctrl-C ends all of it.", flush=True)
        while True:
            self._stop.pause(0.5)
            for program in self.programs:
                program.check()

    def _start_simulator(self) -> dict[str, str]:
        """Start the simulator, and return the settings of a bot for it."""
        options = self._options
        arguments = ["--port", str(options.simulator_port), "--questions-per-minute", "0"]
        arguments += ["--answer-seconds", options.answer_seconds]
        if options.identity == "user":
            arguments += ["--token-service-port", str(options.sign_in_port)]
            arguments += ["--bot-url", self._endpoint]
        simulator = self._start("simulator", [*_python("-m", "simulator"), *arguments])
        line = simulator.wait_for_line(r"http://127\.0\.0\.1:\d+", self._stop)
        return {
            "DATABRICKS_HOST": line[0],
            "DATABRICKS_AUTH_TYPE": "pat",  # other credentials of the person's own are ignored
            "DATABRICKS_TOKEN": SIMULATOR_TOKEN,
            "DATABRICKS_SPACE_ID": options.space_id,
            "GENIE_SPACES": str(SPACES),
            "STORAGE": "memory",  # like the simulated workspace
            "GENIE_SAMPLE_QUESTIONS": "|".join(SAMPLE_QUESTIONS),
            **(self._sign_in(simulator) if options.identity == "user" else {}),
        }

    def _sign_in(self, simulator: Program) -> dict[str, str]:
        """Return the settings with which people sign in at the simulator."""
        line = simulator.wait_for_line(r"TOKEN_SERVICE_URL=(\S+)", self._stop)
        return {
            "OAUTH_CONNECTION_NAME": "databricks",
            "TOKEN_SERVICE_URL": line[1],
            "GENIE_IDENTITY": "user",
            "DATABRICKS_USER_TOKENS": "as-is",
            "DATABRICKS_TOKEN": "",  # the bot itself needs none
        }

    def _start_bot(self, workspace: dict[str, str]) -> None:
        port = self._options.bot_port
        env = {**NO_REGISTRATION, **NO_SIGN_IN, **NO_PROXY_INSIDE, **workspace, "PORT": str(port)}
        bot = self._start("bot", _python("app.py"), env=env)
        bot.wait_for_page(port, "/healthz", self._stop)

    def _start_playgrounds(self) -> str:
        """Start a Playground, or one for each person, and return a message for the person."""
        people = playground.PEOPLE if self._options.identity == "user" else (None,)
        wanted = playground.ports_from(self._options.playground_port, len(people))
        ports = [self._start_playground(*pair) for pair in zip(people, wanted, strict=True)]
        return playground.advice(people, wanted, ports, sign_in_port=self._options.sign_in_port)

    def _start_playground(self, person: playground.Person | None, wanted: int) -> int:
        """Start a Playground, and return its port."""
        command = playground.command(self._endpoint, self._options.channel, wanted)
        name, folder = "Playground", LOGS
        if person:
            name, folder = f"Playground of {person.name}", LOGS / person.id
            playground.write_config(folder, person)
        program = self._start(name, command, env=playground.NO_BROWSER, cwd=folder)
        # If its port is in use, it silently chooses another one.
        port = int(program.wait_for_line(r"Listening on (\d+)", self._stop)[1])
        program.wait_for_page(port, "/", self._stop)
        return port

    @property
    def _endpoint(self) -> str:
        """Where the bot takes messages."""
        return f"http://127.0.0.1:{self._options.bot_port}/api/messages"

    def _emulator_advice(self) -> str:
        return "\n" + EMULATOR_ADVICE.format(port=self._options.bot_port)

    def _start(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: dict[str, str] | None = None,
        cwd: Path = ROOT,
    ) -> Program:
        print(f"Starting the {name} ...", flush=True)
        log = LOGS / f"{name.lower().replace(' ', '-')}.log"
        program = Program(f"The {name}", command, log=log, env=env or {}, cwd=cwd)
        self.programs.append(program)
        return program


def _python(*arguments: str) -> list[str]:
    # -u: log lines are not buffered.
    return [str(install.VENV_PYTHON), "-u", *arguments]


def obstacles(options: argparse.Namespace, arguments: Sequence[str]) -> list[str]:
    """Return the problems that can be found before installing, one sentence each."""
    found = []
    if options.own and not (ROOT / ".env").exists() and "DATABRICKS_HOST" not in os.environ:
        found.append("There is no .env: copy .env.example to .env and fill it in.")
    if taken := taken_ports(options):
        others = [f"--{name}-port={_free_port()}" for name in taken]
        ports = ", ".join(f"port {port} is taken" for port in taken.values()).capitalize()
        advice = f"end what listens there, or run `{_command(*arguments, *others)}`"
        found.append(f"{ports}: {advice}.")
    return found


def taken_ports(options: argparse.Namespace) -> dict[str, int]:
    """Return the ports that are in use, by program.

    The Playground's is never among them, since it finds a free one itself.
    """
    wanted = {"bot": options.bot_port}
    if not options.own:
        wanted["simulator"] = options.simulator_port
    if options.identity == "user":
        wanted["sign-in"] = options.sign_in_port
    taken = {}
    with ExitStack() as held:  # all at once, so that two programs cannot have the same one
        for name, port in wanted.items():
            try:
                held.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                taken[name] = port
    return taken


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _command(*arguments: str) -> str:
    """Return the command that starts the demo with these options in this folder."""
    name = Path(sys.executable).name
    python = name if shutil.which(name) == sys.executable else sys.executable
    join = subprocess.list2cmdline if os.name == "nt" else shlex.join
    return join([python, sys.argv[0], *arguments])


def install_all(options: argparse.Namespace) -> bool:
    """Install what is missing; return False if there is no Playground to start."""
    install.python_packages(install.FOR_BOT if options.own else install.FOR_DEMO)
    try:
        install.node_packages()
    except install.InstallError as error:
        print(f"{error}\nContinuing without the Playground.", flush=True)
        return False
    return True


def main(arguments: Sequence[str]) -> int:
    """Install, start, watch and end; the exit code is 0 if the person ended it."""
    options = parse(arguments)
    if found := obstacles(options, arguments):
        return _refuse("\n".join(found))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with_playground = install_all(options)
    except install.InstallError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return _refuse("\nStopped before everything was installed.")
    demo = Demo(options, StopSignal())
    try:
        demo.run(with_playground=with_playground)
    except ProgramError as error:
        return _refuse(f"\n{error}", code=1)
    except Stopped:
        print("\nEnding ...", flush=True)
    finally:
        end_all(demo.programs)
    return 0


def _refuse(message: str, *, code: int = 2) -> int:
    print(message, file=sys.stderr, flush=True)
    return code
