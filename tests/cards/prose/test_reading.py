"""Texts without markup, which are read without the parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.markdown import clean
from cards.prose import blocks
from cards.prose.parsing import parsed
from cards.prose.reading import KEPT_CHARS, has_no_markup

PIECES = st.sampled_from(
    [
        *"aé客1.)-+#>=:|!$%(){}“”'\"/@ \t\n\u00a0*_`~[]<&\\",
        "http://a.example",
        "    ",
        "1. ",
        "<br>",
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "You want the net revenue of each region, highest first.",
        "“Revenue” was read as net amount; 5 > 3, and costs (10 %) are + taxes!",
        "使用者詢問各地區營收（含稅）。",
        "a" * 10_000,
    ],
)
def test_most_thoughts_have_no_markup(text: str) -> None:
    """The parser would take most of the time of an answer's card."""
    assert has_no_markup(text)
    assert blocks(text) == parsed(text)


@given(st.lists(PIECES).map("".join))
def test_text_without_markup_is_what_the_parser_makes_of_it(text: str) -> None:
    """Whatever the parser could find something in is left to it."""
    assert blocks(text) == parsed(clean(text))


def test_a_text_is_read_once() -> None:
    """Thoughts are in the progress and in the answer. Long texts are not kept in memory."""
    short, long = "- a *b*", "- a *b* " * KEPT_CHARS

    assert blocks(short)[0] is blocks(short)[0]
    assert blocks(long)[0] is not blocks(long)[0]
