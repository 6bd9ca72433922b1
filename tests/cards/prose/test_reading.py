"""Simple texts, which are read without the parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.markdown import clean
from cards.prose import blocks
from cards.prose.parsing import parsed
from cards.prose.reading import KEPT_CHARS, simple_prose

PIECES = st.sampled_from(
    [
        *"aé客1.)-+#>=:|!$%(){}“”'\"/@ \t\n\u00a0*_`~[]<&\\",
        "http://a.example",
        "    ",
        "1. ",
        "<br>",
        "- ",
        "\n- a",
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "You want the net revenue of each region, highest first.",
        "“Revenue” was read as net amount; 5 > 3, and costs (10 %) are + taxes!",
        "使用者詢問各地區營收（含稅）。",
        "- Filter the rows: in January 2025.\n- Sort them; highest first.",
        "a" * 10_000,
        "- " + "a" * 5_000 + "\n- b",
    ],
)
def test_most_thoughts_are_simple(text: str) -> None:
    """The parser would take most of the time of an answer's card."""
    assert simple_prose(text) is not None
    assert blocks(text) == parsed(text)


@given(st.lists(PIECES).map("".join))
def test_simple_text_is_what_the_parser_makes_of_it(text: str) -> None:
    """Whatever the parser could find something in is left to it."""
    assert blocks(text) == parsed(clean(text))


def test_a_text_is_read_once() -> None:
    """Thoughts are in the progress and in the answer. Long texts are not kept in memory."""
    short, long = "- a *b*", "- a *b* " * KEPT_CHARS

    assert blocks(short)[0] is blocks(short)[0]
    assert blocks(long)[0] is not blocks(long)[0]
