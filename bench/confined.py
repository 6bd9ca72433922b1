"""Runs a command with few file descriptors, and its log in a file: `python -m bench.confined`."""

import argparse
import os
import resource
from pathlib import Path


def main() -> None:
    """Replace this process by the command."""
    parser = argparse.ArgumentParser(description="Run a command with few descriptors.")
    parser.add_argument("--descriptors", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    with options.log.open("ab") as log:
        os.dup2(log.fileno(), 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (options.descriptors, options.descriptors))
    os.execvp(options.command[0], options.command)  # noqa: S606 - the caller chooses the command


if __name__ == "__main__":
    main()
