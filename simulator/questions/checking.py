"""Checks of a request: what the data cannot answer, and words that would be ignored."""

from collections.abc import Iterator

from simulator.questions import refusals
from simulator.questions.choosing import Chosen
from simulator.questions.facts import Form, aliases
from simulator.questions.language import Both, Language
from simulator.questions.measures import ORDERS
from simulator.questions.reading import Draft
from simulator.questions.refusals import Refusal
from simulator.questions.request import Request
from simulator.questions.vocabulary import RANKS_HIGH, RANKS_LOW, Cue

_RANKS = (*RANKS_HIGH, *RANKS_LOW)
_FOR_LISTS = (Cue.LATEST, Cue.OLDEST, Cue.IDLE, Cue.PRICES, Cue.SCORECARD, Cue.LINES, Cue.TABLES)
_FOR_NUMBERS = (Cue.SHARE, Cue.COMPARE, Cue.GROWTH, Cue.DECLINE, Cue.TREND, *_RANKS)
_MOST_OTHERS = 2


def refused(
    draft: Draft, request: Request, chosen: Chosen | None, language: Language
) -> Refusal | None:
    """Return the first problem of a request."""
    found = (r for check in _CHECKS for r in check(draft, request, chosen, language))
    return next(found, None)


def _left_over(
    draft: Draft, request: Request, chosen: Chosen | None, _: Language
) -> Iterator[Refusal]:
    """Check that every word is used."""
    used = chosen.cues if chosen else frozenset()
    foreign = (*_FOR_LISTS, *_FOR_NUMBERS) if request.listing else _FOR_LISTS
    parts = [draft.quote(cue) for cue in foreign if draft.has(cue) and cue not in used]
    if request.listing:
        asked = chosen.parts if chosen else frozenset()
        parts += [draft.quote(p) for p in (*draft.measures, *draft.dimensions) if p not in asked]
    if not (request.listing and "amount" in request.listing.takes):
        parts += map(draft.quote, draft.amounts)
    if draft.has(Cue.COMPARE) and not draft.compares_times and not draft.dimensions:
        parts.append(draft.quote(Cue.COMPARE))
    if not request.listing and draft.has(Cue.COUNT) and request.measure.form is not Form.COUNT:
        parts.append(draft.quote(Cue.COUNT))
    if draft.has(Cue.SELL) and request.fact is not ORDERS:
        parts.append(draft.quote(Cue.SELL))
    if parts:
        yield Refusal(refusals.UNUSED if chosen else _reason(request), tuple(parts))


def _reason(request: Request) -> Both:
    return refusals.LIST_ONLY if request.listing else refusals.UNUSED


def _counts(
    draft: Draft, request: Request, _chosen: Chosen | None, _: Language
) -> Iterator[Refusal]:
    """Check that a number of rows comes with an order."""
    takes = "count" in request.listing.takes if request.listing else bool(request.rank)
    wrong = [c for n, c in enumerate(draft.counts) if n > 0 or not takes or c.number == 0]
    if wrong:
        yield Refusal(refusals.NO_RANK, tuple(draft.quote(count) for count in wrong))


def _together(
    draft: Draft, request: Request, _chosen: Chosen | None, language: Language
) -> Iterator[Refusal]:
    """Check that all parts are known of the same rows."""
    fact = request.fact
    name = _name(request, language)
    for measure in request.measures:
        if measure.fact is not fact:
            yield Refusal(refusals.NOT_TOGETHER, (draft.quote(measure),), name)
    for dimension in request.dimensions:
        if not fact.knows(*dimension.sql()) or (dimension.is_time and not fact.day):
            said = _said(draft, dimension, dimension.noun.said_in(language))
            yield Refusal(refusals.NOT_TOGETHER, (said,), name)
    for value in request.values:
        if not fact.knows(value.column or value.sql):
            said = _said(draft, value, value.said.said_in(language))
            yield Refusal(refusals.NOT_TOGETHER, (said,), name)
    if draft.times and not (request.listing.period if request.listing else fact.day):
        yield Refusal(refusals.NO_DAYS, (draft.quote(draft.times[0]),), name)


def _breakdown(
    draft: Draft, request: Request, _chosen: Chosen | None, language: Language
) -> Iterator[Refusal]:
    """Check the number of dimensions."""
    many = (*request.others[_MOST_OTHERS:], *request.times[1:])
    if many:
        said = (_said(draft, d, d.noun.said_in(language)) for d in many)
        yield Refusal(refusals.TOO_MANY, tuple(said))
    if request.earlier and request.times:
        said_time = _said(draft, request.times[0], request.times[0].noun.said_in(language))
        yield Refusal(refusals.TIME_COMPARED, (said_time,))


def _ranking(
    draft: Draft, request: Request, _chosen: Chosen | None, _: Language
) -> Iterator[Refusal]:
    """Check that a ranking is of several things; only a time can be long."""
    if request.listing:
        return
    cues = [cue for cue in _RANKS if draft.has(cue)]
    if cues and not request.dimensions:
        yield Refusal(refusals.RANK_OF_WHAT, tuple(map(draft.quote, cues)))
    if request.measure.form not in (Form.HOURS, Form.MINUTES):
        durations = [c for c in (Cue.LONGEST, Cue.SHORTEST) if draft.has(c) and not request.earlier]
        if durations:
            yield Refusal(refusals.UNUSED, tuple(map(draft.quote, durations)))


def _shares(
    draft: Draft, request: Request, _chosen: Chosen | None, language: Language
) -> Iterator[Refusal]:
    """Check that shares are of parts that add up to a whole."""
    if not request.is_share:
        return
    part = draft.quote(Cue.SHARE) if draft.has(Cue.SHARE) else ""
    if not request.dimensions and not request.values:
        yield Refusal(refusals.SHARE_OF_WHAT, (part,))
    tables = aliases(*(sql for d in request.dimensions for sql in d.sql()))
    adds_up = request.measure.adds_up_over
    if not adds_up or not tables <= adds_up or len(request.measures) > 1:
        yield Refusal(refusals.NO_SHARES, (_name(request, language),))
    if request.earlier or (request.rank and len(request.dimensions) > 1):
        yield Refusal(refusals.UNUSED, (part or _name(request, language),))


def _said(draft: Draft, part: object, name: str) -> str:
    """Return the typed words; for a part kept from an earlier question, its name."""
    return draft.quotes.get(part, name)


def _name(request: Request, language: Language) -> str:
    noun = request.listing.title if request.listing else request.measure.noun
    return noun.said_in(language).format(count="", bound="").strip()


def one_only(draft: Draft, request: Request, language: Language) -> Refusal | None:
    """Check a follow-up: a single month has no months."""
    period = request.period
    if draft.times or request.earlier or not period:
        return None
    for dimension in request.times:
        if dimension in draft.dimensions and dimension.level >= period.unit:
            name = period.en.removeprefix("in ") if language == "en" else period.zh
            return Refusal(refusals.ONE_ONLY, (draft.quote(dimension),), name)
    return None


_CHECKS = (_left_over, _together, _ranking, _counts, _breakdown, _shares)
