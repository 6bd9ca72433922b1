"""What Teams and this project require of a card in addition to the model: rules for its parts."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from cards import CardAction, CardMessage
from tests.cards.model import Json, Part, Problem, walked

# Teams answers 413 above 100 KB, and advises 80 KB, counted as UTF-16 without base64 images.
# Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
MAX_MESSAGE_BYTES: Final = 80_000
MAX_SUMMARY_CHARS: Final = 200
VERSION: Final = "1.5"
CARD_TYPE: Final = "application/vnd.microsoft.card.adaptive"

# What any renderer of version 1.5 draws; newer elements need a fallback.
# Source: https://adaptivecards.io/explorer/
OF_VERSION: Final = frozenset(
    (
        *("AdaptiveCard", "TextBlock", "RichTextBlock", "TextRun", "Image", "ImageSet", "Media"),
        *("ActionSet", "Container", "ColumnSet", "Column", "FactSet"),
        *("Table", "TableRow", "TableCell"),
        *("Input.ChoiceSet", "Input.Date", "Input.Number", "Input.Text", "Input.Time"),
        *("Input.Toggle", "Action.Execute", "Action.OpenUrl", "Action.ShowCard", "Action.Submit"),
        "Action.ToggleVisibility",
        *("Layout.AreaGrid", "Layout.Flow", "Layout.Stack"),  # others ignore the whole property
        "mention",
    )
)

# The model has defaults for everything. Without these properties a renderer draws nothing, or
# something that a screen reader cannot read.
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "AdaptiveCard": ("version", "body"),
    "ActionSet": ("actions",),
    "Action.Execute": ("title", "data"),
    "Action.OpenUrl": ("title", "url"),
    "Action.ShowCard": ("title", "card"),
    "Action.Submit": ("title", "data"),
    "Action.ToggleVisibility": ("title", "targetElements"),
    "Badge": ("text",),
    "Carousel": ("pages",),
    "Chart.Donut": ("data",),
    "Chart.Gauge": ("value",),
    "Chart.HorizontalBar": ("data",),
    "Chart.HorizontalBar.Stacked": ("data",),
    "Chart.Line": ("data",),
    "Chart.Pie": ("data",),
    "Chart.VerticalBar": ("data",),
    "Chart.VerticalBar.Grouped": ("data",),
    "Choice": ("title", "value"),
    "CodeBlock": ("codeSnippet",),
    "ColumnSet": ("columns",),
    "CompoundButton": ("title",),
    "Container": ("items",),
    "DonutChartData": ("legend", "value"),
    "Fact": ("title", "value"),
    "FactSet": ("facts",),
    "GaugeChartLegend": ("size",),
    "GroupedVerticalBarChartData": ("legend", "values"),
    "HorizontalBarChartDataValue": ("x", "y"),
    "Icon": ("name",),
    "Image": ("url", "altText"),
    "ImageSet": ("images",),
    "Input.ChoiceSet": ("choices",),
    "Input.Toggle": ("title",),
    "LineChartData": ("legend", "values"),
    "LineChartValue": ("x", "y"),
    "RichTextBlock": ("inlines",),
    "StackedHorizontalBarChartData": ("title", "data"),
    "StackedHorizontalBarChartDataPoint": ("legend", "value"),
    "Table": ("columns", "rows", "firstRowAsHeaders"),
    "TableCell": ("items",),
    "TableRow": ("cells",),
    "TextBlock": ("text",),
    "TextRun": ("text",),
    "VerticalBarChartDataValue": ("x", "y"),
}
# Here a blank text is an empty line.
MAY_BE_BLANK: Final = frozenset({"TextRun"})
INPUT_REQUIRED: Final = ("id", "label")

# Colours of texts that have a contrast of 4.5:1 in the light and the dark theme of Teams. When they
# are subtle, they have less; Good and Warning have less than 2:1 on a light card.
COLOURS: Final = frozenset({"Accent", "Attention"})

# Texts that are Markdown, and in which Teams looks for mentions.
MARKDOWN: Final = frozenset({("TextBlock", "text"), ("Fact", "title"), ("Fact", "value")})
_MENTION: Final = re.compile(r"<\s*/?\s*at\b", re.IGNORECASE)
# Some mobile clients do not support backslashes: an escaped bracket still makes a link there.
_TARGET: Final = re.compile(
    r"\]\(\s*<?([^\s)>]*)|(?<!\\)\]:\s*<?(\S+)|(?<!\\)<([a-z][a-z0-9+.-]*:)", re.I
)
_WEB: Final = re.compile(r"https?:(//[^/\s]|$)", re.IGNORECASE)
_PICTURE: Final = re.compile(r"https?://[^/\s]|data:image/(png|jpeg|gif);base64,", re.IGNORECASE)
_BASE64: Final = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=]*")
# Control characters except tab and newline, characters that reorder text, and surrogates.
_UNSENDABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ud800-\udfff]"
)


def teams_bytes(*sent: object) -> int:
    """Measure as Teams does: texts in UTF-16, the rest as JSON, base64 images not counted."""
    texts = (
        part
        if isinstance(part, str)
        else json.dumps(part, separators=(",", ":"), ensure_ascii=False)
        for part in sent
    )
    return sum(len(_BASE64.sub("", text).encode("utf-16-le", "replace")) for text in texts)


def card_problems(card: Json) -> list[Problem]:
    """List what is wrong with a card, except its size."""
    try:
        wire = json.dumps(card, allow_nan=False)
    except (TypeError, ValueError) as exc:
        return [Problem("$", f"not JSON: {exc}")]
    return list(_problems_of(wire))


# Conversations produce the same card many times.
@lru_cache(maxsize=1024)
def _problems_of(wire: str) -> tuple[Problem, ...]:
    card = json.loads(wire)
    walk = walked(card)
    has_inputs = any(part.kind.startswith("Input.") for part in walk.parts)
    mentions = [part.node.get("text", "") for part in walk.parts if part.kind == "mention"]
    for part in walk.parts:
        walk.problems += _required(part)
        walk.problems += _of_kind(part, has_inputs=has_inputs)
        walk.problems += _texts(part, mentions)
    return (*walk.problems, *_ids(card, walk.parts), *_buttons(walk.parts), *_unsendable(card, "$"))


def message_problems(message: CardMessage) -> list[Problem]:
    """List what is wrong with a message, except its size."""
    problems = card_problems(message.card)
    if not 0 < len(message.summary) <= MAX_SUMMARY_CHARS:
        problems.append(Problem("summary", f"{len(message.summary)} characters"))
    problems += [*_unsendable(message.summary, "summary"), *_unsendable(message.text, "text")]
    return [*problems, *_markdown(message.text, "text", [])]


def activity_problems(activity: Json) -> list[Problem]:
    """List what is wrong with an activity that was sent: cards, text and size."""
    problems: list[Problem] = []
    for number, attachment in enumerate(activity.get("attachments") or []):
        if attachment.get("contentType") == CARD_TYPE:
            at = f"attachments[{number}]"
            found = card_problems(attachment["content"])
            problems += [Problem(f"{at}{path.removeprefix('$')}", rule) for path, rule in found]
    entities = activity.get("entities") or []
    mentions = [entity["text"] for entity in entities if entity["type"] == "mention"]
    text = activity.get("text") or ""
    problems += [*_unsendable(text, "text"), *_markdown(text, "text", mentions)]
    return problems + size_problems(activity)


def size_problems(*sent: object) -> list[Problem]:
    """Report a size above what Teams advises."""
    size = teams_bytes(*sent)
    rule = f"{size} bytes as Teams counts are more than {MAX_MESSAGE_BYTES}"
    return [Problem("$", rule)] if size > MAX_MESSAGE_BYTES else []


def _required(part: Part) -> Iterator[Problem]:
    names = REQUIRED.get(part.kind, ())
    if part.kind.startswith("Input."):
        names = (*INPUT_REQUIRED, *names)
    for name in names:
        if _is_blank(part.node.get(name), part.kind):
            yield Problem(part.path, f"{part.kind} needs {name!r}")


def _is_blank(value: object, kind: str) -> bool:
    if isinstance(value, str) and kind not in MAY_BE_BLANK:
        value = value.strip(" \t\r\n")  # a no-break space is the content of an empty cell
    return value in (None, "", [], {})


def _of_kind(part: Part, *, has_inputs: bool) -> Iterator[Problem]:
    kind, node, path = part.kind, part.node, part.path
    is_typed = "type" in node
    colour = node.get("color") if kind in ("TextBlock", "TextRun") else None
    if colour and (colour not in COLOURS or node.get("isSubtle")):
        yield Problem(path, f"a text in {colour!r} has too little contrast")
    if is_typed and kind not in OF_VERSION and "fallback" not in node:
        yield Problem(path, f"{kind} is newer than {VERSION} and needs a fallback")
    match kind:
        case "AdaptiveCard" if node.get("version") != VERSION:
            yield Problem(path, f"version {node.get('version')!r} is not {VERSION!r}")
        case "Table":
            yield from _table(part)
        case "Action.Submit" | "Action.Execute":
            yield from _payload(part, has_inputs=has_inputs)
        case _ if kind.startswith("Input.") and node.get("isRequired"):
            if not node.get("errorMessage"):
                yield Problem(path, f"{kind} is required and needs an 'errorMessage'")


def _table(part: Part) -> Iterator[Problem]:
    columns = len(part.node.get("columns") or [])
    for number, row in enumerate(part.node.get("rows") or []):
        cells = len(row.get("cells") or [])
        if cells != columns:
            yield Problem(f"{part.path}.rows[{number}]", f"{cells} cells for {columns} columns")


def _payload(part: Part, *, has_inputs: bool) -> Iterator[Problem]:
    """Check a button's payload.

    Inputs add their values to it, so that a form's may have more keys.
    """
    data = part.node.get("data")
    action = CardAction.from_json(data)
    path = f"{part.path}.data"
    if action is None or not isinstance(data, dict):
        yield Problem(path, "no payload that CardAction reads")
    elif not has_inputs and data != action.to_json():
        yield Problem(path, f"the payload is not exactly {action.to_json()}")


def _texts(part: Part, mentions: list[str]) -> Iterator[Problem]:
    for name, value in part.node.items():
        if not isinstance(value, str):
            continue
        path = f"{part.path}.{name}"
        if (part.kind, name) in MARKDOWN:
            yield from _markdown(value, path, mentions)
        elif name in ("url", "backgroundImage") or (name == "iconUrl" and value[:5] != "icon:"):
            is_link = part.kind.startswith("Action.") and name == "url"
            if not (_WEB if is_link else _PICTURE).match(value):
                yield Problem(path, f"{value[:60]!r} is neither a web link nor a picture")


def _markdown(text: str, path: str, mentions: list[str]) -> Iterator[Problem]:
    for mention in mentions:
        text = text.replace(mention, "")
    if _MENTION.search(text):
        yield Problem(path, "a mention without an entity")
    for match in _TARGET.finditer(text):
        target = next(filter(None, match.groups()), "")
        if not _WEB.match(target):
            yield Problem(path, f"a link to {target[:60]!r}, which is not a web page")


def _ids(card: Json, parts: list[Part]) -> Iterator[Problem]:
    known = _ids_in(card)
    for known_id, number in known.items():
        if number > 1:
            yield Problem("$", f"id {known_id!r} is used {number} times")
    for part in parts:
        targets = part.node.get("targetElements") or []
        for target in targets if part.kind == "Action.ToggleVisibility" else []:
            target_id = target.get("elementId") if isinstance(target, dict) else target
            if target_id not in known:
                yield Problem(part.path, f"there is no element {target_id!r} to show or hide")


def _buttons(parts: list[Part]) -> Iterator[Problem]:
    """Check what people and screen readers distinguish buttons by.

    At most one button of a card is emphasised. Titles are the names of buttons; tooltips are not.
    """
    buttons = [part.node for part in parts if part.kind.startswith("Action.")]
    if sum("style" in button for button in buttons) > 1:
        yield Problem("$", "more than one button is emphasised")
    for title, number in Counter(str(button.get("title")) for button in buttons).items():
        if number > 1:
            yield Problem("$", f"{number} buttons are called {title[:60]!r}")


def _ids_in(node: Json | list[Any]) -> Counter[str]:
    """Count ids. An element and its fallback may share one: only one of them is drawn."""
    known: Counter[str] = Counter()
    if isinstance(node, list):
        parts = node
    else:
        if "type" in node and isinstance(node.get("id"), str):
            known[node["id"]] += 1
        parts = [value for name, value in node.items() if name not in ("data", "fallback")]
    for part in parts:
        if isinstance(part, dict | list) and (ids := _ids_in(part)):
            known.update(ids)
    fallback = node.get("fallback") if isinstance(node, dict) else None
    return known | _ids_in(fallback) if isinstance(fallback, dict) else known


def _unsendable(node: Any, path: str) -> Iterator[Problem]:
    if isinstance(node, str):
        if match := _UNSENDABLE.search(node):
            yield Problem(path, f"character U+{ord(match[0]):04X} at {match.start()}")
    elif isinstance(node, dict):
        for name, value in node.items():
            yield from _unsendable(name, f"{path}.{name}")
            yield from _unsendable(value, f"{path}.{name}")
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from _unsendable(item, f"{path}[{number}]")
