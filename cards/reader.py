"""The reader of a card: language, locale of numbers and dates, and time zone.

The sentences of cards.texts are English, and are the keys of the gettext catalogues:
catalogues/<language>.po, one file per other language, loaded when a reader first needs it. To add a
language, add its file: copy the header of another one, run `make catalogues`, and translate what it
adds. Sentences that a catalogue lacks are shown in English. See
docs/decisions/0008-words-in-catalogues.md.
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
# Japanese and Korean texts also have Chinese characters, among kana and Hangul; the middle dot of
# katakana also occurs in foreign names in Chinese.
_KANA: Final = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
_HANGUL: Final = "\u1100-\u11ff\u3131-\u318e\uac00-\ud7af"
_NOT_CHINESE: Final = re.compile(f"[{_KANA}{_HANGUL}]")
# Clients in these languages may send Chinese characters: Japanese can consist of them alone.
_WRITTEN_IN_HAN: Final = ("zh", "ja", "ko")


# A text of cards.texts: its English, which is the key of its translations.
TextKey = NewType("TextKey", str)


class Counted(NamedTuple):
    """A sentence with a number, in the singular and the plural."""

    one: str
    many: str


class Explanation(NamedTuple):
    """Why something is missing, and what to do about it."""

    happened: TextKey
    advice: TextKey


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of a card.

    language names a catalogue, or is "en". locale_tag is a language tag such as "zh-TW", for
    numbers and dates; zone_name is a name of the time zone database, such as "Asia/Taipei".
    """

    language: str = ENGLISH
    locale_tag: str = ""
    zone_name: str = _UTC

    @property
    def locale(self) -> Locale:
        """The locale of numbers and dates; American English if it is unknown."""
        return locale_of(self.locale_tag)

    @property
    def zone(self) -> tzinfo:
        """The time zone; UTC if it is unknown."""
        return _zone(self.zone_name)

    def say(self, key: TextKey, **values: object) -> str:
        """Translate a text, and fill in the values."""
        said = _translations(self.language).gettext(key)
        return said.format(**values) if values else said

    def say_many(self, counted: Counted, number: int, **values: object) -> str:
        """Translate a sentence with a number, and fill in the values."""
        said = _translations(self.language).ngettext(counted.one, counted.many, number)
        return said.format(**values) if values else said

    def reads(self, text: str) -> bool:
        """Whether a text is in the language, as far as its characters tell."""
        return _is_chinese(text) == (_language_of(self.language) == _language_of(_CHINESE))

    @classmethod
    def of(cls, text: str, *, setting: str = "", locale_tag: str = "", zone_name: str = "") -> Self:
        """Determine the reader of a message.

        The language is the person's setting; else Chinese if they typed Chinese characters, as many
        people do in an English client, while Latin letters decide nothing; else their client's.
        """
        tag = locale_tag.strip()
        language = setting if setting in languages() else _spoken(text, tag)
        is_its_own = tag and (_catalogue_of(tag) or ENGLISH) == language
        return cls(language, tag if is_its_own else language, zone_name or _UTC)


AMERICAN: Final = Reader()


@lru_cache(maxsize=64)
def locale_of(tag: str) -> Locale:
    """Return the locale of a language tag; American English if it is unknown.

    If only the language is known, the rest is ignored.
    """
    parts = tag.replace("_", "-").split("-")
    for known in ("-".join(parts), "-".join(parts[:2]), parts[0]):
        try:
            return Locale.parse(known, sep="-")
        except (ValueError, UnknownLocaleError, TypeError):
            continue
    return _AMERICAN_FORMS


def languages() -> tuple[str, ...]:
    """Return all languages: English, and those with a catalogue."""
    return _languages(CATALOGUES)


@lru_cache(maxsize=4)
def _languages(directory: Path) -> tuple[str, ...]:
    return (ENGLISH, *sorted(path.stem for path in directory.glob("*.po")))


def _spoken(text: str, tag: str) -> str:
    """Return the language to answer in, by what was typed, or else by the client's language."""
    is_news = _is_chinese(text) and _language_of(tag) not in _WRITTEN_IN_HAN
    return _catalogue_of(_CHINESE if is_news else tag) or ENGLISH


def _is_chinese(text: str) -> bool:
    return bool(_HAN.search(text)) and not _NOT_CHINESE.search(text)


def _catalogue_of(tag: str) -> str:
    """Return the catalogue of a language tag, or the closest of the same language; "" if none."""
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
