"""Updating the message catalogues from the sentences in the code."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import polib
import pytest

from cards.reader import CATALOGUES, Counted
from cards.texts import answer_texts, problem_texts, rating_texts
from deploy import catalogues
from deploy.catalogues import SOURCES, Change

HEADER = r"""# Who translates this, and how.
msgid ""
msgstr ""
"Language: pl\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n<5 ? 1 : 2);\n"
"""
OLD = """
#. A remark of long ago.
#, fuzzy
msgid "Stop"
msgstr "Zatrzymaj"

msgid "Gone since"
msgstr "Nie ma"

#~ msgid "Gone for long"
#~ msgstr "Nie ma"
"""


@pytest.fixture
def polish(tmp_path: Path) -> Path:
    """A catalogue with one current sentence and two that were removed."""
    path = tmp_path / "pl.po"
    path.write_text(HEADER + OLD, "utf-8")
    return path


def read(path: Path) -> dict[str, polib.POEntry]:
    """Read the entries of a catalogue, by their English text."""
    return {entry.msgid: entry for entry in polib.pofile(str(path), encoding="utf-8")}


def test_new_sentences_are_added_and_old_ones_removed(polish: Path) -> None:
    """They are in the order of the texts, so that related sentences are together."""
    total = len(catalogues.sentences())

    assert catalogues.update(polish) == Change(total - 1, removed=1, to_translate=total)

    assert list(read(polish)) == [sentence.one for sentence in catalogues.sentences()]
    assert read(polish)[answer_texts.NO_ROWS].msgstr == ""


def test_translations_are_kept(polish: Path) -> None:
    """This includes fuzzy flags and the header of the file."""
    catalogues.update(polish)

    assert read(polish)["Stop"].msgstr == "Zatrzymaj"
    assert read(polish)["Stop"].fuzzy
    assert polish.read_text("utf-8").startswith("# Who translates this, and how.")
    assert polib.pofile(str(polish)).metadata["Language"] == "pl"


def test_plurals_have_the_forms_of_the_language(polish: Path) -> None:
    """Polish has three; a file without a rule gets two."""
    silent = polish.with_name("xx.po")
    silent.write_text('msgid ""\nmsgstr ""\n"Language: xx\\n"\n', "utf-8")

    for path, forms in ((polish, 3), (silent, 2)):
        catalogues.update(path)
        rows = read(path)[answer_texts.ROWS.one]
        assert rows.msgid_plural == answer_texts.ROWS.many
        assert rows.msgstr_plural == dict.fromkeys(range(forms), "")


def test_entries_say_where_a_sentence_is_from(polish: Path) -> None:
    """A comment has the section, name and remark from the code; a flag marks placeholders."""
    catalogues.update(polish)

    entries = read(polish)
    subject = "What is shown while a question waits or is worked on"
    assert entries["Stop"].comment == f"{subject}: STOP"
    assert entries[rating_texts.NAME_SEPARATOR].comment.endswith("between people's names")
    assert entries[answer_texts.POWERED_BY].comment.endswith(": POWERED_BY")
    assert "python-brace-format" in entries[problem_texts.REFERENCE].flags
    assert entries[answer_texts.NO_ROWS].flags == []


def test_a_current_file_is_not_written(polish: Path) -> None:
    """The second run changes nothing."""
    first = catalogues.update(polish)
    written = polish.stat().st_mtime_ns

    assert catalogues.update(polish) == Change(0, 0, first.to_translate)
    assert polish.stat().st_mtime_ns == written


@pytest.mark.parametrize("path", sorted(CATALOGUES.glob("*.po")), ids=lambda path: path.stem)
def test_the_catalogues_are_up_to_date(path: Path, tmp_path: Path) -> None:
    """After a change of a sentence, run `make catalogues`, and have it translated."""
    mine = Path(copy(path, tmp_path))

    assert catalogues.update(mine) == Change(0, 0, 0)
    assert mine.read_text("utf-8") == path.read_text("utf-8")


def test_each_sentence_has_one_entry() -> None:
    """Two constants may have the same text, which is one key in gettext."""
    found = [sentence.one for sentence in catalogues.sentences()]

    assert problem_texts.BUSY[0] == problem_texts.BUSY_FOR[0]
    assert len(found) == len(set(found))
    assert set(every_sentence()) == set(found)


def every_sentence() -> Iterator[str]:
    """Yield the values of all constants in the modules of sentences."""
    pairs = [pair for source in SOURCES for pair in vars(source).items()]
    for value in [value for name, value in pairs if name.isupper()]:
        yield from [value.one] if isinstance(value, Counted) else [value] * isinstance(value, str)
        yield from value if isinstance(value, tuple) and not isinstance(value, Counted) else []


def test_the_command_reports_its_changes(polish: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is a line for each language."""
    copy(CATALOGUES / "zh_TW.po", polish.parent)

    assert catalogues.main(polish.parent) == 0

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("pl.po: ")
    assert second == "zh_TW.po: 0 added, 0 removed, 0 to be translated"
