"""Text from outside made safe and readable in a TextBlock, which knows little Markdown.

TextBlocks draw bold, italic, lists and links. Headings, tables and code they show as typed; and
what looks like structure in data must not become structure.
"""

import re
from typing import Final

_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+!|~<>])")
_AT: Final = re.compile(r"</?at\b[^>]*>", re.IGNORECASE)
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\(([^)]*)\)")
_HEADING: Final = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
_FENCE: Final = re.compile(r"^[ \t]*```.*$", re.MULTILINE)
_RULE: Final = re.compile(r"^[ \t:|-]*-{3,}[ \t:|-]*$", re.MULTILINE)
_TABLE_ROW: Final = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE)


def plain(text: str) -> str:
    """Show data exactly as it is: no character of it is Markdown."""
    return _SPECIAL.sub(r"\\\1", _CONTROL.sub("", text).replace("\n", " "))


def readable(text: str) -> str:
    """Turn Genie's Markdown into the little that TextBlocks draw; links lead to web pages only."""
    text = _AT.sub("", _CONTROL.sub("", text))
    text = _LINK.sub(_safe_link, text)
    text = _FENCE.sub("", text)
    text = _RULE.sub("", text)
    text = _TABLE_ROW.sub(_row, text)
    text = _HEADING.sub(lambda match: f"**{match[1].strip('*')}**", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def spoken(text: str) -> str:
    """Turn Genie's Markdown into plain words, for a notification."""
    text = _LINK.sub(r"\1", readable(text))
    return " ".join(re.sub(r"[*`]|^- ", "", text, flags=re.MULTILINE).split())


def _safe_link(match: re.Match[str]) -> str:
    title, target = match[1], match[2].strip()
    return f"[{title}]({target})" if target.startswith(("https://", "http://")) else title


def _row(match: re.Match[str]) -> str:
    return "- " + " · ".join(cell.strip() for cell in match[1].split("|"))
