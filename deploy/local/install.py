"""Installs the requirements into `.venv` and `node_modules` if they are missing.

`python -m deploy.local.install` installs everything for development (the Makefile calls it).
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOGS = ROOT / "build" / "install"

FOR_BOT = ("requirements.lock",)
FOR_DEMO = (*FOR_BOT, "simulator/requirements.lock")
FOR_DEVELOPMENT = ("requirements-dev.lock", *FOR_DEMO)

# The oldest version with which the Playground was tested.
OLDEST_NODE = 20

# Only files whose hashes are in the locks are installed.
PIP = (
    *("-m", "pip", "--disable-pip-version-check", "--no-input"),
    *("install", "--require-hashes", "--retries", "2"),
)


class InstallError(Exception):
    """An installation failed; the message says in one sentence what to do."""


PYTHON_STAMP = VENV / "installed.json"
NODE_STAMP = ROOT / "node_modules" / "installed.json"
TOOLS_STAMP = ROOT / "node_modules" / "tools-installed.json"


def python_packages(requirements: Sequence[str]) -> None:
    """Create `.venv` if necessary, and install the packages of these files.

    Raises:
        InstallError: this Python cannot make virtual environments, or pip cannot reach its index.
    """
    _make_venv()
    if _is_done(PYTHON_STAMP, requirements):
        return
    print("Installing the Python packages into .venv (a minute or two, this once) ...", flush=True)
    files = [argument for name in requirements for argument in ("-r", name)]
    if not _run([str(VENV_PYTHON), *PIP, *files], log="pip"):
        message = (
            "pip could not install the Python packages: check the network, and behind a proxy set "
            f"HTTPS_PROXY to its address, then start again (pip's output: {_shown('pip')})."
        )
        raise InstallError(message)
    _stamp(PYTHON_STAMP, requirements)


def node_packages(*, with_tools: bool = False) -> None:
    """Install the npm packages of the demo into `node_modules`, as package-lock.json has them.

    Args:
        with_tools: install those for development as well, which are many more.

    Raises:
        InstallError: Node.js or npm is missing or too old, or npm cannot reach its registry.
    """
    npm = _npm()
    if _is_done(TOOLS_STAMP if with_tools else NODE_STAMP, ["package-lock.json"]):
        return
    print("Installing the npm packages into node_modules ...", flush=True)
    if not _run([npm, "ci", *([] if with_tools else ["--omit=dev"])], log="npm"):
        message = (
            "npm could not install its packages: check the network, and behind a proxy run "
            f"`npm config set proxy ADDRESS`, then start again (npm's output: {_shown('npm')})."
        )
        raise InstallError(message)
    for stamp in (NODE_STAMP, *([TOOLS_STAMP] if with_tools else [])):
        _stamp(stamp, ["package-lock.json"])


def is_complete() -> bool:
    """Whether the demo would start without installing anything."""
    return _is_done(PYTHON_STAMP, FOR_DEMO) and _is_done(NODE_STAMP, ["package-lock.json"])


def _npm() -> str:
    """Return the path of npm, if Node.js is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    advice = f"install Node.js {OLDEST_NODE} or newer with npm, and start again"
    if not node or not npm:
        raise InstallError(f"{'npm' if node else 'Node.js'} is not installed: {advice}.")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    version = said.stdout.strip()
    if not version.startswith("v") or int(version[1:].split(".")[0]) < OLDEST_NODE:
        raise InstallError(
            f"This Node.js ({version or 'which does not run'}) is too old: {advice}."
        )
    return npm


def _make_venv() -> None:
    """Create `.venv`, also if its Python was removed or has another version.

    A link is removed and not followed: it may point to an environment that other projects use.
    """
    if _version_of(VENV_PYTHON) in ((3, 11), (3, 12), (3, 13)):
        return
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        message = (
            "This Python cannot make virtual environments: "
            f"on Debian or Ubuntu run `sudo apt install python{version}-venv`, then start again."
        )
        raise InstallError(message)
    print("Making .venv ...", flush=True)
    if VENV.is_symlink():
        VENV.unlink()
    if not _run([sys.executable, "-m", "venv", "--clear", str(VENV)], log="venv"):
        raise InstallError(f".venv could not be made (Python's output: {_shown('venv')}).")


def _version_of(python: Path) -> tuple[int, ...]:
    """Return its version, such as (3, 12); empty if it does not run."""
    script = "import json, pip, sys; print(json.dumps(sys.version_info[:2]))"
    command = [str(python), "-c", script]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(json.loads(said.stdout))


def _is_done(stamp: Path, names: Sequence[str]) -> bool:
    """Whether the current content of these files has been installed."""
    return _digests(names).items() <= _installed(stamp).items()


def _stamp(stamp: Path, names: Sequence[str]) -> None:
    stamp.write_text(json.dumps(_installed(stamp) | _digests(names)), "utf-8")


def _installed(stamp: Path) -> dict[str, str]:
    """Return the digests of the files that were installed, by name."""
    return dict(json.loads(stamp.read_text("utf-8"))) if stamp.exists() else {}


def _digests(names: Sequence[str]) -> dict[str, str]:
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in names}


def _run(command: Sequence[str], *, log: str) -> bool:
    """Run a command with its output in a log, and return whether it succeeded."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / f"{log}.log").open("wb") as output:
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        )
    return done.returncode == 0


def _shown(log: str) -> Path:
    return (LOGS / f"{log}.log").relative_to(ROOT)


def main() -> int:
    """Install everything for development."""
    try:
        python_packages(FOR_DEVELOPMENT)
        node_packages(with_tools=True)
    except InstallError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
