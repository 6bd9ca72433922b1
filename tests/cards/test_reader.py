"""The reader of a card: language, locale and time zone."""

from pathlib import Path
from shutil import copy
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from cards import (
    Reader,
    languages,
    reader,
)
from cards.reader import Counted, TextKey
from cards.texts import answer_texts, problem_texts, progress_texts

ROWS = Counted("{count} row", "{count} rows")
# A catalogue of an invented language with three plural forms.
TINY = r"""
msgid ""
msgstr ""
"Language: xx\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=n==1 ? 0 : n<5 ? 1 : 2;\n"

msgid "Stop"
msgstr "Xtöp"

#, fuzzy
msgid "Ask again"
msgstr "Xask"

msgid "{count} row"
msgid_plural "{count} rows"
msgstr[0] "{count} x"
msgstr[1] "{count} xx"
msgstr[2] "{count} xxx"
"""
ENGLISH, CHINESE = "en", "zh_TW"


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replace the directory of catalogues by an empty one."""
    monkeypatch.setattr(reader, "CATALOGUES", tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def chinese_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with this catalogue alone."""
    directory = tmp_path_factory.mktemp("catalogues")
    copy(reader.CATALOGUES / f"{CHINESE}.po", directory)
    return directory


@pytest.fixture
def english_and_chinese(chinese_catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let these be the only languages, so that others can be added without changing a test."""
    monkeypatch.setattr(reader, "CATALOGUES", chinese_catalogue)


@pytest.mark.usefixtures("english_and_chinese")
@pytest.mark.parametrize(
    ("typed", "client", "language", "locale"),
    [
        # Nothing is known.
        ("", "", ENGLISH, "en"),
        # Latin letters do not decide: the client does.
        ("Show revenue", "en-US", ENGLISH, "en_US"),
        ("Show revenue", "zh-TW", CHINESE, "zh_Hant_TW"),
        ("Umsatz zeigen", "de-DE", ENGLISH, "de_DE"),
        ("Ｓｈｏｗ　ｒｅｖｅｎｕｅ", "en-US", ENGLISH, "en_US"),
        ("2026", "en-GB", ENGLISH, "en_GB"),
        ("📈🎉", "en-US", ENGLISH, "en_US"),
        ("📈🎉", "zh-TW", CHINESE, "zh_Hant_TW"),
        ("", "zh-TW", CHINESE, "zh_Hant_TW"),
        # Chinese clients.
        ("", "zh-CN", CHINESE, "zh_Hans_CN"),
        ("", "zh-HK", CHINESE, "zh_Hant_HK"),
        ("", "zh-Hant", CHINESE, "zh_Hant"),
        ("", "zh", CHINESE, "zh"),
        ("", "zh_tw", CHINESE, "zh_Hant_TW"),
        ("", " ZH-TW ", CHINESE, "zh_Hant_TW"),
        ("", "zh-Hant-TW-u-ca-roc", CHINESE, "zh_Hant"),
        # Chinese characters decide, with any client.
        ("各地區的營收", "en-US", CHINESE, "zh_Hant_TW"),
        ("各地區的營收", "de-DE", CHINESE, "zh_Hant_TW"),
        ("各地區的營收", "", CHINESE, "zh_Hant_TW"),
        ("各地区的营收", "zh-CN", CHINESE, "zh_Hans_CN"),
        ("Show 台北 revenue", "en-US", CHINESE, "zh_Hant_TW"),
        ("𠀀", "en-US", CHINESE, "zh_Hant_TW"),
        ("㐀", "en-US", CHINESE, "zh_Hant_TW"),
        ("約翰・史密斯", "en-US", CHINESE, "zh_Hant_TW"),
        ("營收", "kok-IN", CHINESE, "zh_Hant_TW"),
        # Chinese characters in Japanese or Korean text do not.
        ("地域別の売上", "en-US", ENGLISH, "en_US"),
        ("ｳﾘｱｹﾞ 確認", "en-US", ENGLISH, "en_US"),
        ("地域別売上", "ja-JP", ENGLISH, "ja_JP"),
        ("地域別売上", "ko-KR", ENGLISH, "ko_KR"),
        ("지역별 매출", "en-US", ENGLISH, "en_US"),
        ("지역별 매출 分析", "en-US", ENGLISH, "en_US"),
        ("地域別の売上", "zh-TW", CHINESE, "zh_Hant_TW"),
        # Invalid locales.
        ("", "xx-YY", ENGLISH, "en_US"),
        ("", "en-XX", ENGLISH, "en"),
        ("", "../../etc", ENGLISH, "en_US"),
        ("\ud800", "-", ENGLISH, "en_US"),
        ("營收", "\x00" * 5000, CHINESE, "zh_Hant_TW"),
    ],
)
def test_the_language_is_that_of_the_typed_text_or_of_the_client(
    typed: str, client: str, language: str, locale: str
) -> None:
    """Numbers and dates use the client's locale if it matches the language of the sentences."""
    found = Reader.of(typed, locale_tag=client)

    assert found.language == language
    assert str(found.locale) == locale
    assert found.say(progress_texts.STOP) == {ENGLISH: "Stop", CHINESE: "停止"}[language]


@pytest.mark.parametrize("typed", ["", "Show revenue", "各地區的營收", "地域別の売上"])
@pytest.mark.parametrize("client", ["", "en-US", "zh-TW", "ja-JP"])
@pytest.mark.parametrize("setting", [ENGLISH, CHINESE])
def test_the_chosen_language_takes_precedence(typed: str, client: str, setting: str) -> None:
    """Neither the typed text nor the client matters then."""
    assert Reader.of(typed, setting=setting, locale_tag=client).language == setting


@pytest.mark.usefixtures("english_and_chinese")
@pytest.mark.parametrize(
    ("setting", "client", "locale"),
    [
        (ENGLISH, "zh-TW", "en"),
        (CHINESE, "en-US", "zh_Hant_TW"),
        (ENGLISH, "en-GB", "en_GB"),
        (ENGLISH, "de-DE", "de_DE"),
        (CHINESE, "zh-HK", "zh_Hant_HK"),
    ],
)
def test_numbers_and_dates_match_the_chosen_language(
    setting: str, client: str, locale: str
) -> None:
    """7月 does not belong in an English sentence; German number formats do."""
    assert str(Reader.of("", setting=setting, locale_tag=client).locale) == locale


@pytest.mark.parametrize("setting", ["xx", "zh-TW", "../zh_TW", "ENGLISH"])
def test_an_unknown_chosen_language_is_ignored(setting: str) -> None:
    """A language may have been removed since it was chosen."""
    assert Reader.of("", setting=setting, locale_tag="zh-TW").language == CHINESE
    assert Reader.of("", setting=setting, locale_tag="en-US").language == ENGLISH


@pytest.mark.parametrize("language", ["xx", "", "../../texts", "en"])
def test_an_unknown_language_is_english(language: str) -> None:
    """The card may have been made in a language that was removed."""
    stranger = Reader(language)

    assert stranger.say(progress_texts.STOP) == "Stop"
    assert stranger.say_many(ROWS, 2, count="2") == "2 rows"


def test_placeholders_are_filled_in() -> None:
    """This works in every language, and leaves braces in the values unchanged."""
    for language in languages():
        assert "{x}" in Reader(language).say(problem_texts.REFERENCE, reference="{x}")


def test_a_sentence_without_values_may_hold_braces() -> None:
    """Without values the sentence is not a template."""
    assert Reader().say(TextKey("{")) == "{"
    assert Reader().say_many(Counted("{", "{}"), 2) == "{}"


def test_plurals_follow_the_language() -> None:
    """English has two forms, and Chinese one."""
    english, chinese = Reader(), Reader(CHINESE)

    assert [english.say_many(ROWS, n, count=n) for n in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]
    assert [chinese.say_many(ROWS, n, count=n) for n in (1, 2)] == ["共 1 列", "共 2 列"]


def test_a_language_is_added_by_adding_a_file(catalogues: Path) -> None:
    """No code changes."""
    (catalogues / "xx.po").write_text(TINY, "utf-8")

    found = Reader.of("Hello", setting="xx", locale_tag="en-US")

    assert languages() == ("en", "xx")
    assert found.say(progress_texts.STOP) == "Xtöp"
    assert [found.say_many(ROWS, n, count=n) for n in (1, 2, 5)] == ["1 x", "2 xx", "5 xxx"]
    assert Reader.of("Hello", locale_tag="xx-YY").say(progress_texts.STOP) == "Xtöp"
    assert Reader.of("Hello", locale_tag="en-US").say(progress_texts.STOP) == "Stop"


def test_missing_translations_are_english(catalogues: Path) -> None:
    """Translations marked as fuzzy count as missing."""
    (catalogues / "xx.po").write_text(TINY, "utf-8")

    assert Reader("xx").say(problem_texts.ASK_AGAIN) == problem_texts.ASK_AGAIN
    assert Reader("xx").say(answer_texts.NO_ROWS) == answer_texts.NO_ROWS


def test_without_a_chinese_catalogue_chinese_is_answered_in_english(catalogues: Path) -> None:
    """The locale of numbers is the client's then."""
    assert not list(catalogues.iterdir())

    assert Reader.of("營收", locale_tag="de-DE") == Reader("en", "de-DE")


@pytest.mark.parametrize(
    ("client", "language"),
    [
        ("zh-TW", "zh_TW"),
        ("zh-HK", "zh_TW"),
        ("zh-Hant", "zh_TW"),
        ("zh-CN", "zh_CN"),
        ("zh-SG", "zh_CN"),
        ("pt-PT", "pt_PT"),
        ("pt-BR", "pt_BR"),
        ("en-US", "en"),
    ],
)
def test_the_closest_of_several_catalogues_is_used(
    catalogues: Path, client: str, language: str
) -> None:
    """Clients in Hong Kong get the traditional characters of Taiwan, also for Chinese questions."""
    for name in ("zh_CN", "zh_TW", "pt_BR", "pt_PT"):
        (catalogues / f"{name}.po").touch()

    assert Reader.of("Hello", locale_tag=client).language == language
    if client.startswith("zh"):
        assert Reader.of("營收", locale_tag=client).language == language


@pytest.mark.parametrize(
    "name", ["", "Nowhere/At_All", "../../etc/passwd", "x\x00", "\ud800", "Asia"]
)
def test_an_unknown_zone_is_utc(name: str) -> None:
    """Clients may send any name."""
    assert Reader.of("", zone_name=name).zone == ZoneInfo("UTC")


def test_a_known_zone_is_used() -> None:
    """It is found by its name in the time zone database."""
    assert Reader.of("", zone_name="Asia/Taipei").zone == ZoneInfo("Asia/Taipei")


@pytest.mark.parametrize("tag", ["", "-", "xx", "_", "e" * 5000, "i-default", "\ud800", "漢"])
def test_an_unknown_locale_is_american(tag: str) -> None:
    """It matches the English sentences."""
    assert Reader(locale_tag=tag).locale == Locale("en", "US")
