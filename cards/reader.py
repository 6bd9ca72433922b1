"""For whom a card is written: the language of its sentences, the form of its numbers, the zone."""

import gettext
import io
import re
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polib
from babel import Locale, UnknownLocaleError

CATALOGUES: Final = Path(__file__).with_name("catalogues")
# The sentences in the code are English, so that English needs no catalogue.
ENGLISH: Final = "en"
_AMERICAN_FORMS: Final = Locale("en", "US")
_UTC: Final = "UTC"
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Japanese and Korean are written with Chinese characters too, among others or alone.
_NOT_CHINESE: Final = re.compile("[\u3040-\u30ff\u1100-\u11ff\uac00-\ud7af]")
_NOT_CHINESE_TAGS: Final = ("ja", "ko")
_CHINESE: Final = "zh-TW"


class Counted(NamedTuple):
    """A sentence about a number of things: for one of them, and for any other number."""

    one: str
    many: str


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

    def say(self, message: str, **values: object) -> str:
        """Say a sentence of cards.texts in the reader's language, with the values filled in."""
        said = _translations(self.language).gettext(message)
        return said.format(**values) if values else said

    def say_many(self, message: Counted, number: int, **values: object) -> str:
        """Say a sentence about a number of things."""
        said = _translations(self.language).ngettext(message.one, message.many, number)
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


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Name the languages that the bot speaks: English, and those with a catalogue."""
    return (ENGLISH, *sorted(path.stem for path in CATALOGUES.glob("*.po")))


def _spoken(text: str, tag: str) -> str:
    """Name the language to answer in, by what was typed, or else by the client's language."""
    is_chinese = _HAN.search(text) and not _NOT_CHINESE.search(text)
    if is_chinese and not tag.lower().startswith(_NOT_CHINESE_TAGS):
        return _catalogue_of(_CHINESE) or ENGLISH
    return _catalogue_of(tag) or ENGLISH


def _catalogue_of(tag: str) -> str:
    """Name the catalogue of a language tag, or the nearest of the same language; "" if none."""
    name = tag.replace("-", "_")
    same = [known for known in languages() if known.partition("_")[0] == name.partition("_")[0]]
    return name if name in same else next(iter(same), "")


@lru_cache(maxsize=16)
def _translations(language: str) -> gettext.NullTranslations:
    if language not in languages() or language == ENGLISH:
        return gettext.NullTranslations()
    catalogue = polib.pofile(str(CATALOGUES / f"{language}.po"), encoding="utf-8")
    return gettext.GNUTranslations(io.BytesIO(catalogue.to_binary()))


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(_UTC)
