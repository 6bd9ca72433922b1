"""Our CPU time per question before and after a change: `python -m bench.compare OLD NEW`.

Both commits are checked out into a temporary folder, so that the work tree stays as it is. Each bot
runs with its own code, and with its own packages where its locks are not those of this folder.
People, channel and workspace are NEW's for both of them (bench/older.py, which gets all further
options). Exit status 1 means that an answer was wrong.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from deploy.local.install import FOR_DEMO, PIP
from testkit.processes import HERE, Checkout


def compare(old: str, new: str, options: Sequence[str]) -> int:
    """Check both commits out, let the new one measure, and return its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        before = checked_out(old, Path(folder) / "old")
        after = checked_out(new, Path(folder) / "new")
        command = ["-m", "bench.older", str(before.root), before.python, *options]
        done = subprocess.run([after.python, *command], cwd=after.root, check=False)  # noqa: S603
    return done.returncode


def checked_out(commit: str, root: Path) -> Checkout:
    """Check out a commit into a folder, with a Python that has its packages."""
    here = str(HERE.root)
    found = _run("git", "-C", here, "rev-parse", "--verify", f"{commit}^{{commit}}").strip()
    _run("git", "clone", "--quiet", "--shared", "--no-checkout", here, str(root))
    _run("git", "-C", str(root), "checkout", "--quiet", "--detach", found)
    if _locks(root) == _locks(HERE.root):
        return Checkout(root, HERE.python)
    print(f"Installing the packages of {commit} ...", flush=True)
    python = str(root / ".venv" / "bin" / "python")
    files = [argument for name in FOR_DEMO for argument in ("-r", str(root / name))]
    _run(HERE.python, "-m", "venv", str(root / ".venv"))
    _run(python, *PIP, "--quiet", *files)
    return Checkout(root, python)


def _locks(root: Path) -> list[bytes]:
    try:
        return [(root / name).read_bytes() for name in FOR_DEMO]
    except FileNotFoundError as exc:
        raise SystemExit(f"a commit without {exc.filename} cannot be installed") from exc


def _run(*command: str) -> str:
    """Run a command, and return its output; if it fails, end with what it said."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr.strip()}")
    return done.stdout


def main() -> int:
    """Measure, and print the report."""
    parser = argparse.ArgumentParser(description="CPU per question before and after a change.")
    parser.add_argument("old", help="the commit before it")
    parser.add_argument("new", help="the commit after it, with its own bench/older.py")
    named, options = parser.parse_known_args()
    return compare(named.old, named.new, options)


if __name__ == "__main__":
    sys.exit(main())
