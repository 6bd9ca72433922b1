"""Escaping and cleaning of text from Genie, people and data."""

import pytest

from cards.markdown import clean, inline, plain, spoken


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("plain", "plain"),
        ("*bold* _it_ snake_case __x__", r"\*bold\* \_it\_ snake_case \_\_x\_\_"),
        ("[click](https://evil.example)", "\\[click\\]\u2060(https://evil.example)"),
        ("<at>Everyone</at>", "\\<\u2060at>Everyone\\<\u2060/at>"),
        ("< at >x", "<\u2060 at >x"),
        ("a < b <> c <= d", "a < b <> c <= d"),
        ("a\r\nb\x00c\u202e \ud800d\u2028e", "a bc d e"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("1. first", "1\\. first"),
        ("1.5 times", "1.5 times"),
        ("2) second", "2\\) second"),
        ("- item", "\\- item"),
        ("-12", "-12"),
        ("---", "\\---"),
        ("# title", "\\# title"),
        ("#1", "#1"),
        ("> quoted", "\\> quoted"),
        ("~~gone~~", "\\~~gone\\~~"),
        ("`code` \\", "\\`code\\` \\\\"),
        ("AT&amp;T & co", "AT\\&amp;T & co"),
        ("{{DATE(2026-01-01T00:00:00Z)}}", "{\\{DATE(2026-01-01T00:00:00Z)}}"),
        ("銷售額（淨）", "銷售額（淨）"),
        ("", ""),
    ],
)
def test_data_is_shown_literally(data: str, shown: str) -> None:
    """No cell, title or question can become a link, a mention, a heading or a list."""
    assert plain(data) == shown


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("**bold** and *it* and __b__", "**bold** and *it* and __b__"),
        ("`SELECT *`", r"SELECT \*"),
        ("``a`b``", "``a`b``".replace("`", "\\`")),
        ("[docs](https://docs.databricks.com)", "[docs](https://docs.databricks.com)"),
        ('[**docs**](HTTP://a.example "title")', "[docs](HTTP://a.example)"),
        ("[run](javascript:alert)", "run"),
        ("[run](javascript:alert(1))", "\\[run\\]\u2060(javascript:alert(1))"),
        ("[app](msteams:/l/app)", "app"),
        ("![pixel](https://evil.example/a.png)", "pixel"),
        ("[![x](https://a/b)](https://c)", "\\[x\\]\u2060(https://c)"),
        ("[a][b]", r"\[a\]\[b\]"),
        (r"\*not bold\*", r"\*not bold\*"),
        ("a<br>b<BR/>c", "a b c"),
        ("~~old~~ new", "old new"),
        ("<~~at>Bob", "<\u2060at>Bob"),
        ("<b>x</b>", r"\<b>x\</b>"),
        ("{{DATE(x)}}", "{\\{DATE(x)}}"),
    ],
)
def test_only_markdown_that_cards_draw_remains(markdown: str, shown: str) -> None:
    """Links lead to web pages; images, which can track people, are reduced to their name."""
    assert inline(markdown) == shown


@pytest.mark.parametrize("hostile", ["[" * 20_000, "`" * 20_000, "![" * 10_000, "[a](" * 5_000])
def test_hostile_text_is_parsed_quickly(hostile: str) -> None:
    """A regular expression with backtracking would block the event loop."""
    assert len(inline(hostile)) >= len(hostile)


def test_cleaning_keeps_line_breaks() -> None:
    """SQL is cleaned without being reduced to one line."""
    assert clean("a\r\nb\rc\n\td\x07\ufeff") == "a\nb\nc\n\td"


def test_spoken_text_has_no_markup() -> None:
    """Notifications show no Markdown."""
    said = spoken("**North** *leads* by \\[5\\]: [more](https://x.example) `code` snake_case")

    assert said == "North leads by [5]: more code snake_case"
