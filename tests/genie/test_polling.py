"""The intervals at which Genie is polled."""

from itertools import islice

import pytest

from genie.polling import poll_delays


@pytest.mark.parametrize("status", ["ASKING_AI", "EXECUTING_QUERY", "IN_PROGRESS", ""])
def test_where_an_answer_may_follow_genie_is_polled_every_second_for_a_minute(status: str) -> None:
    """Most answers take less than a minute, and a person is waiting."""
    assert list(islice(poll_delays(status), 60)) == [1.0] * 60


@pytest.mark.parametrize("status", ["SUBMITTED", "FILTERING_CONTEXT", "PENDING_WAREHOUSE"])
def test_where_no_answer_follows_genie_is_polled_half_as_often(status: str) -> None:
    """A query still has to be written, or to be run."""
    assert list(islice(poll_delays(status), 30)) == [2.0] * 30


def test_later_intervals_grow_up_to_a_minute() -> None:
    """Databricks asks for exponential back-off up to one minute."""
    later = list(islice(poll_delays(), 60, 100))

    assert 1.35 <= later[0] <= 1.65
    assert all(pause <= 60.0 for pause in later)
    assert all(pause >= 54.0 for pause in later[-10:])
