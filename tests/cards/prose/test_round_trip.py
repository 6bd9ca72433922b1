"""What people see is what Genie wrote, by a renderer that is not ours."""

import re
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.prose import Code, Prose, Start, block_elements, blocks, message_text, page_of
from tests.cards.prose.rendering import (
    Seen,
    meant_by,
    seen_in_card,
    seen_in_markdown,
    words_of,
)

# Pieces of Markdown, in any order. Of three and more asterisks in a row, parsers think differently.
PIECES = st.sampled_from(
    [
        "a",
        "b ",
        "word",
        "真",
        "，",
        "「",
        "」",
        "5",
        ".",
        "!",
        "(",
        ")",
        "|",
        "\\",
        "+ ",
        "&amp;",
        " ",
        "  ",
        "    ",
        "\n",
        "\n\n",
        "*",
        "**",
        "_",
        "__",
        " ~~x~~ ",
        "`",
        "``",
        "```",
        "- ",
        "1. ",
        "2) ",
        "> ",
        "# ",
        "---",
        "=",
        "[x](http://y.z)",
        "[",
        "](",
    ]
)
DOCUMENTS = (
    st.lists(PIECES, max_size=25).map("".join).filter(lambda text: not re.search(r"[*_]{3}", text))
)

# Texts of a known meaning. A backslash makes any ASCII punctuation a sign.
LETTERS = st.characters(categories=["L", "N", "P", "S"], exclude_characters="\u00ad")
PLAIN = st.text(LETTERS, min_size=1, max_size=6)
STYLES = st.lists(st.sampled_from(["**", "*"]), unique=True, max_size=2)


def escaped(text: str) -> str:
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def styled(text: str, marks: list[str]) -> str:
    for mark in marks:
        text = f"{mark}{text}{mark}"
    return text


WORDS = st.builds(styled, PLAIN.map(escaped), STYLES)
CODE = st.text(LETTERS.filter(lambda c: c not in "`|"), min_size=1, max_size=8).map("`{}`".format)
# Spaces around styled words: what they mean without is tested with East Asian punctuation.
LINES = st.lists(st.one_of(WORDS, CODE), min_size=1, max_size=4).map(" ".join)
PARAGRAPHS = st.lists(LINES.map(lambda line: f"x {line}"), min_size=1, max_size=3).map("\n".join)
LISTS = st.lists(
    st.tuples(st.sampled_from(["- ", "  - ", "    - "]), LINES), min_size=1, max_size=4
).map(
    lambda items: "\n".join(
        f"{'- ' if at == 0 else mark}{line}" for at, (mark, line) in enumerate(items)
    )
)
NUMBERED = st.lists(LINES, min_size=1, max_size=4).map(
    lambda items: "\n".join(f"{n}. {line}" for n, line in enumerate(items, start=7))
)
TABLES = st.lists(
    st.tuples(LINES, LINES).map(lambda cells: f"| {cells[0]} | {cells[1]} |"),
    min_size=1,
    max_size=3,
).map(lambda rows: "\n".join(["| `x` | y |", "|---|---|", *rows]))
FENCES = PLAIN.map(lambda text: f"~~~\nx {text}\n  y\n~~~")
HEADINGS = WORDS.map(lambda words: f"## x {words}")
WRITTEN = st.lists(
    st.one_of(PARAGRAPHS, LISTS, NUMBERED, TABLES, FENCES, HEADINGS), min_size=1, max_size=5
).map("\n\n".join)


def flat(texts: list[str]) -> list[str]:
    return list(chain.from_iterable(map(words_of, texts)))


def assert_same(seen: Seen, meant: Seen) -> None:
    assert seen.lines == meant.lines
    assert seen.items == meant.items
    assert seen.links == meant.links
    for name in ("bold", "italic", "struck", "code"):
        assert flat(getattr(seen, name)) == flat(getattr(meant, name)), name


@given(WRITTEN)
def test_a_card_shows_what_genie_wrote(markdown: str) -> None:
    """Words, lines, items of lists, bold, italic and code are the same, in the same order."""
    assert_same(seen_in_card(block_elements(blocks(markdown))), meant_by(markdown))


@given(st.lists(st.one_of(PARAGRAPHS, LISTS, NUMBERED, HEADINGS), max_size=5).map("\n\n".join))
def test_a_message_shows_what_genie_wrote(markdown: str) -> None:
    """The same holds for text above a card, and in a stream."""
    text = message_text(blocks(markdown))

    assert text is not None
    assert_same(seen_in_markdown(text), meant_by(markdown))


@given(DOCUMENTS)
def test_no_word_is_lost(markdown: str) -> None:
    """This holds for any text, also for marks that do not match."""
    meant = "".join(meant_by(markdown).words)
    found = blocks(markdown)
    text = message_text(found)

    assert "".join(seen_in_card(block_elements(found)).words) == meant
    assert text is None or "".join(seen_in_markdown(text).words) == meant


@pytest.mark.parametrize(
    "markdown",
    [
        "word " * 5_000,
        "長" * 5_000,
        "**bold " + "words " * 1_000 + "end**",
        "\n".join(f"- item {n} of the list" for n in range(1_000)),
        "```\n" + "SELECT 1\n" * 300 + "```",
        "| column | name |\n|---|---|\n" + "| 1 | 2 |\n" * 300,
        "|" + " column |" * 60 + "\n|" + "---|" * 60 + ("\n|" + " 5 |" * 60) * 10,
        "| column | name |\n|---|---|\n" + f"| {'story ' * 1_000} | 2 |\n" * 2,
        "\n\n".join(f"Step {n}\n\n```\nSELECT {n}\n```" for n in range(40)),
    ],
    ids=["words", "one word", "bold", "list", "code", "table", "wide", "stories", "blocks"],
)
def test_the_pages_of_a_long_text_have_all_of_it(markdown: str) -> None:
    """Each page begins where the one before ends."""
    found, first, pages = blocks(markdown), 0, 0
    seen = ""
    while first < len(found):
        page = page_of(found, first, 2_000)
        seen += words_without_header(seen_in_card(block_elements(page.blocks)))
        first, pages = page.end, pages + 1

    assert pages > 1
    assert seen == words_without_header(seen_in_card(block_elements(found)))


def words_without_header(seen: Seen) -> str:
    """Join the words; the header of a table is on each of its pages."""
    return "".join(word for word in seen.words if word not in {"column", "name"})


def test_parts_of_different_blocks_are_not_joined() -> None:
    """A part belongs to the block before it."""
    with pytest.raises(ValueError, match="another kind"):
        message_text([Code("x"), Prose((), Start.LINE)])
