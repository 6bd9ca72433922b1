"""What people see of Markdown, by CommonMark's reference implementation, which is not ours."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from cmarkgfm import markdown_to_html_with_extensions
from cmarkgfm.cmark import Options

from cards.grid import NO_BREAK_SPACE
from cards.markdown import WORD_JOINER

_OPTIONS = Options.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
_EXTENSIONS = ["table", "strikethrough"]
_MARK = re.compile(rf"^{NO_BREAK_SPACE}*(?:•|\d+[.)]){NO_BREAK_SPACE}$")
_WORD = re.compile(r"\w+")


@dataclass
class Seen:
    """What a reader sees, in order.

    Args:
        lines: the words of each line.
        items: the words of the first line of each item of a list.
    """

    lines: list[list[str]] = field(default_factory=list)
    items: list[list[str]] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    italic: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        return [word for line in self.lines for word in line]

    def add_line(self, text: str) -> None:
        words = words_of(text)
        if words:
            self.lines.append(words)

    def add_item(self, text: str) -> None:
        self.items.append(words_of(text))


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.replace(WORD_JOINER, ""))


def seen_in_markdown(markdown: str, seen: Seen | None = None, *, options: int = 0) -> Seen:
    """Render Markdown, and read what it shows."""
    page = _Page(seen or Seen())
    page.feed(markdown_to_html_with_extensions(markdown, options | _OPTIONS, _EXTENSIONS))
    page.close()
    page.end_line()
    return page.seen


def meant_by(markdown: str) -> Seen:
    """Read what Genie means by its Markdown: each of its line breaks is one."""
    return seen_in_markdown(markdown, options=Options.CMARK_OPT_HARDBREAKS)


def seen_in_card(elements: Iterable[dict[str, Any]]) -> Seen:
    """Read what the elements of a card show; TextBlocks are Markdown."""
    seen = Seen()
    for element in elements:
        _read(element, seen)
    return seen


def _read(element: dict[str, Any], seen: Seen) -> None:
    match element:
        case {"type": "TextBlock", "text": text}:
            seen_in_markdown(text, seen)
        case {"type": "RichTextBlock", "inlines": runs}:
            _read_runs(runs, seen)
        case {"type": "Container", "items": items}:  # code, line by line
            code = [run["text"] for item in items for run in item["inlines"]]
            seen.code.append("\n".join(code))
            for line in code:
                seen.add_line(line)
        case {"type": "Table", "rows": rows}:
            for at, row in enumerate(rows):
                for cell in row["cells"]:
                    for item in cell["items"]:
                        _read(item if at else _without_weight(item), seen)
        case _:
            raise ValueError(element["type"])


def _without_weight(item: dict[str, Any]) -> dict[str, Any]:
    """Remove what makes a table's header bold, since that is not Genie's."""
    runs = [{**run, "weight": "Default"} for run in item.get("inlines", [])]
    return {**item, "inlines": runs}


def _read_runs(runs: list[dict[str, Any]], seen: Seen) -> None:
    text = "".join(run["text"] for run in runs)
    if _MARK.match(runs[0]["text"]):
        text = text.removeprefix(runs[0]["text"])
        seen.add_item(text)
    seen.add_line(text)
    styles = {
        "bold": [run.get("weight") == "Bolder" for run in runs],
        "italic": [run.get("italic", False) for run in runs],
        "struck": [run.get("strikethrough", False) for run in runs],
    }
    for name, has_style in styles.items():
        span = ""
        for run, wears in [*zip(runs, has_style, strict=True), ({"text": ""}, False)]:
            if wears:
                span += run["text"]
            elif span:
                getattr(seen, name).append(span)
                span = ""
    seen.code += [run["text"] for run in runs if run.get("fontType") == "Monospace"]
    seen.links += [run["selectAction"]["url"] for run in runs if "selectAction" in run]


class _Page(HTMLParser):
    """Reads the HTML of a renderer."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen
        self._line = ""
        self._spans: dict[str, list[str]] = {}
        self._opens_item = False
        self._is_in_heading = False
        self._is_in_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS:
            self.end_line()
            self._is_in_heading = True
        elif tag in _SPANS:
            self._spans.setdefault(tag, []).append("")
        elif tag == "a":
            self.seen.links.append(dict(attrs)["href"] or "")
        elif tag == "img":
            self.handle_data(dict(attrs)["alt"] or "")
        else:
            self.end_line()
        if tag == "li":
            self._end_item()
            self._opens_item = True
        self._is_in_code |= tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEADINGS:
            self.seen.bold.append(self._line)
            self._is_in_heading = False
            self.end_line()
        elif tag in _SPANS:
            span = self._spans[tag].pop()
            # Bold within bold looks the same; a heading is bold as a whole.
            is_seen = not self._spans[tag] and not (tag == "strong" and self._is_in_heading)
            if is_seen:
                getattr(self.seen, _SPANS[tag]).append(span)
        elif tag not in {"a", "img"}:
            self.end_line()
        if tag == "li":
            self._end_item()
        self._is_in_code &= tag != "pre"

    def handle_data(self, data: str) -> None:
        first, *others = data.split("\n") if self._is_in_code else [data]
        self._line += first
        for line in others:
            self.end_line()
            self._line = line
        for spans in self._spans.values():
            spans[:] = [span + data for span in spans]

    def end_line(self) -> None:
        if self._opens_item and self._line.strip():
            self.seen.add_item(self._line)
            self._opens_item = False
        self.seen.add_line(self._line)
        self._line = ""

    def _end_item(self) -> None:
        if self._opens_item:
            self.seen.add_item("")
            self._opens_item = False


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPANS = {"strong": "bold", "em": "italic", "del": "struck", "code": "code"}
