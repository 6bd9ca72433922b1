"""LOG_SAMPLE keeps a fraction of the routine lines, and everything about problems."""

import logging

import pytest

from server.logs.entries import Entry
from server.logs.sampling import MOST_PROBLEMS, Sample


def line(reference: str, level: int = logging.INFO, *, name: str = "reference") -> Entry:
    """Make a line about a question."""
    return Entry(level, "bot", "event", ((name, reference),))


QUESTIONS = [f"{number:08x}" for number in range(10_000)]


@pytest.mark.parametrize("name", ["reference", "activity", "key", "task"])
@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.5, 1.0])
def test_a_fraction_is_kept(fraction: float, name: str) -> None:
    """A fraction of what the lines are about, whatever that is."""
    sample = Sample(fraction)
    kept = sum(sample.keeps(line(each, name=name)) for each in QUESTIONS)

    assert kept == pytest.approx(fraction * len(QUESTIONS), abs=300 if 0 < fraction < 1 else 0)


def test_of_a_question_all_lines_are_kept_or_none() -> None:
    """Half of what happened explains nothing; another process keeps the same questions."""
    first, again = Sample(0.5), Sample(0.5)

    assert [first.keeps(line(each)) for each in QUESTIONS] == [
        again.keeps(line(each)) for each in QUESTIONS
    ]


def test_lines_of_a_problem_are_kept() -> None:
    """People tell its reference to support, which then finds how it ended."""
    sample = Sample(0.0)

    assert sample.keeps(line("ab12", logging.WARNING))
    assert sample.keeps(line("ab12"))
    assert sample.keeps(line("cd34", logging.ERROR))
    assert not sample.keeps(line("ef56"))


def test_lines_about_the_process_are_kept() -> None:
    """Such as "ready"; there are few of them."""
    assert Sample(0.0).keeps(Entry(logging.INFO, "server", "ready", (("reference", ""),)))


def test_few_problems_are_remembered() -> None:
    """Months of problems do not fill the memory."""
    sample = Sample(0.0)
    for number in range(MOST_PROBLEMS + 1):
        sample.keeps(line(str(number), logging.WARNING))

    assert not sample.keeps(line("0"))
    assert sample.keeps(line("1"))
