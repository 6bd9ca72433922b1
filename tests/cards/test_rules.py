"""Tests of the card checks themselves."""

from typing import Any

import pytest

from cards import Card
from cards.actions import ActionKind, CardAction
from tests.cards.model import properties_by_kind
from tests.cards.rules import (
    MAX_MESSAGE_BYTES,
    OF_VERSION,
    REQUIRED,
    activity_problems,
    card_problems,
    size_problems,
    teams_bytes,
)

PAYLOAD = CardAction(ActionKind.ASK, "a1b2c3d4", "And by month?").to_json()
SUBMIT = {"type": "Action.Submit", "title": "And by month?", "data": PAYLOAD}
LINE_CHART = {
    "type": "Chart.Line",
    "title": "Sales",
    "data": [{"legend": "North", "values": [{"x": "2026-01-01", "y": 1}]}],
    "fallback": {"type": "TextBlock", "text": "North: 1"},
}
PIXEL = "data:image/png;base64,iVBORw0KGgo="
IMAGE = {"type": "Image", "url": PIXEL, "altText": "Sales by month"}
TEXT_INPUT = {"type": "Input.Text", "id": "comment", "label": "What was wrong?"}


def text(said: str, **properties: Any) -> Card:
    """Make a TextBlock."""
    return {"type": "TextBlock", "text": said} | properties


def cells(number: int) -> Card:
    """Make a row of a table with this many cells."""
    cell = {"type": "TableCell", "items": [text("1")]}
    return {"type": "TableRow", "cells": [cell] * number}


def table(*rows: Card, **properties: Any) -> Card:
    """Make a table of two columns."""
    given = {"firstRowAsHeaders": True, "columns": [{"width": 1}] * 2, "rows": list(rows)}
    return {"type": "Table"} | given | properties


def toggle(*targets: Any) -> Card:
    """Make a button that shows and hides."""
    action = {"type": "Action.ToggleVisibility", "title": "Show", "targetElements": list(targets)}
    return {"type": "ActionSet", "actions": [action]}


def buttons(*actions: Card) -> Card:
    """Make a set of buttons."""
    return {"type": "ActionSet", "actions": list(actions)}


def card(*body: Any, **properties: Any) -> Card:
    """Make a card with this body."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body)} | properties


def without(node: Card, *names: str) -> Card:
    """Copy an element without some of its properties."""
    return {name: value for name, value in node.items() if name not in names}


def test_the_rules_use_existing_names() -> None:
    """A misspelt type or property would never be reported as missing."""
    known = properties_by_kind()

    assert known.keys() >= OF_VERSION
    assert {kind for kind, names in REQUIRED.items() if not known[kind].issuperset(names)} == set()


@pytest.mark.parametrize(
    "good",
    [
        card(text("Sales"), msteams={"width": "Full"}),
        card(text("Sales"), **{"$schema": "http://adaptivecards.io/schemas/adaptive-card.json"}),
        card(table(cells(2), cells(2))),
        card(LINE_CHART, IMAGE),
        card(buttons(SUBMIT), toggle("sql", {"elementId": "more"}), text("a", id="sql"))
        | {"actions": [SUBMIT | {"title": "More", "id": "more"}]},
        card(TEXT_INPUT, buttons(SUBMIT | {"data": PAYLOAD | {"rating": "bad"}})),
        card(text("[Docs](https://learn.microsoft.com) and \\[1\\]\u2060(x), a < b, \u00a0")),
        card({"type": "FactSet", "facts": [{"title": "North", "value": "1"}]}),
        card({"type": "RichTextBlock", "inlines": ["a", {"type": "TextRun", "text": " "}]}),
        card(LINE_CHART | {"id": "chart", "fallback": IMAGE | {"id": "chart"}}, toggle("chart")),
        card(
            {
                "type": "ColumnSet",
                "columns": [{"type": "Column", "width": "auto", "items": [IMAGE]}],
            },
            {"type": "CodeBlock", "codeSnippet": "<at>\tSELECT", "fallback": "drop"},
        ),
        card(text("<at>Bob</at> asked"))
        | {
            "msteams": {
                "entities": [
                    {
                        "type": "mention",
                        "text": "<at>Bob</at>",
                        "mentioned": {"id": "29:1", "name": "Bob"},
                    }
                ]
            }
        },
    ],
)
def test_valid_cards_pass(good: Card) -> None:
    """Cards that Teams draws have no problems."""
    assert card_problems(good) == []


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ({"type": "Text", "text": "x"}, "$.body[0]: unknown type 'Text'"),
        ({"text": "x"}, "$.body[0]: unknown type None"),
        ({"type": ["TextBlock"]}, "$.body[0]: unknown type ['TextBlock']"),
        ("x", "$.body[0]: 'x' does not belong here"),
        ([text("x")], "$.body[0]: a list does not belong here"),
        ({"type": "TextRun", "text": "x"}, "$.body[0]: unknown type 'TextRun'"),
        (cells(2), "$.body[0]: unknown type 'TableRow'"),
        (text("x", isWrapped=True), "$.body[0]: TextBlock has no property 'isWrapped'"),
        (text("x", size="small"), "$.body[0].size: 'small': Input should be 'Small'"),
        (text("x", maxLines="4"), "$.body[0].maxLines: '4': Input should be a valid number"),
        (text("x", maxLines=True), "$.body[0].maxLines: True: Input should be a valid number"),
        (text("x", wrap=None), "$.body[0].wrap: None: Input should be a valid boolean"),
        (text("x", wrap={}), "$.body[0].wrap: an object does not belong here"),
        (
            {"type": "RichTextBlock", "inlines": [text("x")]},
            "$.body[0].inlines[0]: unknown type 'TextBlock'",
        ),
        (buttons(text("x")), "$.body[0].actions[0]: unknown type 'TextBlock'"),
        (
            {"type": "ColumnSet", "columns": [text("x")]},
            "$.body[0].columns[0]: type 'TextBlock' is not ('Column',)",
        ),
        (
            table(cells(2)) | {"columns": [{"wide": 1}]},
            "$.body[0].columns[0]: ColumnDefinition has no property 'wide'",
        ),
        (
            LINE_CHART | {"data": [{"legend": "a", "values": [{"x": "1", "y": "2"}]}]},
            "$.body[0].data[0].values[0].y: '2': Input should be a valid number",
        ),
        (
            LINE_CHART | {"data": [{"legend": "a", "values": [{"x": "1", "y": 1, "z": 1}]}]},
            "$.body[0].data[0].values[0]: LineChartValue has no property 'z'",
        ),
        (
            LINE_CHART | {"colorSet": "rainbow"},
            "$.body[0].colorSet: 'rainbow': Input should be 'categorical'",
        ),
        (
            LINE_CHART | {"fallback": {"type": "Picture"}},
            "$.body[0].fallback: unknown type 'Picture'",
        ),
        (LINE_CHART | {"fallback": "omit"}, "$.body[0].fallback: 'omit': Input should be 'drop'"),
        (
            IMAGE | {"selectAction": {"type": "Action.OpenURL"}},
            "$.body[0].selectAction: unknown type 'Action.OpenURL'",
        ),
        (
            buttons(SUBMIT | {"msteams": {"feedback": {"hidden": True}}}),
            "$.body[0].actions[0].msteams.feedback: TeamsSubmitActionFeedback has no property",
        ),
    ],
)
def test_what_the_model_does_not_allow_is_reported(element: Any, said: str) -> None:
    """The report has the path of the element, at any depth."""
    assert any(str(problem).startswith(said) for problem in card_problems(card(element)))


@pytest.mark.parametrize(
    ("element", "said"),
    [
        (without(LINE_CHART, "fallback"), "$.body[0]: Chart.Line is newer than 1.5"),
        (
            {"type": "CodeBlock", "codeSnippet": "x", "fallback": {"type": "Icon", "name": "Star"}},
            "$.body[0].fallback: Icon is newer than 1.5",
        ),
        (
            buttons({"type": "Action.ResetInputs", "title": "Reset"}),
            "$.body[0].actions[0]: Action.ResetInputs is newer than 1.5",
        ),
        (without(IMAGE, "altText"), "$.body[0]: Image needs 'altText'"),
        (text(" \n"), "$.body[0]: TextBlock needs 'text'"),
        (
            {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": ""}]},
            "$.body[0].inlines[0]: TextRun needs 'text'",
        ),
        (without(table(cells(2)), "firstRowAsHeaders"), "$.body[0]: Table needs 'firstRowAs"),
        (table(cells(2), cells(1)), "$.body[0].rows[1]: 1 cells for 2 columns"),
        (table(cells(3)), "$.body[0].rows[0]: 3 cells for 2 columns"),
        (text("x", color="Good"), "$.body[0]: a text in 'Good' has too little contrast"),
        (text("x", color="Accent", isSubtle=True), "$.body[0]: a text in 'Accent' has too little"),
        (buttons(SUBMIT, SUBMIT), "$: 2 buttons are called 'And by month?'"),
        (
            buttons(
                SUBMIT | {"style": "positive"}, SUBMIT | {"title": "A", "style": "destructive"}
            ),
            "$: more than one button is emphasised",
        ),
        (buttons(), "$.body[0]: ActionSet needs 'actions'"),
        (buttons(without(SUBMIT, "title")), "$.body[0].actions[0]: Action.Submit needs 'title'"),
        (without(TEXT_INPUT, "id"), "$.body[0]: Input.Text needs 'id'"),
        (without(TEXT_INPUT, "label"), "$.body[0]: Input.Text needs 'label'"),
        (TEXT_INPUT | {"isRequired": True}, "$.body[0]: Input.Text is required and needs an"),
        (
            LINE_CHART | {"data": [{"legend": "a", "values": [{"x": "1"}]}]},
            "$.body[0].data[0].values[0]: LineChartValue needs 'y'",
        ),
        (
            {"type": "FactSet", "facts": [{"title": "North", "value": ""}]},
            "$.body[0].facts[0]: Fact needs 'value'",
        ),
        (toggle("nowhere"), "$.body[0].actions[0]: there is no element 'nowhere'"),
        (toggle({"elementId": "sql"}), "$.body[0].actions[0]: there is no element 'sql'"),
    ],
)
def test_what_some_renderers_cannot_draw_is_reported(element: Card, said: str) -> None:
    """This includes what screen readers cannot read."""
    assert any(str(problem).startswith(said) for problem in card_problems(card(element)))


@pytest.mark.parametrize(
    ("element", "said"),
    [
        (text("a\x07b"), "$.body[0].text: character U+0007 at 1"),
        (text("\u202egpj.exe"), "$.body[0].text: character U+202E at 0"),
        (text("a\ud83d"), "$.body[0].text: character U+D83D at 1"),
        (buttons(SUBMIT | {"tooltip": "a\rb"}), "$.body[0].actions[0].tooltip: character U+000D"),
        (text("<at>Bob</at>"), "$.body[0].text: a mention without an entity"),
        (
            {"type": "FactSet", "facts": [{"title": "< AT id=1>", "value": "1"}]},
            "$.body[0].facts[0].title: a mention without an entity",
        ),
        (text("[x](javascript:alert)"), "$.body[0].text: a link to 'javascript:alert'"),
        (text("\\[x\\](file:///etc)"), "$.body[0].text: a link to 'file:///etc'"),
        (text("[x]( <data:x>)"), "$.body[0].text: a link to 'data:x'"),
        (text("[x]()"), "$.body[0].text: a link to ''"),
        (text("[x][1]\n\n[1]: mailto:a@b"), "$.body[0].text: a link to 'mailto:a@b'"),
        (text("<tel:110>"), "$.body[0].text: a link to 'tel:'"),
        (
            buttons({"type": "Action.OpenUrl", "title": "Open", "url": "msteams://x"}),
            "$.body[0].actions[0].url: 'msteams://x' is neither a web link",
        ),
        (
            buttons({"type": "Action.OpenUrl", "title": "Open", "url": PIXEL}),
            "$.body[0].actions[0].url: 'data:image/png",
        ),
        (IMAGE | {"url": "data:image/svg+xml;base64,PHN2Zz4="}, "$.body[0].url: 'data:image/svg"),
        (IMAGE | {"url": "chart.png"}, "$.body[0].url: 'chart.png' is neither a web link"),
        (
            {"type": "Container", "items": [text("x")], "backgroundImage": "x.png"},
            "$.body[0].backgroundImage: 'x.png' is neither a web link",
        ),
        (
            buttons(SUBMIT | {"iconUrl": "x"}),
            "$.body[0].actions[0].iconUrl: 'x' is neither a web link",
        ),
    ],
)
def test_harmful_content_is_reported(element: Card, said: str) -> None:
    """Texts and links may come from data and from Genie."""
    assert any(str(problem).startswith(said) for problem in card_problems(card(element)))


@pytest.mark.parametrize(
    "data",
    [
        "ask",
        {},
        PAYLOAD | {"do": "shout"},
        PAYLOAD | {"v": 2},
        PAYLOAD | {"text": "x" * 5_000},
        PAYLOAD | {"more": 1},
        PAYLOAD | {"msteams": {"type": "task/fetch"}},
    ],
)
def test_a_button_with_an_unreadable_payload_is_reported(data: object) -> None:
    """Pressing it would only say that it no longer works."""
    problems = card_problems(card(buttons(SUBMIT | {"data": data})))

    assert any("payload" in p.rule or "'data'" in p.rule for p in problems)


@pytest.mark.parametrize("data", [{"rating": "bad"}, PAYLOAD | {"do": "shout"}])
def test_a_form_needs_a_payload_too(data: object) -> None:
    """The bot cannot tell what the values of its inputs belong to."""
    problems = card_problems(card(TEXT_INPUT, buttons(SUBMIT | {"data": data})))

    assert [str(p) for p in problems] == [
        "$.body[1].actions[0].data: no payload that CardAction reads"
    ]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (card(text("x"), version="1.6"), "$: version '1.6' is not '1.5'"),
        (without(card(text("x")), "version"), "$: AdaptiveCard needs 'version'"),
        (card(), "$: AdaptiveCard needs 'body'"),
        (card(text("x"), msteams={"width": "wide"}), "$.msteams.width: 'wide'"),
        (card(text("x"), title="Sales"), "$: AdaptiveCard has no property 'title'"),
        ({"type": "Card", "version": "1.5"}, "$: type 'Card' is not ('AdaptiveCard',)"),
        (card(text("a", id="x"), text("b", id="x")), "$: id 'x' is used 2 times"),
        (card(TEXT_INPUT, TEXT_INPUT), "$: id 'comment' is used 2 times"),
        (card(text("x", maxLines=float("nan"))), "$: not JSON"),
        (card(text("x"), body={text}), "$: not JSON"),
    ],
)
def test_problems_of_the_whole_card_are_reported(broken: Card, said: str) -> None:
    """These are the version, the ids, and whether it is JSON at all."""
    assert any(str(problem).startswith(said) for problem in card_problems(broken))


def test_size_is_what_teams_counts() -> None:
    """Card and text are counted together in UTF-16, without base64 images."""
    big = card(text("數" * 39_000), IMAGE | {"url": PIXEL + "A" * 100_000})

    assert size_problems(big) == []
    assert size_problems(big, "x" * 1_000) != []
    assert teams_bytes("é", card()) == 2 + 2 * len(
        '{"type":"AdaptiveCard","version":"1.5","body":[]}'
    )


def test_activities_are_checked_by_the_same_rules() -> None:
    """Mentions may have entities in the activity, and the size includes everything."""
    content = card(text("<at>x"))
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
    mention = {"type": "mention", "text": "<at>Bob</at>"}

    problems = activity_problems(
        {"text": "<at>Bob</at>, <at>Eve</at> [x](ftp:y)\x00", "attachments": [attachment]}
        | {"entities": [mention], "more": "x" * MAX_MESSAGE_BYTES}
    )

    paths = [problem.path for problem in problems]
    assert paths == ["attachments[0].body[0].text", "text", "text", "text", "$"]
    assert activity_problems({"text": "<at>Bob</at>", "entities": [mention]}) == []
