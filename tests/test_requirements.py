"""The locks, from which everything is installed, match the requirements that people edit."""

import re

import pytest

from tests.needs import ROOT

LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-audit.lock",
    "simulator/requirements.lock",
    "bench/frameworks/requirements.lock",
)
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """Return the pinned version of each package in a file."""
    found = PIN.findall((ROOT / name).read_text("utf-8"))
    return {package.lower().replace("_", "-"): version for package, version in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_the_required_versions(lock: str) -> None:
    """`make lock` was run after a change."""
    required = pins(lock.replace(".lock", ".txt"))

    assert required
    assert required.items() <= pins(lock).items()


@pytest.mark.parametrize("lock", ["requirements.lock", "simulator/requirements.lock"])
def test_tests_run_with_the_packages_of_the_bot(lock: str) -> None:
    """Both locks are installed together, and a bot without tools has the same versions."""
    assert pins(lock).items() <= pins("requirements-dev.lock").items()


def test_other_bots_run_with_the_versions_of_the_bot() -> None:
    """A comparison of frameworks is not one of versions."""
    bots, others = pins("requirements.lock"), pins("bench/frameworks/requirements.lock")
    shared = bots.keys() & others.keys()

    assert shared > {"aiohttp", "gunicorn", "uvloop"}
    assert {name: bots[name] for name in shared} == {name: others[name] for name in shared}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_hashes_and_no_host(lock: str) -> None:
    """Packages come from the index that pip is set up for."""
    text = (ROOT / lock).read_text("utf-8")

    assert "://" not in text
    assert text.count(" \\\n    --hash=sha256:") >= len(pins(lock))
