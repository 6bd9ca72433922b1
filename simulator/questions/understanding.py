"""Finding out which pattern a question means, alone or as a follow-up of the one before it."""

import re
from dataclasses import dataclass, replace

from simulator.questions.pattern import AnyPattern, Language, TextPattern
from simulator.questions.slots import Slots, read_slots
from simulator.questions.subjects import Subject
from simulator.questions.vocabulary import (
    DIMENSIONS,
    MEASURES,
    Word,
    is_chinese,
    normalised,
)

_FOLLOW_UP = re.compile(
    r"^(?:and|what about|how about|only|just|same|now|then|but|also|by|per|in|for|top|the)\b"
    r"|\b(?:those|these|them|it|that)\b|^(?:那|只|再|改|換|其中|按|依|還有)|呢$"
)
_TIMES = frozenset({Word.YEAR, Word.QUARTER, Word.MONTH, Word.WEEKDAY, Word.DAY})
_ABOUT_THE_SPACE = frozenset({Word.HELP, Word.TABLES, Word.HELLO})


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as the workspace reads it; pattern is None when it makes no sense of it."""

    pattern: AnyPattern | None
    slots: Slots
    words: frozenset[Word]
    language: Language


def understand(question: str, subject: Subject, earlier: Understood | None = None) -> Understood:
    """Read a question, in the light of the earlier one of the same conversation."""
    text = normalised(question)
    language: Language = "zh" if is_chinese(question) else "en"
    slots, words = read_slots(text)
    if Word.TREND in words and not words & _TIMES:
        words |= {Word.MONTH}
    pattern = _asked_exactly(text, subject) or _best_match(words, subject)
    if earlier and earlier.pattern and _continues(text, words, pattern, earlier.pattern):
        continued, slots_now, words_now = _continued(words, slots, earlier, subject)
        if continued:
            return Understood(continued, slots_now, words_now, language)
    return Understood(pattern or _with_default_measure(words, subject), slots, words, language)


def _asked_exactly(text: str, subject: Subject) -> AnyPattern | None:
    """A suggestion that is clicked means its own pattern, whatever was asked before."""
    return next(
        (p for p in subject.patterns if text in (normalised(p.ask.en), normalised(p.ask.zh))), None
    )


def _continues(
    text: str, words: frozenset[Word], alone: AnyPattern | None, earlier: AnyPattern
) -> bool:
    """Whether a question needs the one before it, given what it would mean alone."""
    if alone and text in (normalised(alone.ask.en), normalised(alone.ask.zh)):
        return False
    if words & _ABOUT_THE_SPACE:
        return False
    answers_back = isinstance(earlier, TextPattern) and earlier.is_question_back
    return alone is None or answers_back or bool(_FOLLOW_UP.search(text))


def _continued(
    words: frozenset[Word], slots: Slots, earlier: Understood, subject: Subject
) -> tuple[AnyPattern | None, Slots, frozenset[Word]]:
    """New measures, dimensions and particulars take the place of the earlier ones."""
    merged = slots.over(earlier.slots)
    if not words and slots.is_empty:
        return None, slots, words
    if not words - {Word.BEST, Word.LIST} and not isinstance(earlier.pattern, TextPattern):
        return earlier.pattern, merged, earlier.words
    # "Top 3 of those" was about those; it does not cut what is asked next.
    # And "by region?" after "only the north" asks about all regions again.
    merged = replace(
        merged,
        top=slots.top,
        region=slots.region if Word.REGION in words else merged.region,
        category=slots.category if Word.CATEGORY in words else merged.category,
    )
    measures = words & MEASURES or earlier.words & MEASURES
    dimensions = words & DIMENSIONS or earlier.words & DIMENSIONS
    combined = measures | dimensions | (words - MEASURES - DIMENSIONS)
    pattern = _best_match(combined, subject) or _with_default_measure(combined, subject)
    return pattern, merged, combined


def _best_match(words: frozenset[Word], subject: Subject) -> AnyPattern | None:
    """The pattern that accounts for most of what was said; the earlier one of two that tie."""
    fitting = [pattern for pattern in subject.patterns if _fits(pattern, words)]
    return max(fitting, key=_weight, default=None)


def _fits(pattern: AnyPattern, words: frozenset[Word]) -> bool:
    if isinstance(pattern, TextPattern) and pattern.is_question_back and words & MEASURES:
        return False  # "best by revenue" has answered the question back already
    return pattern.about <= words


def _weight(pattern: AnyPattern) -> int:
    """What to do says more than by what, and that more than of what."""
    return sum(
        1 if word in MEASURES or word is Word.LIST else 2 if word in DIMENSIONS else 3
        for word in pattern.about
    )


def _with_default_measure(words: frozenset[Word], subject: Subject) -> AnyPattern | None:
    """Let "top 5 products" be about revenue; words without a dimension are about nothing."""
    if words & MEASURES or not words & (DIMENSIONS | {Word.COMPARE}):
        return None
    return _best_match(words | {subject.default_measure}, subject)
