"""What a follow-up keeps of the previous question."""

from dataclasses import dataclass, replace

from simulator.questions.facts import Dimension, Value
from simulator.questions.request import Rank, Request
from simulator.questions.vocabulary import Cue


@dataclass(frozen=True, slots=True)
class News:
    """The parts of a follow-up itself; absent parts are None or empty.

    Args:
        replaces: it asks for something instead, and not in addition.
    """

    request: Request
    replaces: bool


def followed(news: News, earlier: Request) -> Request:
    """Replace parts of the earlier request by new ones of their kind; keep the rest."""
    now = news.request
    dimensions = _dimensions(news, earlier)
    values = _values(now, earlier)
    pinned = tuple(d for d in dimensions if d in now.dimensions or not _is_pinned(d, now.values))
    rank = now.rank or _rank(earlier.rank, pinned)
    merged = replace(
        now,
        measures=now.measures or earlier.measures,
        dimensions=pinned,
        values=values,
        period=now.period or earlier.period,
        is_period_said=now.is_period_said or earlier.is_period_said,
        earlier=now.earlier or (None if now.period else earlier.earlier),
        rank=rank,
        is_share=now.is_share or (earlier.is_share and not now.earlier),
        is_measure_said=bool(now.measures) or earlier.is_measure_said,
    )
    if merged.earlier and now.grown is None and not now.rank:
        merged = replace(merged, grown=earlier.grown)
    return replace(merged, kept=_kept(merged, now))


def followed_list(news: News, earlier: Request) -> Request:
    """Return the same list for other values, another time, or another number of rows."""
    now = news.request
    merged = replace(
        earlier,
        values=_values(now, earlier),
        period=now.period or earlier.period,
        is_period_said=now.is_period_said or earlier.is_period_said,
        count=now.count or earlier.count,
        amount=now.amount or earlier.amount,
    )
    return replace(merged, kept=_kept(merged, now))


def _dimensions(news: News, earlier: Request) -> tuple[Dimension, ...]:
    """Replace times by times, and other dimensions by others; a ranking is only extended."""
    new = news.request.dimensions
    kinds = {d.is_time for d in new}
    ranked = earlier.rank.by if earlier.rank and not news.replaces else None
    stays = [
        d
        for d in earlier.dimensions
        if d not in new and (d.is_time not in kinds or (d is ranked and not d.is_time))
    ]
    return (*stays, *new)


def _values(now: Request, earlier: Request) -> tuple[Value, ...]:
    """Replace values of the same group; a single region is dropped if asked by region."""
    groups = {value.group for value in now.values}
    stays = [
        value
        for value in earlier.values
        if value.group not in groups and not any(_is_undone(value, d) for d in now.dimensions)
    ]
    return (*stays, *now.values)


def _is_undone(value: Value, dimension: Dimension) -> bool:
    return value.group is dimension.group and value.level >= dimension.level


def _is_pinned(dimension: Dimension, values: tuple[Value, ...]) -> bool:
    """Whether a dimension has only one value left, so that it distinguishes nothing."""
    here = [v for v in values if v.group is dimension.group and v.level >= dimension.level]
    return len(here) == 1


def _rank(rank: Rank | None, dimensions: tuple[Dimension, ...]) -> Rank | None:
    return rank if rank and rank.by in dimensions else None


def _kept(merged: Request, now: Request) -> tuple[object, ...]:
    """Return the parts that a follow-up has from the previous question."""
    kept: list[object] = []
    if not now.measures and not merged.listing and merged.is_measure_said:
        kept += merged.measures
    kept += [d for d in merged.dimensions if d not in now.dimensions]
    kept += [v for v in merged.values if v not in now.values]
    if merged.is_share and not now.is_share:
        kept.append(Cue.SHARE)
    if merged.period and not now.is_period_said and merged.is_period_said:
        kept.append(merged.period)
    return tuple(kept)
