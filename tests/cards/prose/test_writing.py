"""Writing Genie's text as Markdown for messages, and as plain text."""

import pytest

from cards.prose import block_elements, blocks, message_text, spoken_text, whole_text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("one\ntwo", "one  \ntwo"),
        ("# Title\ntext", "**Title**\n\ntext"),
        ("* one\n  more\n  * two\n3) three", "- one  \n  more\n  - two\n\n3) three"),
        ("**a** *b* ~~c~~ `d`", "**a** *b* ~~c~~ `d`"),
        ("``a`b`` `` ` ``", "``a`b`` `` ` ``"),
        ("**「重要」**です", "**「重要」\u2060**です"),
        ("***x*** y", "*\u2060**x**\u2060* y"),
        ("wow\\![a](https://x.example)", "wow!\u2060[a](https://x.example)"),
        ("[a](<https://x.example/(b c>)", "[a](https://x.example/%28b%20c)"),
        ("<at>Bob</at> {{DATE(x)}}", "\\<\u2060at>Bob\\<\u2060/at> {\\{DATE(x)}}"),
        ("\\# no title\n1\\. no list\n\\- none", "\\# no title  \n1\\. no list  \n\\- none"),
        ("`[a](javascript:x)`", "`[a]\u2060(javascript:x)`"),
        ("1. one\n   - a\n\n   more\n2. two", "1. one\n   - a\n\n   more\n2. two"),
        ("- > 90 天\n\n> 5M", "- \\> 90 天\n\n\\> 5M"),
        ("a|b\n-|-", None),
        ("```\nx\n```", None),
    ],
)
def test_the_text_of_a_message(markdown: str, text: str | None) -> None:
    """A word joiner stands where CommonMark would not take a mark for one."""
    assert message_text(blocks(markdown)) == text


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        (
            "## **North** leads:\n\n- [more](https://x.example)\n- `code`",
            "North leads: more · code",
        ),
        ("One.\nTwo\n\n| a | b |\n|---|---|", "One. Two"),
        ("3. One\n4. Two", "3. One · 4. Two"),
        ("營收：5\n成本：3", "營收：5 · 成本：3"),
        ("```\nx\n```", ""),
    ],
)
def test_a_notification_is_plain_text(markdown: str, said: str) -> None:
    """It contains no Markdown, code or tables, and keeps lines apart."""
    assert spoken_text(blocks(markdown)) == said


def test_code_within_a_list_and_a_table_is_drawn_as_such() -> None:
    """A TextBlock would show the backticks."""
    (first, second, table) = block_elements(
        blocks("- a\n  1. [`b`](https://x.example)\n\n| c | d |\n|-|-|\n| `e` | f |")
    )

    assert [run["text"] for run in first["inlines"]] == ["•\u00a0", "a"]
    assert second["inlines"][1]["selectAction"]["url"] == "https://x.example"
    assert [run["text"] for run in second["inlines"]] == ["\u00a0\u00a01.\u00a0", "b"]
    cells = [cell["items"][0]["type"] for cell in table["rows"][1]["cells"]]
    assert cells == ["RichTextBlock", "TextBlock"]


def test_the_whole_text_has_tables_and_code() -> None:
    """A file says what Genie answered."""
    said = whole_text(blocks("Here:\n\n| a | b |\n|-|-|\n| 1 | 2<br>3 |\n\n```\nx\ny\n```"))

    assert said == "Here: a | b · 1 | 2 3 · x · y"


def test_a_list_that_goes_on_after_code_keeps_its_levels() -> None:
    """The items after the code are no steps of a staircase."""
    (_, _, rest) = blocks("1. **A**\n   ```\n   x\n   ```\n   - b\n   - c\n2. d")

    assert message_text([rest]) == "- b\n- c\n2. d"


def test_cells_have_lines_and_sides() -> None:
    """A line break of HTML is one, and numbers stand right."""
    (table,) = block_elements(blocks("| a | b |\n|---|--:|\n| • 甲<br>• 乙 | 5 |"))

    first, second = [cell["items"][0] for cell in table["rows"][1]["cells"]]
    assert first["text"] == "• 甲  \n• 乙"
    assert (first["horizontalAlignment"], second["horizontalAlignment"]) == ("Left", "Right")
