"""Rate-limited logging of events that clients cause."""

import logging

import pytest

from limited_log import PAUSE_S, LimitedLog


def test_an_event_is_logged_once_per_interval(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line counts the omitted ones, so that a flood is visible but does not fill the disk."""
    now_s = 1000.0
    monkeypatch.setattr("limited_log.time.monotonic", lambda: now_s)
    limited = LimitedLog(logging.getLogger("test"))

    for _ in range(100):
        limited.write(logging.WARNING, "refused", reason="first")
    limited.write(logging.ERROR, "broken", exc_info=ValueError("why"))
    now_s += PAUSE_S
    limited.write(logging.WARNING, "refused", reason="second")
    now_s += PAUSE_S
    limited.write(logging.WARNING, "refused", reason="third")

    lines = [
        (each.message, vars(each).get("reason"), vars(each)["left_out"]) for each in caplog.records
    ]
    assert lines == [
        ("refused", "first", 0),
        ("broken", None, 0),
        ("refused", "second", 99),
        ("refused", "third", 0),
    ]
    assert "ValueError: why" in caplog.text
