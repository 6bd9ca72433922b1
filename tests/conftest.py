"""Fixtures and settings for all tests."""

import os
from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from aiohttp import ClientResponse
from aioresponses import aioresponses, core
from hypothesis import HealthCheck, settings

from simulator.engine import Engine
from testkit.azurite import Azurite
from tests.cards.watching import WATCH, Watch
from tests.needs import node_with

# Hypothesis' deadlines depend on the speed of the machine.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

# aioresponses 0.7.9 builds responses without the argument stream_writer that aiohttp 3.14 demands.
# This fills it in; when aioresponses does so itself, the class and its use below can go.


class _Response(ClientResponse):
    """A response without a request writer."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("stream_writer", Mock(output_size=0))
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


def pytest_xdist_auto_num_workers() -> int:
    """Run more tests at once than there are processors: many wait for other processes."""
    return 2 * (os.cpu_count() or 1)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the longest tests, so that no worker runs one alone at the end."""
    items.sort(key=lambda item: item.get_closest_marker("processes") is None)


@pytest.fixture(scope="session", autouse=True)
def watch() -> Iterator[Watch]:
    """Records every card that a test makes or sends."""
    with WATCH.watching():
        yield WATCH


@pytest.fixture(autouse=True)
def _valid_cards(watch: Watch) -> Iterator[None]:
    """Fail a test after which a card is left that Teams would not draw."""
    yield
    if problems := watch.take():
        pytest.fail("Cards that break rules:\n" + "\n".join(problems), pytrace=False)


@pytest.fixture(scope="session")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    """Azure Storage, shared by all tests."""
    azurite = Azurite(node_with("azurite"), tmp_path_factory.mktemp("azurite"))
    azurite.start()
    yield azurite
    azurite.stop()


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """The simulated workspace's sample data, created once and shared, since it is never written."""
    engine = Engine()
    yield engine
    engine.close()


@pytest.fixture
def mocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[aioresponses]:
    """Replies for aiohttp's client without a server, for behaviour that no server has on demand."""
    monkeypatch.setattr(core, "ClientResponse", _Response)
    with aioresponses() as mocked:
        yield mocked
