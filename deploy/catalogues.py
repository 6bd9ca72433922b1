"""Updates the message catalogues from the sentences: `python -m deploy.catalogues`.

New sentences are added without a translation, and removed ones are deleted; the order is that of
the code. Translations are kept.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import polib

from cards.reader import CATALOGUES, Counted
from cards.texts import (
    access_texts,
    answer_texts,
    chart_texts,
    command_texts,
    file_texts,
    forget_texts,
    identity_texts,
    insight_texts,
    notice_texts,
    own_problem_texts,
    permission_texts,
    problem_texts,
    progress_texts,
    rating_texts,
    report_texts,
    row_texts,
    small_talk_texts,
    talk_texts,
    welcome_texts,
)

# The modules with the sentences.
SOURCES: Final = (
    *(notice_texts, answer_texts, rating_texts, progress_texts, problem_texts, welcome_texts),
    *(row_texts, talk_texts, command_texts, small_talk_texts, file_texts, chart_texts),
    *(permission_texts, identity_texts, own_problem_texts, access_texts, report_texts),
    *(forget_texts, insight_texts),
)
_LINE_CHARS: Final = 100  # as in the code
_CONSTANT: Final = re.compile(r"([A-Z][A-Z0-9_]*): Final = .*?(?:  # (.*))?")
_PLURALS: Final = re.compile(r"nplurals\s*=\s*(\d+)")
# The default if a file has no plural rule.
_USUAL_PLURALS: Final = 2
_FORMAT: Final = "python-brace-format"  # the flag for translation tools
_FUZZY: Final = "fuzzy"  # the flag of an uncertain translation


class Sentence(NamedTuple):
    """A sentence. many is "" if it has no number.

    context tells translators its section, with the remark in the code.
    """

    one: str
    many: str
    context: str


class Change(NamedTuple):
    """The changes in a catalogue, as numbers of sentences."""

    added: int
    removed: int
    to_translate: int


def sentences() -> list[Sentence]:
    """Return all sentences, without duplicates, in the order of the code."""
    found: dict[tuple[str, str], Sentence] = {}
    for source in SOURCES:
        contexts = _contexts(inspect.getsource(source), str(source.__doc__).splitlines()[0])
        for name, value in vars(source).items():
            for one, many in _parts(value) if name in contexts else ():
                found.setdefault((one, many), Sentence(one, many, contexts[name]))
    return list(found.values())


def update(path: Path) -> Change:
    """Update one file; it is written only if it changes."""
    old = polib.pofile(str(path), encoding="utf-8", wrapwidth=_LINE_CHARS)
    known = {(entry.msgid, entry.msgid_plural): entry for entry in old if not entry.obsolete}
    new = polib.POFile(encoding="utf-8", wrapwidth=_LINE_CHARS)
    new.header, new.metadata = old.header, old.metadata
    plurals = _PLURALS.search(old.metadata.get("Plural-Forms", ""))
    plural_count = int(plurals[1]) if plurals else _USUAL_PLURALS
    wanted = sentences()
    for sentence in wanted:
        entry = known.pop(sentence[:2], None) or _untranslated(sentence, plural_count)
        _explain(entry, sentence)
        new.append(entry)
    if str(new) != path.read_text("utf-8"):
        new.save(str(path))
    kept = len([entry for entry in old if not entry.obsolete]) - len(known)
    to_translate = len(new) - len(new.translated_entries())
    return Change(len(wanted) - kept, len(known), to_translate)


def main(directory: Path = CATALOGUES) -> int:
    """Update all files of a directory, and print the changes."""
    for path in sorted(directory.glob("*.po")):
        change = update(path)
        print(
            f"{path.name}: {change.added} added, {change.removed} removed, "
            f"{change.to_translate} to be translated"
        )
    return 0


def _contexts(source: str, subject: str) -> dict[str, str]:
    """Return the section of each constant, with the remark after it.

    subject: the section before the first heading.
    """
    found, section = {}, subject.rstrip(".")
    for line in source.splitlines():
        if line.startswith("# "):
            section = line.removeprefix("# ").rstrip(".")
        elif constant := _CONSTANT.fullmatch(line):
            name, remark = constant.groups()
            where = f"{section}: {name}"
            found[name] = f"{where}\n{remark}" if remark else where
    return found


def _parts(value: object) -> Iterator[tuple[str, str]]:
    """Yield the sentences of a constant."""
    match value:
        case Counted(one, many):
            yield one, many
        case tuple():
            yield from ((str(sentence), "") for sentence in value)
        case _:
            yield str(value), ""


def _untranslated(sentence: Sentence, plural_count: int) -> polib.POEntry:
    if sentence.many:
        forms = dict.fromkeys(range(plural_count), "")
        return polib.POEntry(msgid=sentence.one, msgid_plural=sentence.many, msgstr_plural=forms)
    return polib.POEntry(msgid=sentence.one)


def _explain(entry: polib.POEntry, sentence: Sentence) -> None:
    """Add a comment for translators, and a flag for their tools."""
    entry.comment = sentence.context
    doubts = [flag for flag in entry.flags if flag == _FUZZY]
    entry.flags = [*doubts, *([_FORMAT] if "{" in sentence.one + sentence.many else [])]


if __name__ == "__main__":
    sys.exit(main())
