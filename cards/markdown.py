"""Escaping and cleaning of untrusted text: it keeps its words, and loses links and mentions.

A TextBlock is Markdown: bold, italic, lists and links. Renderers differ in what they escape (mobile
ones do not support a backslash before a bracket), so that links are broken in two ways.
"""

import re
from typing import Final

# Control characters, invisible characters that reorder or hide text, and surrogates, which cannot
# be sent at all. Joiners are kept where emoji and scripts need them.
# Source: Default_Ignorable_Code_Point of https://www.unicode.org/reports/tr44/
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
    "|(?<![\u0600-\u109f\u1780-\u18af\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
)
_LINE_END: Final = re.compile("\r\n?|[\u2028\u2029]")
WORD_JOINER: Final = "\u2060"
# A Teams client finds mentions by these tags; no renderer draws them otherwise.
_MENTION: Final = re.compile(r"<(?=\s*/?\s*at\b)", re.IGNORECASE)
_SPECIAL: Final = re.compile(
    r"[\\`*\[\]]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word an underscore has no meaning
    r"|~(?=~)|(?<=~)~|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)"
    r"|(?<=\{)\{"  # {{DATE(…)}} is replaced by a date
)
# A list, a heading, a quotation, a rule, or the line below a table's header, at the start.
_OPENING: Final = re.compile(r"^(?:[-+](?=\s|$)|>|#(?=#{0,5}(?:\s|$))|[-=:|](?=[-=:|\s]*$))")
_ORDINAL: Final = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
# Most data is one line of these, in which nothing of the above can be.
_HARMLESS: Final = (
    "0-9A-Za-z\u00c0-\u024f\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff"
    r"!\"#$%'()+,\-./:;=>?@^|}·–—‘’“”…、。，（）：？！"
)
_PLAIN: Final = re.compile(rf"(?![ +>#=:|]|-(?!\d)|\d+[.)](?: |$))(?: ?(?:[{_HARMLESS}]|&(?= )))+")


def visible(text: str) -> str:
    """Remove what is invisible or cannot be sent, except for white space."""
    return _INVISIBLE.sub("", text)


def clean(text: str) -> str:
    """Remove what is invisible or cannot be sent; line ends become newlines."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return visible(_LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """Clean a text, and write it on one line."""
    return " ".join(clean(text).split())


def plain(text: str) -> str:
    """Escape data to one line, so that each character is shown literally."""
    if _PLAIN.fullmatch(text):
        return text
    return disarmed(safe_start(literal(one_line(text))))


def escaped(text: str) -> str:
    """Escape any text to one line that is shown literally in Markdown."""
    return plain(one_line(text))


def without_mentions(text: str) -> str:
    """Prevent a Teams client from recognising mentions in a text."""
    return _MENTION.sub(f"<{WORD_JOINER}", text)


def in_run(text: str) -> str:
    """Prepare a text for a TextRun, which is not Markdown."""
    return without_mentions(text.replace("{{", f"{{{WORD_JOINER}{{"))


def literal(text: str) -> str:
    """Escape a part of a line, so that each character is shown literally."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def safe_start(line: str) -> str:
    """Escape the start of a line that would be a list, a heading, a quotation or a rule."""
    return _ORDINAL.sub(r"\1\\\2", _OPENING.sub(r"\\\g<0>", line))


def disarmed(text: str) -> str:
    """Break what a client could take for a link or a mention in spite of a backslash."""
    return without_mentions(text.replace("\\](", f"\\]{WORD_JOINER}("))
