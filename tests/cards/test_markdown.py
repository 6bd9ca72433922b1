"""Text from outside, made safe and readable."""

import pytest

from cards.markdown import plain, readable, spoken


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("plain", "plain"),
        ("*bold* _it_", r"\*bold\* \_it\_"),
        ("[click](https://evil.example)", r"\[click\]\(https://evil.example\)"),
        ("<at>Everyone</at>", r"\<at\>Everyone\</at\>"),
        ("a\nb\x00c\u202e", "a bc"),
        ("1. first # | ~", r"1. first \# \| \~"),
        ("銷售額", "銷售額"),
    ],
)
def test_data_is_shown_as_it_is(data: str, shown: str) -> None:
    """No cell, title or question can become a link, a mention or a heading."""
    assert plain(data) == shown


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("**bold** and *it*", "**bold** and *it*"),
        ("# Title\ntext", "**Title**\ntext"),
        ("### **Title** ###", "**Title**"),
        ("- one\n- two", "- one\n- two"),
        ("```sql\nSELECT 1\n```", "SELECT 1"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "- a · b\n\n- 1 · 2"),
        ("[docs](https://docs.databricks.com)", "[docs](https://docs.databricks.com)"),
        ("[run](javascript:alert(1))", "run)"),
        ("![img](https://x.example/a.png)", "[img](https://x.example/a.png)"),
        ("<at>Bob</at> hello", "Bob hello"),
        ("a\n\n\n\nb\x07", "a\n\nb"),
        ("", ""),
    ],
)
def test_genies_words_become_what_cards_can_show(markdown: str, shown: str) -> None:
    """Headings, tables and code would stand there as typed; some links should not be there."""
    assert readable(markdown) == shown


def test_a_notification_has_words_only() -> None:
    """It shows no Markdown at all."""
    text = "**North** leads:\n\n- [more](https://x.example)\n- `code`"

    assert spoken(text) == "North leads: more code"
