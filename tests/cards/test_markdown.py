"""Escaping and cleaning of text from Genie, people and data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.markdown import clean, disarmed, in_run, literal, one_line, plain, safe_start


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
        ("ad\u200dmin\u200c1 客\u200d戶", "admin1 客戶"),
        ("می\u200cخواهم क्\u200dष", "می\u200cخواهم क्\u200dष"),
        ("a\u00ad\u034f\u061c\u115f\u180e\u200b\u2066\u3164\ufeff\uffa0\U000e0061b", "ab"),
        ("1. first", "1\\. first"),
        ("1.5 times", "1.5 times"),
        ("2) second", "2\\) second"),
        ("- item", "\\- item"),
        ("-12", "-12"),
        ("---", "\\---"),
        ("# title", "\\# title"),
        ("#1", "#1"),
        ("> quoted", "\\> quoted"),
        ("~~gone~~", "\\~\\~gone\\~\\~"),
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


def test_cleaning_keeps_line_breaks() -> None:
    """SQL is cleaned without being reduced to one line."""
    assert clean("a\r\nb\rc\n\td\x07\ufeff") == "a\nb\nc\n\td"


def test_a_text_run_is_not_markdown() -> None:
    """Its text is shown literally, but dates and mentions are replaced there, too."""
    shown = in_run("**{{DATE(x)}}** <at>Bob</at>")

    assert shown == "**{\u2060{DATE(x)}}** <\u2060at>Bob<\u2060/at>"


@given(st.text(st.sampled_from("aZ9é客ナ -+.)(>#=:|*_~`[]{}<&;/\\\"'\t\n\u200b\u00a0")))
def test_harmless_text_is_what_escaping_leaves_unchanged(text: str) -> None:
    """Harmless text is not escaped step by step, which takes ten times as long."""
    assert plain(text) == disarmed(safe_start(literal(one_line(text))))
