"""Remarks on an answer: what was kept, assumed, corrected or left out."""

from simulator.engine import ResultTable
from simulator.questions.facts import Dimension, Measure, Value
from simulator.questions.language import Both, Language, joined, quoted, spaced
from simulator.questions.periods import Period
from simulator.questions.request import Request
from simulator.questions.saying import bare

_ASSUMED = Both(
    "You did not say what to count, so this shows {noun}.", "您沒有說明要計算什麼，因此顯示{noun}。"
)
_KEPT = Both("Kept from the question before: {parts}.", "沿用前一個問題：{parts}。")
_BY = Both("by {noun}", "依{noun}")
_SHARE = Both("as a share", "以占比表示")
_ONLY = Both("{name} only", "僅{name}")
_RANKED_ONLY = Both(
    "The {count} {plural} are those that rank first in the whole period.",
    "{count} 名{noun}以整段期間計算。",
)
_SLIP = Both("{typed} was read as {read}.", "{typed}視為{read}。")
_TRUNCATED = Both(
    "Only the first {count:,} rows are shown; there are more.",
    "僅顯示前 {count:,} 列，資料尚有更多。",
)


def remarks_on(
    request: Request,
    result: ResultTable,
    slips: tuple[tuple[str, str], ...],
    language: Language,
) -> list[str]:
    """Return the remarks, each of one or two sentences."""
    found = [
        *understood_remarks(request, slips, language),
        _ranked_only(request, language),
        _TRUNCATED.said_in(language).format(count=len(result.rows)) if result.is_truncated else "",
    ]
    return [spaced(text) if language == "zh" else text for text in found if text]


def understood_remarks(
    request: Request, slips: tuple[tuple[str, str], ...], language: Language
) -> list[str]:
    """Return remarks on how the question was read where it was not explicit."""
    found = [
        _SLIP.said_in(language).format(typed=quoted(typed, language), read=quoted(read, language))
        for typed, read in slips
    ]
    if request.kept:
        parts = [_part(part, language) for part in request.kept]
        found.append(_KEPT.said_in(language).format(parts=joined(parts, language)))
    if not request.is_measure_said and not request.listing:
        noun = request.measure.noun.said_in(language)
        found.append(_ASSUMED.said_in(language).format(noun=noun))
    return found


def _part(part: object, language: Language) -> str:
    match part:
        case Measure():
            return part.noun.said_in(language)
        case Dimension():
            return _BY.said_in(language).format(noun=part.noun.said_in(language))
        case Value():
            return _ONLY.said_in(language).format(name=part.said.said_in(language))
        case Period():
            return bare(part.said_in(language))
    return _SHARE.said_in(language)


def _ranked_only(request: Request, language: Language) -> str:
    rank = request.rank
    if not rank or not rank.count or rank.in_each or len(request.dimensions) == 1:
        return ""
    return _RANKED_ONLY.said_in(language).format(
        count=rank.count, plural=rank.by.plural, noun=rank.by.noun.said_in(language)
    )
