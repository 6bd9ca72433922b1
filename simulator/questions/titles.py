"""The title and the description of a query: exactly what it computes."""

from simulator.questions.language import Language, joined, spaced
from simulator.questions.request import Rank, Request
from simulator.questions.saying import bare, bound, nouns, only, when


def title_of(request: Request, language: Language) -> str:
    """Return what is computed, for which time span and conditions."""
    if request.listing:
        text = request.listing.title.said_in(language)
        text = text.format(count=request.count or "", bound=bound(request, language))
        return _dated(" ".join(text.split()), request, language)
    text = _en(request) if language == "en" else _zh(request)
    return _dated(text, request, language)


def _dated(text: str, request: Request, language: Language) -> str:
    share_of_part = request.is_share and not request.dimensions
    conditions = "" if share_of_part else only(request.values, language)
    if language == "zh":
        time = request.period.zh if request.period else ""
        beside = f"與 {request.earlier.zh}" if request.earlier else ""
        return spaced(f"{time}{beside}{text}{conditions}")
    time = f", {bare(request.period.en)}" if request.period else ""
    beside = f" and {bare(request.earlier.en)}" if request.earlier else ""
    return f"{text}{time}{beside}{conditions}"


def _en(request: Request) -> str:
    noun = nouns(request, "en")
    names = [d.noun.en for d in (*request.others, *request.times)]
    if request.is_share and not request.dimensions:
        part = joined([value.said.en for value in request.values], "en")
        return f"Share of {noun}: {part}"
    if request.is_share:
        return f"Share of {noun} by {joined(names, 'en')}"
    if request.rank and request.rank.count:
        return _ranking_en(request, request.rank, noun)
    if request.dimensions:
        return f"{noun[0].upper()}{noun[1:]} by {joined(names, 'en')}"
    return (
        request.measure.total.en if len(request.measures) == 1 else f"{noun[0].upper()}{noun[1:]}"
    )


def _ranking_en(request: Request, rank: Rank, noun: str) -> str:
    which = "Top" if rank.is_highest else "Bottom"
    others = [d.noun.en for d in request.dimensions if d is not rank.by]
    measured = "growth of " if request.grown is not None else ""
    text = f"{which} {rank.count} {rank.by.plural} by {measured}{noun}"
    if not others or rank.in_each:
        return f"{text} in each {joined(others, 'en')}" if others else text
    ranked = f"the {which.lower()} {rank.count} {rank.by.plural}"
    return f"{noun[0].upper()}{noun[1:]} by {joined(others, 'en')} of {ranked}"


def _zh(request: Request) -> str:
    noun = nouns(request, "zh")
    if request.is_share and not request.dimensions:
        part = joined([value.said.zh for value in request.values], "zh")
        return f"{part}{noun}占比"
    if request.rank and request.rank.count:
        return _ranking_zh(request, request.rank, noun)
    each = "".join(f"各{d.noun.zh}" for d in request.others)
    each += "".join(d.each_zh for d in request.times)
    if request.is_share:
        return f"{each}{noun}占比"
    if request.earlier:
        return f"{each}{noun}比較"
    if not each and len(request.measures) == 1:
        return request.measure.total.zh
    return f"{each}{noun}"


def _ranking_zh(request: Request, rank: Rank, noun: str) -> str:
    which = "前" if rank.is_highest else "最低的"
    others = [d for d in request.dimensions if d is not rank.by]
    each = "".join(d.each_zh or f"各{d.noun.zh}" for d in others)
    measured = f"{noun}成長率" if request.grown is not None else noun
    ranked = f"{measured}{which} {rank.count} 名{rank.by.noun.zh}"
    return f"{each}{ranked}" if rank.in_each or not others else f"{ranked}的{each}{noun}"


def description_of(request: Request, language: Language) -> str:
    """Return what the person wants, as Genie writes it with the query."""
    if request.listing:
        wanted = request.listing.wanted.said_in(language)
        text = wanted.format(count=request.count or "", bound=bound(request, language))
    else:
        text = _wanted(request, language)
    return _wished(text, request, language) + notes_of(request, language)


def _wanted(request: Request, language: Language) -> str:
    if language == "zh":
        return _zh(request)
    title = _en(request)
    the = "the " if title.startswith(("Top", "Bottom", "Share")) or not request.dimensions else ""
    return f"{the}{title[0].lower()}{title[1:]}"


def _wished(text: str, request: Request, language: Language) -> str:
    time = when(request, language)
    if language == "zh" and request.earlier:
        text = text.removesuffix("比較")
        return spaced(f"您想比較{time}與{request.earlier.zh}的{text}。")
    if language == "zh":
        return spaced(f"您想了解{time}{text}。")
    beside = f", compared with {bare(request.earlier.en)}" if request.earlier else ""
    return f"You want {' '.join(f'{text} {time}'.split())}{beside}."


def notes_of(request: Request, language: Language) -> str:
    """Return notes on the numbers."""
    if request.listing:
        return ""
    dimensions = request.dimensions if request.fact.joins else ()
    found = (*(m.note for m in request.measures), *(d.note for d in dimensions))
    notes = dict.fromkeys(note for note in found if note)
    return "".join(note.zh if language == "zh" else f" {note.en}" for note in notes)
