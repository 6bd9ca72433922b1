"""Converting Genie's Markdown to blocks of a card."""

import pytest

from cards.prose import Block, Code, Grid, Prose, blocks, spoken_text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("", []),
        (" \n\n", []),
        ("one\ntwo", [Prose("one\ntwo")]),
        ("one\n\n\n\ntwo\n", [Prose("one\n\ntwo")]),
        ("# Title\ntext", [Prose("**Title**\n\ntext")]),
        ("text\n### **Title** ###\ntext", [Prose("text\n\n**Title**\n\ntext")]),
        ("## ", []),
        ("## #", []),
        ("#1 in sales", [Prose("#1 in sales")]),
        ("Title\n=====\ntext\n---\nmore", [Prose("Title\n\ntext\n\nmore")]),
        ("> quoted\n>> twice", [Prose("quoted\ntwice")]),
        ("* one\n• two\n  + three\n1) four", [Prose("- one\n- two\n  - three\n1) four")]),
        ("- one\n                - deep", [Prose("- one\n      - deep")]),
        ("    indented", [Prose("indented")]),
        ("a\n```sql\nSELECT *\n  _x_\n```\nb", [Prose("a"), Code("SELECT *\n  _x_"), Prose("b")]),
        ("~~~\nopen", [Code("open")]),
        ("```\n```", []),
        (
            "| a | **b** |\n|---|--:|\n| 1 | x\\|y |\n| 2 |\n\nend",
            [Grid(("a", "**b**"), (("1", "x\\|y"), ("2", ""))), Prose("end")],
        ),
        ("a | b\n--- | ---", [Grid(("a", "b"), ())]),
        ("a | b\nno table", [Prose("a | b\nno table")]),
        ("a | b\n| c |", [Prose("a | b\n| c |")]),
        ("<at>Bob</at>", [Prose("\\<\u2060at>Bob\\<\u2060/at>")]),
    ],
)
def test_markdown_becomes_blocks(markdown: str, expected: list[Block]) -> None:
    """Headings become bold lines; tables and code become blocks."""
    assert blocks(markdown) == expected


@pytest.mark.parametrize(
    "hostile", ["#" * 20_000, "- " * 10_000 + "x", "|-" * 10_000, "> " * 9_999]
)
def test_hostile_text_is_parsed_quickly(hostile: str) -> None:
    """A regular expression with backtracking would block the event loop."""
    blocks(f"a | b\n{hostile}\nend")


def test_a_notification_is_plain_text() -> None:
    """It contains no Markdown, code or tables."""
    text = "## **North** leads:\n\n- [more](https://x.example)\n- `code`\n\n| a | b |\n|---|---|"

    assert spoken_text(text) == "North leads: more code"
