"""Which list a question asks for, if it asks for rows and not for numbers."""

from dataclasses import dataclass

from simulator.questions import listings
from simulator.questions.dimensions import PRODUCT, STORE
from simulator.questions.facts import Dimension, Measure
from simulator.questions.listings import Listing
from simulator.questions.measures import ORDER_COUNT, REVENUE, TICKET_COUNT
from simulator.questions.reading import Draft
from simulator.questions.vocabulary import Cue


@dataclass(frozen=True, slots=True)
class Chosen:
    """A list, and the words that select it."""

    listing: Listing
    cues: frozenset[Cue]
    parts: frozenset[Measure | Dimension] = frozenset()


def chosen_list(draft: Draft) -> Chosen | None:
    """Return the requested list."""
    if draft.has(Cue.SCORECARD):
        return Chosen(listings.SCORECARD, frozenset({Cue.SCORECARD}), frozenset({STORE}))
    if draft.has(Cue.LINES):
        return Chosen(listings.ORDER_LINES, frozenset({Cue.LINES}))
    is_ranked = draft.has(Cue.TOP, Cue.BOTTOM) or bool(draft.amounts)
    by_worth = is_ranked and set(draft.measures) == {ORDER_COUNT, REVENUE}
    if (draft.measures == [ORDER_COUNT] or by_worth) and not draft.dimensions:
        return _orders(draft)
    if draft.measures == [TICKET_COUNT] and not draft.dimensions:
        return _tickets(draft)
    return None if draft.measures else _of_things(draft)


def _orders(draft: Draft) -> Chosen | None:
    parts = frozenset({ORDER_COUNT, REVENUE})
    if draft.amounts:
        return Chosen(listings.ORDERS_BY_WORTH, frozenset(), parts)
    for cue, listing in (
        (Cue.LATEST, listings.LATEST_ORDERS),
        (Cue.OLDEST, listings.OLDEST_ORDERS),
        (Cue.TOP, listings.LARGEST_ORDERS),
        (Cue.BOTTOM, listings.SMALLEST_ORDERS),
    ):
        if draft.has(cue):
            return Chosen(listing, frozenset({cue}), parts)
    if _asks_for_all(draft, ORDER_COUNT):
        return Chosen(listings.ALL_ORDERS, frozenset(), parts)
    return None


def _tickets(draft: Draft) -> Chosen | None:
    parts = frozenset({TICKET_COUNT})
    for cue, listing in (
        (Cue.LATEST, listings.LATEST_TICKETS),
        (Cue.OLDEST, listings.OLDEST_TICKETS),
    ):
        if draft.has(cue):
            return Chosen(listing, frozenset({cue}), parts)
    if _asks_for_all(draft, TICKET_COUNT):
        return Chosen(listings.ALL_TICKETS, frozenset(), parts)
    return None


def _asks_for_all(draft: Draft, measure: Measure) -> bool:
    """Whether "which", "all" or "list" is directly before what is listed."""
    if draft.has(Cue.COUNT):
        return False
    tokens = [
        t.meaning for t in draft.scan.tokens if t.meaning not in (Cue.SOFT, Cue.FILL, Cue.SHOW)
    ]
    before = tokens[: tokens.index(measure)]
    return bool(before) and before[-1] in (Cue.WHICH, Cue.ALL, Cue.LIST)


def _of_things(draft: Draft) -> Chosen | None:
    """Return a list of stores or products."""
    if draft.dimensions == [STORE] and draft.has(Cue.IDLE):
        return Chosen(listings.IDLE_STORES, frozenset({Cue.IDLE}), frozenset({STORE}))
    if draft.dimensions == [STORE] and draft.has(Cue.LIST, Cue.ALL):
        return Chosen(listings.STORE_LIST, frozenset(), frozenset({STORE}))
    is_priced = draft.has(Cue.PRICES) and draft.dimensions in ([], [PRODUCT])
    if is_priced or (draft.dimensions == [PRODUCT] and draft.has(Cue.LIST, Cue.ALL)):
        return Chosen(listings.PRODUCT_LIST, frozenset({Cue.PRICES}), frozenset({PRODUCT}))
    return None
