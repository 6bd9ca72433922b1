"""Sentences: where they are defined, whether they are used, and their translations."""

import ast
import re
from pathlib import Path
from string import Formatter

import polib
import pytest

from bot.storage.store import StorageUnavailableError, StoreFileError
from cards.reader import CATALOGUES, Counted, Reader, TextKey
from cards.texts import (
    answer_texts,
    chart_texts,
    command_texts,
    notice_texts,
    permission_texts,
    progress_texts,
    small_talk_texts,
    talk_texts,
    welcome_texts,
)
from deploy.catalogues import SOURCES
from tests.cards.literals import spoken

ROOT = Path(__file__).parents[2]
WRITTEN = {Path(str(source.__file__)) for source in SOURCES}
CODE = sorted({*(ROOT / "cards").rglob("*.py"), *(ROOT / "bot").rglob("*.py")} - WRITTEN)
# These are the same in every language, or are read by developers only.
NOT_SPOKEN = {
    "0x",
    "a string",
    "Noto Sans CJK TC",
    "Grand Total",
    "Grand total",
    "this bot's cards send messages, not invokes",
    # For operators, who read English logs.
    StorageUnavailableError.advice,
    StoreFileError.advice,
}
# Every translation starts or ends with these marks if the English text does.
MARKS = "✓➤○◀▶👍👎"
SOURCE_NAMES = {source.__name__.rpartition(".")[2] for source in SOURCES}
# These are not translated into Chinese.
AS_IN_ENGLISH = {
    *("Excel", "CSV", "SQL", "Genie", answer_texts.PARAMETER, chart_texts.CHART_PART),
    *(talk_texts.OF_SPACE, talk_texts.SPACE_NUMBERED, talk_texts.HISTORY_WHERE),
    permission_texts.BESIDE,
    *(progress_texts.STEP_DONE, progress_texts.STEP_CURRENT, progress_texts.STEP_TO_COME),
}
# People type these to the bot, and are less polite to it.
TYPED = {small_talk_texts.WORDS_GREETING, small_talk_texts.WORDS_THANKS}
# Stiff or vague words, and straight quotation marks.
NOT_PLAIN = re.compile(
    r"['\"]|\b(shall|whoever|(every|some|no)body|hiccup|mend(ing)?|begins|in other words|"
    r"goes? on|worked on|stands?)\b",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(r"\b(I|me|my|we|us|our)\b", re.IGNORECASE)
# Only here a person speaks, or the bot takes on something.
IN_FIRST_PERSON = {
    *(notice_texts.EMPTY_QUESTION, notice_texts.NOT_STORED, talk_texts.SPACE_CHOSEN),
    *(talk_texts.SPACE_FOR_ME, welcome_texts.LANGUAGE_AUTOMATIC, permission_texts.ASK_WITH_MINE),
    *(command_texts.WORDS_WHOAMI, command_texts.HELP_LINES[-1], welcome_texts.SAMPLES[0]),
    *(command_texts.WORDS_FORGET, command_texts.HELP_LINES[6]),
}
# Mainland terms, and the wrong word for a channel (頻道).
NOT_OF_TAIWAN = re.compile(
    "數據|信息|默認|設置|網絡|視頻|質量|服務器|鏈接|反饋|點擊|加載|登錄|屏幕|軟件|文件夾|(?<!租)用戶(?!端)|通道"
)

each_catalogue = pytest.mark.parametrize(
    "path", sorted(CATALOGUES.glob("*.po")), ids=lambda path: path.stem
)


def constants() -> dict[str, object]:
    """Return the constants that hold sentences, by name."""
    return {
        name: value for source in SOURCES for name, value in vars(source).items() if name.isupper()
    }


def sentences() -> dict[str, str]:
    """Return every sentence, each with its plural or ""."""
    found: dict[str, str] = {}
    for value in constants().values():
        match value:
            case Counted(one, many):
                found[one] = many
            case tuple():
                found |= dict.fromkeys(map(str, value), "")
            case _:
                found[str(value)] = ""
    return found


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a text, such as {count}."""
    return {f"{name}!{form}:{spec}" for _, name, spec, form in Formatter().parse(text) if name}


def translations(entry: polib.POEntry) -> list[str]:
    """Return all forms of a translation."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def marks(text: str) -> tuple[str, str, list[str], list[str]]:
    """Return what a translation must keep: marks, bold words, and words to type."""
    ends = [end if end in MARKS else "" for end in (text[:1], text[-1:])]
    typed = re.findall(r"\*\*[a-z]+\*\*|`[^`]+`", text)
    return ends[0], ends[1], ["**"] * text.count("**"), typed


def read(path: Path) -> polib.POFile:
    """Parse a catalogue."""
    return polib.pofile(str(path), encoding="utf-8", check_for_duplicates=True)


@each_catalogue
def test_a_catalogue_has_exactly_the_sentences(path: Path) -> None:
    """A missing one would be shown in English; `make catalogues` adds and removes them."""
    assert {entry.msgid: entry.msgid_plural for entry in read(path)} == sentences()


@each_catalogue
def test_every_sentence_is_translated(path: Path) -> None:
    """This covers every plural form, and no translation is fuzzy."""
    catalogue = read(path)
    forms = int(re.findall(r"nplurals=(\d+)", catalogue.metadata["Plural-Forms"])[0])

    assert [entry.msgid for entry in catalogue if not all(translations(entry))] == []
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []
    for entry in catalogue:
        assert not entry.msgid_plural or set(entry.msgstr_plural) == set(range(forms)), entry.msgid


@each_catalogue
def test_a_translation_has_the_same_placeholders(path: Path) -> None:
    """An unknown placeholder raises an error, and a missing one loses information."""
    for entry in read(path):
        wanted = placeholders(entry.msgid_plural or entry.msgid)
        for said in translations(entry):
            assert placeholders(said) == wanted, entry.msgid


@each_catalogue
def test_a_translation_keeps_marks_and_typed_words(path: Path) -> None:
    """Steps keep their marks and buttons their arrows; words to type are the bot's commands."""
    for entry in read(path):
        for said in translations(entry):
            assert marks(said) == marks(entry.msgid), entry.msgid


@each_catalogue
def test_a_catalogue_names_its_language_and_charset(path: Path) -> None:
    """Translation tools need both."""
    metadata = read(path).metadata

    assert metadata["Language"] == path.stem
    assert metadata["Content-Type"] == "text/plain; charset=UTF-8"


def test_chinese_follows_the_conventions_of_taiwan() -> None:
    """It has full-width punctuation, spaces around Latin letters and digits, and polite forms."""
    chinese, latin = "[\u4e00-\u9fff]", "[A-Za-z0-9{}]"
    for entry in (each for each in read(CATALOGUES / "zh_TW.po") if each.msgid not in TYPED):
        for said in translations(entry):
            assert said != entry.msgid or said in AS_IN_ENGLISH
            assert not re.search(f"{chinese}[,.:;?!()]|[,.;?!()]{chinese}", said), said
            assert not re.search(f"{chinese}{latin}|{latin}{chinese}", said), said
            assert not re.search(
                "[你妳“”‘’]|[\u3000-\u303f\uff00-\uffef] | [，。：；？！、）」]", said
            ), said


@pytest.mark.parametrize("text", sorted({*sentences(), *sentences().values()}))
def test_english_is_plain(text: str) -> None:
    """Sentences are about the person and the thing, in words that everyone knows."""
    assert NOT_PLAIN.findall(text) == []
    assert text in IN_FIRST_PERSON or not FIRST_PERSON.search(text)


def test_chinese_has_the_terms_of_taiwan() -> None:
    """The bot is 機器人, so 我 is only what a person says."""
    readme = (ROOT / "README.zh-TW.md").read_text("utf-8")
    package = (ROOT / "deploy" / "teams" / "zh-tw.json").read_text("utf-8")
    catalogue = read(CATALOGUES / "zh_TW.po")
    said = {text: entry.msgid for entry in catalogue for text in translations(entry)}

    assert [text for text in (readme, package, *said) if NOT_OF_TAIWAN.search(text)] == []
    assert {said[text] for text in said if "我" in text} <= IN_FIRST_PERSON


def test_every_sentence_is_used() -> None:
    """Unused sentences need not be translated."""
    trees = [ast.parse(path.read_text("utf-8")) for path in CODE]
    said = {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in SOURCE_NAMES
    }

    assert set(constants()) - said == set()


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_sentences_are_defined_only_in_the_texts(path: Path) -> None:
    """Sentences elsewhere in the code are never translated."""
    found = spoken(path.read_text("utf-8")) - NOT_SPOKEN

    assert {words for words in found if not words.startswith("<!doctype html>")} == set()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('note("Hello there")', {"Hello there"}),
        ('self._reader.say("Stop")', {"Stop"}),
        ('self._reader.say(TextKey("Stop"))', {"Stop"}),
        ('note(f"Hello {name}")', {"Hello "}),
        ('heading("您好")', {"您好"}),
        ('text_block("Yes" if is_so else reader.say(answer_texts.NO), size="Small")', {"Yes"}),
        ('text_block(plain(shortened("Long", 3)), weight="Bolder")', {"Long"}),
        ('body = [note(" and ".join(names))]', {" and "}),
        ('submit("Stop", CardAction(Do.STOP, "r"))', {"Stop"}),
        ('submit(title="Stop", action=action)', {"Stop"}),
        ('reader.say(notice_texts.FAILED, advice="Wait")', {"Wait"}),
        ('await say(context, "Hello")', {"Hello"}),
        (
            '{"type": "Input.Text", "label": label or "Name", "placeholder": "Type"}',
            {"Name", "Type"},
        ),
        ('{"type": "Image", "altText": "A chart of " + title}', {"A chart of "}),
        ('Activity(type="message", text="Hello")', {"Hello"}),
        ('card_message(body, summary="Done")', {"Done"}),
        ('BACK: Final = "Back"\ndef f():\n    title = BACK\n    note(title)', {"Back"}),
        ('_KINDS = {Kind.BAR: "Bars"}\nsubmit(reader.say(_KINDS[kind]), action)', {"Bars"}),
        ('if (said := "Late"):\n    note(said)', {"Late"}),
        ('return _explained("Something went wrong", advice)', {"Something went wrong"}),
        ('ADVICE = ("Genie’s answer is late.", 5)', {"Genie’s answer is late."}),
    ],
)
def test_sentences_in_the_code_are_found(code: str, words: set[str]) -> None:
    """This covers all ways in which a text reaches a person."""
    assert spoken(code) == words


@pytest.mark.parametrize(
    "code",
    [
        '"""A docstring. It says what this is."""',
        "note(reader.say(answer_texts.NO_ROWS), horizontalAlignment='Right', size='Small')",
        'note(" · ".join(said))',
        'raise GenieError("This is for the log")',
        'log.info("Question done", extra={"text": count})',
        '{"type": "TextBlock", "text": text, "weight": "Bolder"}',
        'submit(reader.say(progress_texts.STOP), CardAction(Do.FILE, reference, text="csv"))',
        '_WORD = re.compile("[a-z]+")\nnote(_WORD.sub("", body.get("text")))',
        'headers["Content-Type"] = "application/json"',
    ],
)
def test_texts_that_people_do_not_see_are_ignored(code: str) -> None:
    """A check with false alarms is soon disabled."""
    assert spoken(code) == set()


def test_every_sentence_can_be_formatted_in_every_language() -> None:
    """Values from Genie and people may contain braces."""
    for language in [path.stem for path in CATALOGUES.glob("*.po")]:
        reader = Reader(language)
        for one, many in sentences().items():
            values = {name: "{x}" for _, name, _, _ in Formatter().parse(many or one) if name}
            said = (
                reader.say_many(Counted(one, many), 2, **values)
                if many
                else reader.say(TextKey(one), **values)
            )
            assert said.count("{x}") >= len(values)
