"""The two languages of a space, and how texts are composed in each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]

_HAN = "\u4e00-\u9fff"
_TOUCHING = re.compile(rf"(?<=[{_HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{_HAN}])")


@dataclass(frozen=True, slots=True)
class Both:
    """The same text in English and Traditional Chinese."""

    en: str
    zh: str

    def said_in(self, language: Language) -> str:
        """Return the text in one language."""
        return self.en if language == "en" else self.zh


def language_of(text: str) -> Language:
    """Return the language to answer in: Chinese if the question has at least one Han character."""
    return "zh" if re.search(f"[{_HAN}]", text) else "en"


def joined(words: Sequence[str], language: Language) -> str:
    """Join several things, the last one after "and"."""
    if language == "zh":
        return "與".join(filter(None, ("、".join(words[:-1]), *words[-1:])))
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def spaced(text: str) -> str:
    """Put a space between Han characters and adjacent Latin letters or digits."""
    return _TOUCHING.sub(" ", text)


def quoted(text: str, language: Language) -> str:
    """Quote words of the question, in the quotation marks of the language."""
    return f"「{text}」" if language == "zh" else f"“{text}”"
