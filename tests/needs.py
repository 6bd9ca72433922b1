"""What to do when a test needs something that this machine does not have."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def need(present: object, advice: str) -> None:
    """Skip the test, saying what to do, unless the thing is present. On CI a missing thing fails.

    Args:
        present: the thing itself, or anything that is false when it is not there.
        advice: what is missing and how a person gets it.
    """
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(advice, pytrace=False)
    pytest.skip(advice)


def node_with(package: str) -> str:
    """The path of Node.js, on a machine where this npm package is installed too."""
    node = shutil.which("node")
    need(node, "Node.js is not installed.")
    need((ROOT / "node_modules" / package).is_dir(), f"{package} is not installed: run `npm ci`.")
    return str(node)
