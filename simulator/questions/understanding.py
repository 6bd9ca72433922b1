"""Parsing a question, alone or as a follow-up of the previous one."""

from dataclasses import dataclass
from enum import Enum, auto

from simulator.questions import refusals
from simulator.questions.checking import one_only, refused
from simulator.questions.facts import Dimension, Measure
from simulator.questions.language import Language, language_of
from simulator.questions.reading import Draft, read
from simulator.questions.refusals import Refusal
from simulator.questions.request import Request
from simulator.questions.scanning import Scan
from simulator.questions.settling import settled
from simulator.questions.subjects import Subject
from simulator.questions.vocabulary import Cue


class Topic(Enum):
    """A topic with a text reply."""

    HELP = auto()
    TABLES = auto()
    HELLO = auto()


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A question with an ambiguous "best"; the request is one of its meanings."""

    request: Request


Meaning = Request | AskedBack | Topic | Refusal


@dataclass(frozen=True, slots=True)
class Understood:
    """A parsed question.

    Args:
        slips: words as typed, and as they were read.
        about: measures and dimensions that it mentions, whether it is answered or not.
    """

    meaning: Meaning
    language: Language
    slips: tuple[tuple[str, str], ...] = ()
    about: frozenset[Measure | Dimension] = frozenset()

    @property
    def request(self) -> Request | None:
        """The request, if there is a query for it."""
        return self.meaning if isinstance(self.meaning, Request) else None

    @property
    def can_be_followed(self) -> bool:
        """Whether a later question can continue from it."""
        return isinstance(self.meaning, Request | AskedBack)


def understand(question: str, subject: Subject, earlier: Understood | None = None) -> Understood:
    """Parse a question, as a follow-up of the earlier one of the same conversation if it is one."""
    scan = subject.lexicon.scan(question)
    language = language_of(question)
    meaning = _meaning(scan, subject, earlier, language)
    parts = (token.meaning for token in scan.tokens)
    about = frozenset(part for part in parts if isinstance(part, Measure | Dimension))
    return Understood(meaning, language, scan.slips, about)


def _meaning(
    scan: Scan, subject: Subject, earlier: Understood | None, language: Language
) -> Meaning:
    if scan.unknown:
        return Refusal(refusals.UNKNOWN, scan.unknown)
    draft = read(scan, subject.counted)
    if isinstance(draft, Refusal):
        return draft
    if not draft.has_content:
        return _topic(draft)
    return _asked(draft, subject, earlier, language)


def _topic(draft: Draft) -> Topic | Refusal:
    for cue, topic in (
        (Cue.HELP, Topic.HELP), (Cue.TABLES, Topic.TABLES), (Cue.HELLO, Topic.HELLO)
    ):  # fmt: skip
        if draft.has(cue):
            return topic
    return Refusal(refusals.NOTHING, (draft.scan.text.typed.strip(),))


def _asked(
    draft: Draft, subject: Subject, earlier: Understood | None, language: Language
) -> Request | AskedBack | Refusal:
    before_it = _before_it(draft, earlier.meaning if earlier else None)
    if draft.has(Cue.THOSE) and not before_it:
        return Refusal(refusals.NOTHING_BEFORE, (draft.quote(Cue.THOSE),))
    is_open = _is_open(draft, subject) and not before_it
    _break_down_compared(draft, subject)
    found = settled(draft, subject.default, subject.sells, before_it)
    if isinstance(found, Refusal):
        return found
    request, chosen = found
    refusal = refused(draft, request, chosen, language)
    if before_it and not refusal:
        refusal = one_only(draft, request, language)
    return refusal or (AskedBack(request) if is_open else request)


def _break_down_compared(draft: Draft, subject: Subject) -> None:
    """Add the region as a dimension if the north is compared with the south."""
    if not draft.has(Cue.COMPARE) or draft.compares_times or draft.dimensions:
        return
    columns = [value.column for value in draft.values]
    for dimension in subject.dimensions:
        if columns.count(dimension.columns[0][1].replace("{zh}", "")) > 1:
            draft.dimensions.append(dimension)


def _before_it(draft: Draft, earlier: Meaning | None) -> Request | None:
    """Return the request from which a question continues, if it is not complete itself."""
    match earlier:
        case AskedBack(request) if draft.measures and not draft.dimensions:
            return request
        case Request() if _goes_on(draft) and not (earlier.listing and draft.measures):
            return earlier
    return None


def _goes_on(draft: Draft) -> bool:
    is_whole = draft.says_what or draft.has_subject
    if not is_whole or draft.has(Cue.THOSE, Cue.PARTICLE, Cue.INSTEAD):
        return True
    first = draft.scan.tokens[0]
    return first.meaning is Cue.GO_ON or draft.scan.quote(first).casefold() == "and"


def _is_open(draft: Draft, subject: Subject) -> bool:
    """Whether "best" refers to something with more than one measure."""
    asked = subject.question_back.dimension in draft.dimensions
    return asked and draft.has(Cue.BEST) and not draft.says_what
