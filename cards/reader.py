"""For whom a card is written: the language of its sentences, the form of its numbers, the zone.

The sentences of cards.texts are English and are themselves the keys of the catalogues, which are
gettext's: catalogues/<language>.po, one file for each other language, read as it is when a reader
first wants it. To add a language is to add its file: start from a copy of another one, change its
header, and let `make catalogues` bring it up to date. What a catalogue lacks is said in English.
See docs/decisions/0008-words-in-catalogues.md.
"""

import gettext
import io
import re
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, NewType, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polib
from babel import Locale, UnknownLocaleError

CATALOGUES: Final = Path(__file__).with_name("catalogues")
# The sentences in the code are English, so that English needs no catalogue.
ENGLISH: Final = "en"
_AMERICAN_FORMS: Final = Locale("en", "US")
_UTC: Final = "UTC"
_CHINESE: Final = "zh-TW"
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Japanese and Korean are written with Chinese characters too, among kana and Hangul; the middle dot
# of katakana stands in foreign names in Chinese as well.
_KANA: Final = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
_HANGUL: Final = "\u1100-\u11ff\u3131-\u318e\uac00-\ud7af"
_NOT_CHINESE: Final = re.compile(f"[{_KANA}{_HANGUL}]")
# To whose clients Chinese characters are no news: Japanese can be written in them alone.
_WRITTEN_IN_HAN: Final = ("zh", "ja", "ko")


# A text of cards.texts: its English, which is the key of its translations.
TextKey = NewType("TextKey", str)


class Counted(NamedTuple):
    """A sentence about a number of things: for one of them, and for any other number."""

    one: str
    many: str


class Explanation(NamedTuple):
    """Why something is not there, and what to do about it."""

    happened: TextKey
    advice: TextKey


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a card.

    language names a catalogue, or is "en". locale_tag is a language tag such as "zh-TW", for
    numbers and dates; zone_name is a name of the time zone database, such as "Asia/Taipei".
    """

    language: str = ENGLISH
    locale_tag: str = ""
    zone_name: str = _UTC

    @property
    def locale(self) -> Locale:
        """The form of numbers and dates; American English for what is no known locale."""
        return locale_of(self.locale_tag)

    @property
    def zone(self) -> tzinfo:
        """The time zone; UTC for what is no known one."""
        return _zone(self.zone_name)

    def say(self, key: TextKey, **values: object) -> str:
        """Say a text in the reader's language, with the values filled in."""
        said = _translations(self.language).gettext(key)
        return said.format(**values) if values else said

    def say_many(self, counted: Counted, number: int, **values: object) -> str:
        """Say a sentence about a number of things."""
        said = _translations(self.language).ngettext(counted.one, counted.many, number)
        return said.format(**values) if values else said

    @classmethod
    def of(cls, text: str, *, setting: str = "", locale_tag: str = "", zone_name: str = "") -> Self:
        """Choose for whom to write.

        The language is the person's setting; else Chinese if they typed Chinese characters, since
        many do so in an English client, while Latin text decides nothing; else their client's.
        """
        tag = locale_tag.strip()
        language = setting if setting in languages() else _spoken(text, tag)
        is_its_own = tag and (_catalogue_of(tag) or ENGLISH) == language
        return cls(language, tag if is_its_own else language, zone_name or _UTC)


AMERICAN: Final = Reader()


@lru_cache(maxsize=64)
def locale_of(tag: str) -> Locale:
    """Return the locale of a language tag; American English for what is no known one.

    The language alone counts if the whole is not known.
    """
    parts = tag.replace("_", "-").split("-")
    for known in ("-".join(parts), "-".join(parts[:2]), parts[0]):
        try:
            return Locale.parse(known, sep="-")
        except (ValueError, UnknownLocaleError, TypeError):
            continue
    return _AMERICAN_FORMS


def languages() -> tuple[str, ...]:
    """Name the languages that the bot speaks: English, and those with a catalogue."""
    return _languages(CATALOGUES)


@lru_cache(maxsize=4)
def _languages(directory: Path) -> tuple[str, ...]:
    return (ENGLISH, *sorted(path.stem for path in directory.glob("*.po")))


def _spoken(text: str, tag: str) -> str:
    """Name the language to answer in, by what was typed, or else by the client's language."""
    is_chinese = _HAN.search(text) and not _NOT_CHINESE.search(text)
    is_news = is_chinese and _language_of(tag) not in _WRITTEN_IN_HAN
    return _catalogue_of(_CHINESE if is_news else tag) or ENGLISH


def _catalogue_of(tag: str) -> str:
    """Name the catalogue of a language tag, or the nearest of the same language; "" if none."""
    same = [known for known in languages() if _language_of(known) == _language_of(tag)]
    return max(same, key=lambda known: _likeness(known, tag), default="")


def _language_of(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[0].lower()


def _likeness(known: str, tag: str) -> tuple[bool, bool]:
    """Rank catalogues of one language: the same script counts more than the same country."""
    one, other = locale_of(known), locale_of(tag)
    return one.script == other.script, one.territory == other.territory


def _translations(language: str) -> gettext.NullTranslations:
    is_english = language == ENGLISH or language not in languages()
    return _SOURCE if is_english else _loaded(CATALOGUES, language)


_SOURCE: Final = gettext.NullTranslations()


@lru_cache(maxsize=16)
def _loaded(directory: Path, language: str) -> gettext.NullTranslations:
    catalogue = polib.pofile(str(directory / f"{language}.po"), encoding="utf-8")
    return gettext.GNUTranslations(io.BytesIO(catalogue.to_binary()))


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(_UTC)
