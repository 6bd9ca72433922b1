"""Processes of the bot that share a store keep the workspace's limit together.

How much of it they use depends on how fast the machine is, here: tests with a clock of their own
check that (tests/bot/admission/test_shared_budget.py), and `python -m bench.budget --instances 2`
measures it.
"""

import math

import pytest

from testkit.kills import storage
from testkit.limits import limited
from tests.needs import node_with

pytestmark = pytest.mark.processes

PROGRAM = ["-m", "tests.scaled_bot"]
LIMIT = 8
QUESTIONS = 32
# A call of the store, and a delay of the machine, counts for as many times its time.
FACTORS = {"sqlite": 6.0, "azure": 5.0}
# In the second of four windows.
KILLED_AFTER_S = 100.0


@pytest.mark.parametrize("kill_after_s", [math.inf, KILLED_AFTER_S], ids=["all live", "one dies"])
@pytest.mark.parametrize("kind", FACTORS)
async def test_two_instances_share_the_limit(kind: str, kill_after_s: float) -> None:
    """Genie refuses nothing, and everybody is answered, also after one has been killed."""
    if kind == "azure":
        node_with("azurite")
    with storage(kind) as settings:
        outcome = await limited(
            PROGRAM,
            settings,
            limit=LIMIT,
            questions=QUESTIONS,
            factor=FACTORS[kind],
            kill_after_s=kill_after_s,
        )

    assert outcome.most_in_a_window <= LIMIT
    assert outcome.refused == 0
    assert outcome.unanswered == 0
