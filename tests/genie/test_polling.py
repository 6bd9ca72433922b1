"""The intervals at which Genie is polled."""

from itertools import islice

from genie.polling import poll_delays


def test_genie_is_polled_every_second_for_a_minute() -> None:
    """Most answers take less than a minute, and a person is waiting."""
    assert list(islice(poll_delays(), 60)) == [1.0] * 60


def test_later_intervals_grow_up_to_a_minute() -> None:
    """Databricks asks for exponential back-off up to one minute."""
    later = list(islice(poll_delays(), 60, 100))

    assert 1.35 <= later[0] <= 1.65
    assert all(pause <= 60.0 for pause in later)
    assert all(pause >= 54.0 for pause in later[-10:])
