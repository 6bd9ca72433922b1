"""The log of events that outsiders cause."""

import logging

import pytest

from limited_log import PAUSE_S, LimitedLog


def test_a_kind_of_event_is_written_now_and_then(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With how many there were in between, so that a flood is seen and fills no disk."""
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
