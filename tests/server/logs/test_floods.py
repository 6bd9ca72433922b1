"""Equal lines within a short time are written once, and counted."""

import logging
from dataclasses import replace

from server.logs.entries import Entry
from server.logs.floods import MOST_REMEMBERED, PAUSE_S, Floods

REFUSED = Entry(logging.WARNING, "server", "refused", (("reason", "no token"),))


def at(created_s: float, entry: Entry = REFUSED) -> Entry:
    """Make the same line at another time."""
    return replace(entry, created_s=created_s)


def counted(created_s: float, left_out: int) -> Entry:
    """Make a line with a count."""
    return replace(at(created_s), fields=(*REFUSED.fields, ("left_out", left_out)))


def test_a_flood_is_its_first_and_its_last_line_with_a_count() -> None:
    """It is visible at once, and its size is told although it does not go on."""
    floods = Floods()

    written = [each for n in range(100) for each in floods.take(at(n / 100), n / 100)]
    assert [each.created_s for each in written] == [0.0]
    assert floods.next_end_s == PAUSE_S
    (last,) = floods.ended(PAUSE_S)
    assert (last.created_s, last.value("left_out")) == (0.99, 98)
    assert list(floods.ended(2 * PAUSE_S)) == []
    assert floods.next_end_s is None


def test_a_flood_that_goes_on_is_a_line_per_pause() -> None:
    """Each line counts those since the last one."""
    floods = Floods()
    written = [each for n in range(31) for each in floods.take(at(n), float(n))]
    written += floods.rest()

    assert len(written) == 8
    assert sum(1 + int(str(each.value("left_out") or 0)) for each in written) == 31


def test_different_lines_are_no_flood() -> None:
    """A hundred people may have the same problem: each has a reference."""
    floods = Floods()
    lines = [replace(REFUSED, fields=(("reference", f"r{n}"),)) for n in range(100)]
    lines += [replace(REFUSED, level=logging.ERROR), replace(REFUSED, event="broken")]

    assert [each for line in lines for each in floods.take(line, 1.0)] == lines


def test_single_lines_are_not_repeated() -> None:
    """A line without a flood after it stays as it is."""
    floods = Floods()

    assert list(floods.take(REFUSED, 0.0)) == [REFUSED]
    assert list(floods.take(REFUSED, PAUSE_S)) == [REFUSED]
    assert list(floods.rest()) == []


def test_few_lines_are_remembered() -> None:
    """A flood of different lines does not fill the memory, and no count is lost."""
    floods = Floods()
    written = [each for n in (0, 1) for each in floods.take(at(n), 0.0)]
    for number in range(MOST_REMEMBERED):
        line = replace(REFUSED, fields=(("reference", str(number)),))
        written += floods.take(line, 0.0)

    assert len(written) == MOST_REMEMBERED + 2
    assert counted(1, 0) in written
    assert list(floods.rest()) == []
