"""From the words of a question to a draft: its own parts, without defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from simulator.questions.facts import Dimension, Measure, Value
from simulator.questions.periods import Time
from simulator.questions.refusals import LOOSE, OPEN_END, UNUSED, Refusal
from simulator.questions.scanning import Scan, Token
from simulator.questions.vocabulary import RANKS_HIGH, RANKS_LOW, Amount, Count, Cue, Meaning

_Part = TypeVar("_Part")
_OPENING = frozenset({Cue.BY, Cue.WHICH, Cue.ALL, Cue.LIST, *RANKS_HIGH, *RANKS_LOW})
_LEAVING_OPEN = frozenset({Cue.SOFT, Cue.SELL, Cue.COUNT, Cue.IDLE, Cue.SCORECARD, Cue.TREND})
_ENDING_BY = frozenset({Cue.GROWTH, Cue.DECLINE, Cue.SHARE})


@dataclass(slots=True)
class Draft:
    """The parts of a question itself.

    Args:
        cues: the first token of each cue.
        dimensions: those after a word such as "by".
        ranked: the dimension after "top".
        loose: words for dimensions without such a word.
        counted: words for what is counted, after "how many".
    """

    scan: Scan
    measures: list[Measure] = field(default_factory=list)
    dimensions: list[Dimension] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    cues: dict[Cue, Token] = field(default_factory=dict)
    ranked: Dimension | None = None
    loose: list[tuple[Dimension, Token]] = field(default_factory=list)
    quotes: dict[object, str] = field(default_factory=dict)

    def has(self, *cues: Cue) -> bool:
        """Whether one of these cues occurs."""
        return any(cue in self.cues for cue in cues)

    def quote(self, part: object) -> str:
        """Return the typed words of a part or a cue."""
        if isinstance(part, Cue):
            return self.scan.quote(self.cues[part])
        return self.quotes[part]

    @property
    def says_what(self) -> bool:
        """Whether it says itself what to count or list."""
        return bool(self.measures) or self.has(Cue.LINES, Cue.SCORECARD, Cue.IDLE, Cue.SELL)

    @property
    def has_subject(self) -> bool:
        """Whether it says what to list: "list customers", 「客戶清單」; not "list by store"."""
        words = [token.meaning for token in self.scan.tokens if not _qualifies(token.meaning)]
        loose = [dimension for dimension, _ in self.loose]
        return any(
            (one in (Cue.SHOW, Cue.LIST) and isinstance(two, Dimension) and not two.is_time)
            or (one in loose and two is Cue.LIST)
            for one, two in pairwise(words)
        )

    @property
    def compares_times(self) -> bool:
        """Whether two time spans are compared, and not only places or things."""
        has_two = len(self.times) > 1 or any(time.back for time in self.times)
        return self.has(Cue.GROWTH, Cue.DECLINE) or (self.has(Cue.COMPARE) and has_two)

    @property
    def has_content(self) -> bool:
        """Whether it mentions anything in the data at all."""
        parts = (self.measures, self.dimensions, self.values, self.times, self.loose, self.counts)
        asks = (Cue.SHARE, Cue.COMPARE, Cue.GROWTH, Cue.DECLINE, Cue.TREND, Cue.LATEST, Cue.PRICES)
        ranks = (*RANKS_HIGH, *RANKS_LOW)
        return any(parts) or self.has(*asks, *ranks) or self.says_what or bool(self.amounts)


def _qualifies(meaning: Meaning) -> bool:
    """Whether a word may be between a verb and its subject."""
    if isinstance(meaning, Cue):
        return meaning in (Cue.SOFT, Cue.ALL, *RANKS_HIGH, *RANKS_LOW)
    return isinstance(meaning, Count | Value | Time)


class _Reader:
    """Processes the words in order, and tracks whether a dimension may come next."""

    def __init__(self, scan: Scan, counted: Mapping[Dimension, Measure]) -> None:
        self.draft = Draft(scan)
        self._counted = counted
        self._is_open = False
        self._ranks = False
        self._by: Token | None = None
        self._before: Token | None = None
        self._refusal: Refusal | None = None

    def read(self) -> Draft | Refusal:
        """Process every word."""
        for token in self.draft.scan.tokens:
            if self._by and self._ends_by(token):
                return Refusal(OPEN_END, (self.draft.scan.quote(self._by, token),))
            self._take(token)
            if token.meaning is not Cue.SOFT:
                self._before = token
        if self._by:
            return Refusal(OPEN_END, (self.draft.scan.quote(self._by),))
        return self._refusal or self._with_loose_ones()

    def _ends_by(self, token: Token) -> bool:
        """Whether "by" was followed by nothing."""
        if isinstance(token.meaning, Cue):
            fine = (*_OPENING, *_LEAVING_OPEN, *_ENDING_BY)
            return token.meaning not in fine
        return isinstance(token.meaning, Time)

    def _take(self, token: Token) -> None:
        match token.meaning:
            case Cue() as cue:
                self._take_cue(cue, token)
            case Measure() as measure:
                self._take_measure(measure, token)
            case Dimension() as dimension:
                self._take_dimension(dimension, token)
            case Value() as value:
                self._note(value, token, self.draft.values)
            case Time() as time:
                self._note(time, token, self.draft.times)
            case Count() as count:
                self._note(count, token, self.draft.counts)
                self._is_open = self._ranks = True
            case Amount() as amount:
                self._note(amount, token, self.draft.amounts)

    def _note(self, part: _Part, token: Token, parts: list[_Part]) -> None:
        self.draft.quotes.setdefault(part, self.draft.scan.quote(token))
        if part not in parts:
            parts.append(part)

    def _take_cue(self, cue: Cue, token: Token) -> None:
        self.draft.cues.setdefault(cue, token)
        if cue is Cue.BY:
            self._by = token
        elif cue in _ENDING_BY:
            self._by = None
        if cue in _OPENING:
            self._is_open = True
            self._ranks = self._ranks or cue in (*RANKS_HIGH, *RANKS_LOW)
        elif cue not in _LEAVING_OPEN:
            self._is_open = False

    def _take_measure(self, measure: Measure, token: Token) -> None:
        self._note(measure, token, self.draft.measures)
        self._is_open, self._by = False, None
        if self.draft.loose and self._touches(token):
            # In Chinese "區域營收" is revenue by region.
            dimension, before = self.draft.loose.pop()
            self._note(dimension, before, self.draft.dimensions)

    def _touches(self, token: Token) -> bool:
        _, before = self.draft.loose[-1]
        is_han = "\u4e00" <= self.draft.scan.text.plain[token.start] <= "\u9fff"
        return before is self._before and before.end == token.start and is_han

    def _take_dimension(self, dimension: Dimension, token: Token) -> None:
        before = self._before.meaning if self._before else None
        if before is Cue.COUNT:
            self._count(dimension, token)
        elif self._is_open or self._by:
            self._note(dimension, token, self.draft.dimensions)
            if self._ranks and not self.draft.ranked:
                self.draft.ranked = dimension
            self._by = None
        elif not _is_named_by(before, dimension):
            self.draft.quotes.setdefault(dimension, self.draft.scan.quote(token))
            self.draft.loose.append((dimension, token))

    def _count(self, dimension: Dimension, token: Token) -> None:
        """Record that it is counted, after "how many", and not a dimension."""
        if dimension in self._counted:
            self._note(self._counted[dimension], token, self.draft.measures)
            return
        how_many = self.draft.scan.quote(*filter(None, (self._before,)), token)
        self._refusal = Refusal(UNUSED, (how_many,))

    def _with_loose_ones(self) -> Draft | Refusal:
        """Use a dimension alone ("regions?") as the breakdown; next to a measure it is loose."""
        draft = self.draft
        if not draft.loose:
            return draft
        if not draft.says_what and draft.dimensions:
            self._count_loose_ones()
        if draft.loose and draft.says_what and not draft.has(Cue.IDLE, Cue.SCORECARD):
            return Refusal(LOOSE, tuple(draft.scan.quote(t) for _, t in draft.loose))
        loose = dict.fromkeys(dimension for dimension, _ in draft.loose)
        draft.dimensions += [dimension for dimension in loose if dimension not in draft.dimensions]
        return draft

    def _count_loose_ones(self) -> None:
        """Count the stores in "stores by region"."""
        for dimension, token in [*self.draft.loose]:
            if dimension in self._counted:
                self._note(self._counted[dimension], token, self.draft.measures)
                self.draft.loose.remove((dimension, token))


def _is_named_by(before: object, dimension: Dimension) -> bool:
    """Whether the words before it name one: "the Kitchenware category", "Taipei stores"."""
    if not isinstance(before, Value):
        return False
    return before.group is dimension.group and before.level <= dimension.level


def read(scan: Scan, counted: Mapping[Dimension, Measure]) -> Draft | Refusal:
    """Return the parts of a question, or a refusal with the words that have no role.

    Args:
        counted: what "how many" counts for words that are dimensions elsewhere.
    """
    return _Reader(scan, counted).read()
