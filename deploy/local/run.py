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

from deploy.local import install
from deploy.local.processes import Program, ProgramError, Stopped, StopSignal, end_all

ROOT = install.ROOT
LOGS = ROOT / "build" / "demo"
SPACES = ROOT / "deploy" / "local" / "spaces.json"  # of the simulator
PLAYGROUND = ROOT / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
# Otherwise the Playground starts the system's opener of web pages (xdg-open, open, PowerShell), and
# ends if there is none, as on servers, in containers and often in WSL.
NO_BROWSER = {"TEAMSAPPTESTER_BROWSER": "none"}
LAST_PORT = 65535
SIMULATOR_TOKEN = "demo-token"  # noqa: S105 - the simulator's, not a secret

# Settings that the demo must not inherit from the person's own set-up: it has no registration.
NO_IDENTITY = dict.fromkeys(
    ("MicrosoftAppId", "MicrosoftAppPassword", "MicrosoftAppType", "MicrosoftAppTenantId"), ""
)
# What the bot reaches without TLS is on this machine: the simulator and the Playground.
NO_PROXY_INSIDE = dict.fromkeys(("HTTP_PROXY", "http_proxy"), "")

SAMPLE_QUESTIONS = (
    "What were total sales by region last year?",
    "Show the monthly sales trend",
    "去年各地區的銷售額是多少？",
)

PLAYGROUND_LICENCE = """\
  The Playground is Microsoft's, installed from npm as a tool for development under Microsoft's
  pre-release evaluation licence (node_modules/@microsoft/m365agentsplayground/LICENSE).
  It listens on all network interfaces of this machine, port {port}."""

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
        print(self._start_playground() if with_playground else self._emulator_advice())
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
        }

    def _start_bot(self, workspace: dict[str, str]) -> None:
        port = self._options.bot_port
        env = {**NO_IDENTITY, **NO_PROXY_INSIDE, **workspace, "PORT": str(port)}
        bot = self._start("bot", _python("app.py"), env=env)
        bot.wait_for_page(port, "/healthz", self._stop)

    def _start_playground(self) -> str:
        """Start the Playground, and return a message for the person."""
        endpoint = f"http://127.0.0.1:{self._options.bot_port}/api/messages"
        command = ["node", str(PLAYGROUND), "-e", endpoint, "-c", self._options.channel]
        wanted = self._options.playground_port
        command += ["-p", str(wanted), "--disable-telemetry"]
        playground = self._start("Playground", command, env=NO_BROWSER, cwd=LOGS)
        # If its port is in use, it silently chooses another one.
        port = int(playground.wait_for_line(r"Listening on (\d+)", self._stop)[1])
        playground.wait_for_page(port, "/", self._stop)
        taken = f" (port {wanted} was taken)" if port != wanted else ""
        address = f"\nOpen http://localhost:{port} and ask a question in the chat{taken}.\n"
        return address + PLAYGROUND_LICENCE.format(port=port)

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
        log = LOGS / f"{name.lower()}.log"
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


def port(text: str) -> int:
    """Parse a port number; argparse uses the name of this function in its error message."""
    number = int(text)
    if not 0 <= number <= LAST_PORT:
        raise ValueError
    return number


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the options of the command."""
    parser = argparse.ArgumentParser(
        prog="demo.py", description="Try the bot on this machine, in an emulator of Teams."
    )
    parser.add_argument(
        "--own",
        action="store_true",
        help="ask the Genie workspace of your own .env, not a simulated one",
    )
    for name, default, what in (
        ("bot", 3978, "where the bot takes messages; the PORT of your .env is not used"),
        ("playground", 56150, "where the Playground shows its page"),
        ("simulator", 0, "where the simulated workspace listens; 0 finds a free one"),
    ):
        parser.add_argument(
            f"--{name}-port", type=port, default=default, metavar="N", help=f"{what} ({default})"
        )
    parser.add_argument(
        "--channel",
        choices=("msteams", "emulator"),
        default="msteams",
        help="what the Playground plays",
    )
    parser.add_argument(
        "--space-id",
        default="",
        metavar="ID",
        help="the simulated space that is asked unless a person chooses; else they must",
    )
    parser.add_argument(
        "--answer-seconds", default="3-8", metavar="A-B", help="how long the simulated Genie thinks"
    )
    return parser.parse_args(arguments)


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
