"""What to do if a test needs something that is not installed."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def need(present: object, advice: str) -> None:
    """Skip the test with advice if something is missing; on CI, fail.

    Args:
        present: the thing itself, or anything that is false when it is missing.
        advice: what is missing, and how to install it.
    """
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(advice, pytrace=False)
    pytest.skip(advice)


def node_with(package: str) -> str:
    """Return the path of Node.js; this npm package is needed as well."""
    node = shutil.which("node")
    need(node, "Node.js is not installed.")
    need((ROOT / "node_modules" / package).is_dir(), f"{package} is not installed: run `npm ci`.")
    return str(node)
