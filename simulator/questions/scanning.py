"""From a question to the meanings of its words, and the unknown words."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from simulator.questions.facts import Dimension, Measure, Value
from simulator.questions.spelling import Spelled, corrected, spell
from simulator.questions.times import TIME_RULES
from simulator.questions.vocabulary import COUNT_RULES, CUES, Cue, Meaning

# A Latin word must be a whole word ("region" is not in "religion"); Chinese has no word boundaries.
_START, _END = r"(?:(?<![a-z])|(?![a-z]))", r"(?:(?![a-z])|(?<![a-z]))"
_WORD = re.compile(r"[^\W\u4e00-\u9fff_](?:[^\W\u4e00-\u9fff]|[@.'’_-](?=[^\W\u4e00-\u9fff]))*")
_BETWEEN = re.compile(r"[\s,.。、!?;:·「」『』()\[\]\"“”‘’'…~/-]+")
# The first letter of all matches of a pattern, so that the pattern is tried only there.
_FIRST = re.compile(r"[a-z\u4e00-\u9fff](?![?*|{])(?!.*\|)")
_Read = Callable[[re.Match[str]], tuple[Meaning, ...]]


_BEST_SELLERS = (
    r"best[- ]?sell(?:ers?|ing)(?: (?:products?|items?))?"
    r"|最?(?:暢銷|熱銷|熱賣)的?(?:商品|產品|品項)?"
)


@dataclass(frozen=True, slots=True)
class Token:
    """Words of a question, and their meanings."""

    meaning: Meaning
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scan:
    """A question word by word.

    Args:
        unknown: unknown parts of the question, as typed.
        slips: words as typed, and as they were read.
    """

    text: Spelled
    tokens: tuple[Token, ...]
    unknown: tuple[str, ...]
    slips: tuple[tuple[str, str], ...] = ()

    def quote(self, *tokens: Token) -> str:
        """Return the typed text of some tokens."""
        return self.text.quote(min(t.start for t in tokens), max(t.end for t in tokens))


class Lexicon:
    """All words that a space knows."""

    def __init__(
        self,
        measures: Iterable[Measure],
        dimensions: Iterable[Dimension],
        values: Iterable[Value],
        best_sellers: tuple[Meaning, ...] = (),
    ) -> None:
        rules: list[tuple[str, _Read]] = [(p, _time(build)) for p, build in TIME_RULES]
        rules += COUNT_RULES
        words: list[tuple[str, tuple[Meaning, ...]]] = [(m.spellings, (m,)) for m in measures]
        for dimension in dimensions:
            words += [(dimension.spellings, (dimension,)), (dimension.always, (Cue.BY, dimension))]
        words += [(value.spellings, (value,)) for value in values]
        words += [(_BEST_SELLERS, best_sellers)] if best_sellers else []
        words += [(pattern, (cue,)) for cue, pattern in CUES]
        rules += [(way, _always(*meanings)) for p, meanings in words for way in _ways(p)]
        self._rules: dict[str, list[tuple[re.Pattern[str], _Read]]] = defaultdict(list)
        for pattern, read in rules:
            first = _FIRST.match(pattern)
            compiled = re.compile(f"{_START}(?:{pattern}){_END}")
            self._rules[first[0] if first else ""].append((compiled, read))

    def scan(self, question: str) -> Scan:
        """Read a question; typing errors are corrected."""
        text = spell(question)
        slips: list[tuple[str, str]] = []
        tokens, unknown = self._read(text)
        for start, end in reversed(unknown):
            if meant := corrected(text.plain[start:end]):
                slips.insert(0, (text.quote(start, end), meant))
                text = text.replaced(start, end, meant)
        if slips:
            tokens, unknown = self._read(text)
        quotes = tuple(text.quote(start, end) for start, end in _runs(text.plain, unknown))
        return Scan(text, tuple(tokens), tuple(dict.fromkeys(quotes)), tuple(slips))

    def _read(self, text: Spelled) -> tuple[list[Token], list[tuple[int, int]]]:
        tokens: list[Token] = []
        unknown: list[tuple[int, int]] = []
        position, plain = 0, text.plain
        while position < len(plain):
            if found := self._longest(plain, position):
                meanings, end = found
                tokens += [Token(meaning, position, end) for meaning in meanings]
                if Cue.BEYOND in meanings:
                    unknown.append((position, end))
            elif between := _BETWEEN.match(plain, position):
                end = between.end()
            else:
                word = _WORD.match(plain, position)
                end = word.end() if word else position + 1
                unknown.append((position, end))
            position = end
        return tokens, unknown

    def _longest(self, plain: str, position: int) -> tuple[tuple[Meaning, ...], int] | None:
        best: tuple[tuple[Meaning, ...], int] | None = None
        rules = (*self._rules.get(plain[position], ()), *self._rules[""])
        for pattern, read in rules:
            match = pattern.match(plain, position)
            if match and match.end() > (best[1] if best else position):
                meanings = read(match)
                if meanings:
                    best = meanings, match.end()
        return best


def _ways(pattern: str) -> list[str]:
    """Return the alternatives of a pattern one by one, so that the longest one is found."""
    ways, depth = [""], 0
    for char, before in zip(pattern, f" {pattern}", strict=False):
        if char in "([" and before != "\\":
            depth += 1
        elif char in ")]" and before != "\\":
            depth -= 1
        if char == "|" and depth == 0:
            ways.append("")
        else:
            ways[-1] += char
    return [way for way in ways if way]


def _always(*meanings: Meaning) -> _Read:
    return lambda _: meanings


def _time(build: Callable[[re.Match[str]], Meaning | None]) -> _Read:
    def read(match: re.Match[str]) -> tuple[Meaning, ...]:
        time = build(match)
        return (time,) if time else ()

    return read


def _runs(plain: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join adjacent unknown words."""
    start = end = -1
    for next_start, next_end in spans:
        if end >= 0 and not plain[end:next_start].strip():
            end = next_end
            continue
        if end >= 0:
            yield start, end
        start, end = next_start, next_end
    if end >= 0:
        yield start, end
