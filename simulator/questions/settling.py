"""From a draft to a request: resolves its times, and what it keeps of the previous question."""

from dataclasses import dataclass, replace

from simulator.questions import refusals
from simulator.questions.choosing import Chosen, chosen_list
from simulator.questions.dimensions import MONTH, QUARTER, YEAR
from simulator.questions.facts import Dimension, Measure
from simulator.questions.following import News, followed, followed_list
from simulator.questions.periods import (
    ALL_TIME,
    THIS_YEAR,
    Period,
    Time,
    as_far,
    before,
    joined,
    present,
)
from simulator.questions.reading import Draft
from simulator.questions.refusals import Refusal
from simulator.questions.request import Rank, Request
from simulator.questions.vocabulary import RANKS_HIGH, RANKS_LOW, Cue

# With one of these, the measure can be omitted: "top 5 products", "by month".
_SAYING_ENOUGH = (
    *(Cue.BY, Cue.TREND, Cue.COMPARE, Cue.GROWTH, Cue.DECLINE, Cue.SHARE),
    *(*RANKS_HIGH, *RANKS_LOW),
)
_TEN = 10  # rows of a ranking without a number


@dataclass(frozen=True, slots=True)
class Spans:
    """The time span of a question, and the one with which it is compared."""

    period: Period | None = None
    earlier: Period | None = None


def settled(
    draft: Draft, default: Measure, sells: Measure | None, before_it: Request | None
) -> tuple[Request, Chosen | None] | Refusal:
    """Return the request, with the chosen list.

    Args:
        default: the measure if no question names one.
        sells: the measure of "sells best".
        before_it: the previous question, if this one continues from it.
    """
    if draft.has(Cue.SELL) and not draft.measures and sells:
        draft.measures.append(sells)
        draft.quotes.setdefault(sells, draft.quote(Cue.SELL))
    chosen = chosen_list(draft)
    spans = _spans(draft, before_it)
    if isinstance(spans, Refusal):
        return spans
    now = _said(draft, spans, chosen)
    if before_it and not chosen:
        news = News(now, draft.has(Cue.INSTEAD))
        if before_it.listing:
            return followed_list(news, before_it), None
        return _completed(draft, followed(news, before_it)), None
    if chosen:
        period = now.period or chosen.listing.period
        count = now.count or chosen.listing.count
        return replace(now, listing=chosen.listing, period=period, count=count), chosen
    if not now.measures:
        if not now.dimensions or not draft.has(*_SAYING_ENOUGH):
            return Refusal(refusals.NO_MEASURE, (draft.scan.text.typed.strip(),))
        now = replace(now, measures=(default,), is_measure_said=False)
    return _completed(draft, now), None


def _said(draft: Draft, spans: Spans, chosen: Chosen | None) -> Request:
    """Return the request of the question itself."""
    used = chosen.parts if chosen else frozenset()
    return Request(
        measures=tuple(m for m in draft.measures if m not in used),
        dimensions=tuple(d for d in _with_trend(draft) if d not in used),
        values=tuple(draft.values),
        period=spans.period,
        earlier=spans.earlier,
        grown=_grown(draft),
        is_share=draft.has(Cue.SHARE),
        count=draft.counts[0].number if draft.counts else None,
        amount=draft.amounts[0] if draft.amounts else None,
        is_period_said=bool(spans.period),
    )


def _with_trend(draft: Draft) -> list[Dimension]:
    """Add the months of a trend, and their years if there are several."""
    times = [d for d in draft.dimensions if d.is_time]
    if draft.has(Cue.TREND) and not times:
        return [*draft.dimensions, MONTH]
    return [d for d in draft.dimensions if d is not YEAR or times == [YEAR]]


def _grown(draft: Draft) -> bool | None:
    if draft.has(Cue.GROWTH):
        return not draft.has(*RANKS_LOW)
    return False if draft.has(Cue.DECLINE) else None


def _spans(draft: Draft, before_it: Request | None) -> Spans | Refusal:
    times = draft.times
    if not draft.compares_times:
        return _one_span(draft, before_it) if times else Spans()
    if len(times) > 2:  # noqa: PLR2004 - a pair
        return Refusal(refusals.THREE_TIMES, (draft.quote(times[2]),))
    said = before_it.period if before_it and before_it.is_period_said else None
    spans = _compared(times, said)
    if spans is None:
        part = draft.quote(times[0]) if times else draft.scan.text.typed.strip()
        return Refusal(refusals.NO_EARLIER, (part,))
    return spans


def _one_span(draft: Draft, before_it: Request | None) -> Spans | Refusal:
    """Return the single span, or all consecutive ones joined."""
    periods: list[Period] = []
    for time in draft.times:
        period = _meant(time, _asked_about(draft, before_it))
        if period is None:
            return Refusal(refusals.NO_SUCH_TIME, (draft.quote(time),))
        if period not in periods:
            periods.append(period)
    span = joined(periods)
    return Spans(span) if span else Refusal(refusals.APART, tuple(map(draft.quote, draft.times)))


def _asked_about(draft: Draft, before_it: Request | None) -> Period | None:
    """Return the span for "the year before": of this question, or of the previous one."""
    here = (time.period for time in draft.times if not time.is_relative)
    there = before_it.spans[-1] if before_it and before_it.is_period_said else None
    return next(here, there)


def _meant(time: Time, asked: Period | None) -> Period | None:
    if time.is_relative and time.back and asked:
        return before(asked, time.back)
    return time.period


def _compared(times: list[Time], said: Period | None) -> Spans | None:
    """Return the two spans that are compared: both given, or one and its predecessor."""
    anchored = [time.period for time in times if not time.back]
    back = next((time.back for time in times if time.back), None)
    periods = [time.period for time in times]
    if len(times) == 2 and (back is None or not anchored):  # noqa: PLR2004 - a pair
        later, earlier = sorted(periods, key=lambda p: p.first_day, reverse=True)
    else:
        later = anchored[0] if anchored else said or present(back or THIS_YEAR.unit)
        found = before(later, back or later.unit)
        if found is None:
            return None
        earlier = found
    return Spans(later, as_far(earlier, later))


def _completed(draft: Draft, request: Request) -> Request:
    """Add a time span, and an order of the rows."""
    if not request.fact.day:
        return request
    period = request.period or (
        ALL_TIME if set(request.times) & {YEAR, QUARTER} or _is_about_open(request) else THIS_YEAR
    )
    request = replace(request, period=period)
    is_high = _is_highest(draft, request.measure)
    if is_high is not None and request.dimensions:
        request = replace(request, rank=_rank(draft, request, is_highest=is_high))
    if request.rank and len(request.others) < 2:  # noqa: PLR2004 - the ranked one and its group
        request = replace(request, rank=replace(request.rank, in_each=False))
    return request


def _is_about_open(request: Request) -> bool:
    return any("closed_at` IS NULL" in value.sql for value in request.values)


def _is_highest(draft: Draft, measure: Measure) -> bool | None:
    """Whether the highest come first; None if there is no ranking."""
    high = draft.has(Cue.TOP, Cue.MOST, Cue.LONGEST)
    low = draft.has(Cue.BOTTOM, Cue.LEAST, Cue.SHORTEST)
    if draft.has(Cue.BEST) and not low:
        return high or not measure.lower_is_better
    if draft.has(Cue.WORST) and not high:
        return not low and measure.lower_is_better
    return True if high else False if low else None


def _rank(draft: Draft, request: Request, *, is_highest: bool) -> Rank:
    by = draft.ranked
    if by not in request.dimensions or by is None:
        by = (*request.others, *request.times)[0]
    count = draft.counts[0].number if draft.counts else _TEN if by.is_long else None
    others = [d for d in draft.dimensions if d is not by and not d.is_time]
    return Rank(by, count, is_highest, in_each=bool(others) and by in draft.dimensions)
