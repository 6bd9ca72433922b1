"""Escaping and cleaning of untrusted text: it keeps its words, and loses links and mentions.

A TextBlock is Markdown: bold, italic, lists and links. Renderers differ in what they escape (mobile
ones do not support a backslash before a bracket), so that links are broken in two ways.
"""

import re
from typing import Final

# Control characters, invisible characters that reorder or hide text, and surrogates, which cannot
# be sent at all. Joiners within emoji and scripts are kept.
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_END: Final = re.compile("\r\n?|[\u2028\u2029]")
_WORD_JOINER: Final = "\u2060"
# A Teams client finds mentions by these tags; no renderer draws them otherwise.
_MENTION: Final = re.compile(r"<(?=\s*/?\s*at\b)", re.IGNORECASE)
_SPECIAL: Final = re.compile(
    r"[\\`*\[\]]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word an underscore has no meaning
    r"|~(?=~)|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)"
    r"|(?<=\{)\{"  # {{DATE(…)}} is replaced by a date
)
# A list, a heading, a quotation or a rule at the start.
_OPENING: Final = re.compile(r"^(?:[-+](?=\s|$)|>|#(?=#{0,5}(?:\s|$))|[-=](?=[-=\s]*$))")
_ORDINAL: Final = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")

_INLINE: Final = re.compile(
    r"(?P<escaped>\\[!-/:-@\[-`{-~])"
    r"|(?<!`)(?P<ticks>`{1,3})(?P<code>[^`]+)(?P=ticks)(?!`)"
    r"|!\[(?P<image>[^\[\]]*)\]\([^()\s]*\)"
    r"|\[(?P<label>[^\[\]]+)\]\(\s?<?(?P<target>[^\s()<>\[\]]{1,1000})>?(?:\s\"[^\"\n]*\")?\s?\)"
    r"|(?P<line><br\s?/?>)"
    r"|(?P<strike>~~)"
    r"|(?P<special>[\[\]`]|<(?=[A-Za-z/!?])|(?<=\{)\{)",
    re.IGNORECASE,
)
_WEB: Final = ("http://", "https://")
_MARKUP: Final = re.compile(r"\\([!-/:-@\[-`{-~])|\[([^\[\]]+)\]\([^()\s]+\)|[*_]{2,3}|\*")


def clean(text: str) -> str:
    """Remove what is invisible or cannot be sent; line ends become newlines."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """Clean a text, and write it on one line."""
    return " ".join(clean(text).split())


def plain(text: str) -> str:
    """Escape data to one line, so that each character is shown literally."""
    text = _SPECIAL.sub(r"\\\g<0>", one_line(text))
    text = _ORDINAL.sub(r"\1\\\2", _OPENING.sub(r"\\\g<0>", text))
    return _disarmed(text)


def escaped(text: str) -> str:
    """Escape any text to one line that is shown literally in Markdown."""
    return plain(one_line(text))


def without_mentions(text: str) -> str:
    """Prevent a Teams client from recognising mentions in a text."""
    return _MENTION.sub(f"<{_WORD_JOINER}", text)


def inline(text: str) -> str:
    """Keep the Markdown that a TextBlock draws, on one line; links lead to web pages only."""
    return _disarmed(_INLINE.sub(_inline_part, text))


def _inline_part(match: re.Match[str]) -> str:
    part, value = match.lastgroup, match[0]
    match part:
        case "escaped":
            return value
        case "special":
            return "\\" + value
        case "code":
            return plain(match["code"])
        case "image":
            return plain(match["image"])
        case "target":
            return _link(match["label"], match["target"])
        case _:
            return " " if part == "line" else ""


def _link(label: str, target: str) -> str:
    label = plain(label.strip("*_ "))
    return f"[{label}]({target})" if target.lower().startswith(_WEB) else label


def _disarmed(text: str) -> str:
    return without_mentions(text.replace("\\](", f"\\]{_WORD_JOINER}("))


def spoken(markdown: str) -> str:
    """Convert inline Markdown to plain text on one line, for a notification."""
    words = _MARKUP.sub(lambda match: match[1] or match[2] or "", inline(markdown))
    return one_line(words)
