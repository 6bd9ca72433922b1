"""Processes that are killed while people ask: nothing that was acknowledged is lost or doubled.

`python -m bench.kills` does the same with fifty people and a hundred kills.
"""

from typing import Any

import pytest

from bench.kills import killed, storage
from bench.report import Report
from tests.needs import node_with

FEW_PEOPLE = 12
QUICK: dict[str, Any] = {"askers_at_once": FEW_PEOPLE, "pause_s": (0.0, 3.0), "life_s": (3.0, 6.0)}


def check(report: Report) -> None:
    """Nothing may be missing, and something must have been at stake."""
    assert report.missed == [], [row.text() for row in report.rows] + report.remarks
    figures = {row.name: row.value for row in report.rows}
    assert figures["questions acknowledged"] >= FEW_PEOPLE
    assert figures["open when it died last"] > 0


@pytest.mark.parametrize("kind", ["sqlite", "azure"])
async def test_a_bot_is_killed(kind: str) -> None:
    """And started again, on the same store."""
    if kind == "azure":
        node_with("azurite")
    with storage(kind) as settings:
        check(await killed(2, settings, **QUICK))


async def test_one_of_two_instances_is_killed() -> None:
    """The other takes over; what is delivered to it again is not answered again."""
    node_with("azurite")
    with storage("azure") as settings:
        check(await killed(1, settings, instances=2, **QUICK))
