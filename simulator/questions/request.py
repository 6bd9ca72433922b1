"""A request, with the parts of its query."""

from dataclasses import dataclass

from simulator.questions.facts import Dimension, Fact, Measure, Value
from simulator.questions.listings import Listing
from simulator.questions.periods import Period
from simulator.questions.vocabulary import Amount


@dataclass(frozen=True, slots=True)
class Rank:
    """Which rows come first, and how many.

    Args:
        count: None is all of them.
        in_each: they are ranked separately for each value of the other dimension.
    """

    by: Dimension
    count: int | None
    is_highest: bool
    in_each: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What a question asks for.

    Args:
        period: the time span, given or not; None if the rows have no date.
        earlier: the span with which it is compared.
        grown: sorted by the change, the highest first, or the lowest.
        count, amount: of a listing.
        is_period_said, is_measure_said: by this question, or by an earlier one.
        kept: the parts from the previous question.
    """

    measures: tuple[Measure, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    values: tuple[Value, ...] = ()
    period: Period | None = None
    earlier: Period | None = None
    rank: Rank | None = None
    grown: bool | None = None
    is_share: bool = False
    listing: Listing | None = None
    count: int | None = None
    amount: Amount | None = None
    is_period_said: bool = False
    is_measure_said: bool = True
    kept: tuple[object, ...] = ()

    @property
    def fact(self) -> Fact:
        """The table whose rows are counted or listed."""
        return self.listing.fact if self.listing else self.measures[0].fact

    @property
    def measure(self) -> Measure:
        """The first measure, by which rows are sorted."""
        return self.measures[0]

    @property
    def spans(self) -> tuple[Period, ...]:
        """The time span, and the earlier one if two are compared."""
        return tuple(period for period in (self.period, self.earlier) if period)

    @property
    def times(self) -> tuple[Dimension, ...]:
        """The calendar dimensions."""
        return tuple(d for d in self.dimensions if d.is_time)

    @property
    def others(self) -> tuple[Dimension, ...]:
        """The other dimensions."""
        return tuple(d for d in self.dimensions if not d.is_time)
