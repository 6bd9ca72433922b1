"""Reading Genie's Markdown as blocks."""

import pytest

from cards.prose import Block, Code, Grid, Line, Prose, Run, blocks, whole_text
from cards.prose.blocks import text_of

BOLD, ITALIC, STRUCK = ("**",), ("*",), ("~~",)


def lines(*texts: str) -> Prose:
    """Make a paragraph of lines without any style."""
    return Prose(tuple(Line((Run(text),)) for text in texts))


def marks(block: Block) -> list[str]:
    """Return the marks of the lines of a list."""
    assert isinstance(block, Prose)
    return [line.mark for line in block.lines]


def styled(*runs: Run) -> Prose:
    """Make a paragraph of one line."""
    return Prose((Line(runs),))


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("", []),
        (" \n\n", []),
        ("one\n\n\n\ntwo\n", [lines("one"), lines("two")]),
        ("one  \ntwo\\\nthree\nfour<br/>five", [lines("one", "two", "three", "four", "five")]),
        ("one<br> `two`", [Prose((Line((Run("one"),)), Line((Run("two", is_code=True),))))]),
        ("# Title ##\ntext", [styled(Run("Title", BOLD)), lines("text")]),
        ("## **Bold** *it*", [styled(Run("Bold ", BOLD), Run("it", BOLD + ITALIC))]),
        ("## ", []),
        ("#1 in sales", [lines("#1 in sales")]),
        ("a\n***\nb", [lines("a"), lines("b")]),
        ("> quoted\n>> twice", [lines("> quoted"), lines("> > twice")]),
        ("a\n```sql\nSELECT *\n  _x_\n```\nb", [lines("a"), Code("SELECT *\n  _x_"), lines("b")]),
        ("~~~\nopen", [Code("open")]),
        ("a\n\n    indented", [lines("a"), Code("indented")]),
        ("a | b\nno table", [lines("a | b", "no table")]),
        ("<b>x</b> <at>Bob</at>", [lines("<b>x</b> <at>Bob</at>")]),
        ("AT&amp;T", [lines("AT&T")]),
        (r"\*not bold\*", [lines("*not bold*")]),
        ("~~old~~ `new`", [styled(Run("old", STRUCK), Run(" "), Run("new", is_code=True))]),
    ],
)
def test_blocks(markdown: str, expected: list[Block]) -> None:
    """Headings become bold, quotations lose their mark, and HTML is text."""
    assert blocks(markdown) == expected


def test_lists() -> None:
    """A list may be in another one, begin with any number, and have items of several lines."""
    (found,) = blocks("* one\n  and a half\n  1) two\n  2) three\n*\n* - four\n\n  five\n")

    assert isinstance(found, Prose)
    assert [(line.indent, line.mark, line.text) for line in found.lines] == [
        (0, "-", "one"),
        (2, "", "and a half"),
        (2, "1)", "two"),
        (2, "2)", "three"),
        (0, "-", ""),
        (0, "-", ""),
        (2, "-", "four"),
        (2, "", "five"),
    ]


def test_a_list_goes_on_after_code() -> None:
    """Its numbers stay as they are."""
    first, code, rest = blocks("1. one\n   ```\n   x\n   ```\n   more\n2. two")

    assert isinstance(first, Prose)
    assert isinstance(rest, Prose)
    assert code == Code("x")
    assert [line.mark for line in first.lines + rest.lines] == ["1.", "", "2."]


def test_tables() -> None:
    """Cells have styles; missing ones are empty."""
    source = "| a | **b** |\n|---|--:|\n| 1 | x\\|y<br>z |\n| 2 |\n\nend"

    header = (((Run("a"),),), ((Run("b", BOLD),),))
    cell = ((Run("x|y"),), (Run("z"),))
    rows = ((((Run("1"),),), cell), (((Run("2"),),), ()))
    assert blocks(source) == [Grid(header, rows, frozenset({1})), lines("end")]
    assert blocks("a | b\n--- | ---") == [Grid((((Run("a"),),), ((Run("b"),),)), ())]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("| a | b |\n|---|---|\n| A|B | 5 |", [["a", "b", ""], ["A", "B", "5"]]),
        (
            "a | b\n--|--\n1 | 2 | 3 | 4\n5",
            [["a", "b", "", ""], ["1", "2", "3", "4"], ["5", "", "", ""]],
        ),
        ("> | a | b |\n> |---|---|\n> | 1 | 2 | 3 |", [["a", "b", ""], ["1", "2", "3"]]),
    ],
)
def test_a_row_may_be_longer_than_the_header(source: str, texts: list[list[str]]) -> None:
    """A name may contain a bar that Genie did not escape; parsers leave out the last cells then."""
    (grid,) = blocks(source)

    assert isinstance(grid, Grid)
    rows = (grid.header, *grid.rows)
    assert [["".join(map(text_of, cell)) for cell in row] for row in rows] == texts


@pytest.mark.parametrize(
    ("markdown", "runs"),
    [
        ("[docs](https://x.example/a)", [Run("docs", ("https://x.example/a",))]),
        ("**[docs](HTTP://x)**", [Run("docs", ("**", "HTTP://x"))]),
        ("[run](javascript:alert)!", [Run("run!")]),
        ("[app](msteams:/l/app)", [Run("app")]),
        ("![pixel](https://evil.example/a.png)", [Run("pixel")]),
        ("[![x](https://a/b)](https://c)", [Run("x", ("https://c",))]),
        ("[a][b]", [Run("[a][b]")]),
        ("[Note]: without_tax", [Run("[Note]: without_tax")]),
        ("[b]\n\n[b]: https://x.example", [Run("b", ("https://x.example",))]),
        (f"[a](https://x.example/{'x' * 1_000})", [Run("a")]),
    ],
)
def test_links_lead_to_web_pages_only(markdown: str, runs: list[Run]) -> None:
    """Others keep their words; images, which can track people, are reduced to their name."""
    assert blocks(markdown) == [styled(*runs)]


@pytest.mark.parametrize(
    ("markdown", "bold"),
    [
        ("これは**「重要」**です。", "「重要」"),
        ("**真，**她", "真，"),
        ("成長**(12%)**以上", "(12%)"),
        ("**“重點”**的", "“重點”"),
        ("**한국어(KR)**를", "한국어(KR)"),
    ],
)
def test_emphasis_works_beside_east_asian_punctuation(markdown: str, bold: str) -> None:
    """CommonMark would show the asterisks."""
    (found,) = blocks(markdown)

    assert isinstance(found, Prose)
    assert [run.text for run in found.lines[0].runs if run.marks == BOLD] == [bold]


@pytest.mark.parametrize(
    "text",
    [
        "毛利*：5 淨利*：6",
        "A*：甲，B*：乙",
        "2 * 3 * 4",
        "**🚀*x",
        "snake_case_name",
        "客戶_代碼_",
        "10~20~30",
    ],
)
def test_what_is_no_emphasis_stays(text: str) -> None:
    """Signs between spaces, within words and beside emoji are signs."""
    assert blocks(text) == [lines(text)]


@pytest.mark.parametrize(
    "hostile",
    [
        "#" * 20000,
        "- " * 2000 + "x",
        "|-" * 10000,
        "> " * 2000,
        "[" * 5000,
        "`" * 20000,
        "![" * 2000,
        "[a](" * 2000,
        "*a_ " * 2000,
        "<" * 20000,
        "&" * 20000,
        "真**「" * 20_000,
        "*真_a_" * 20_000,
        "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n|b" * 2_000,
    ],
)
def test_hostile_text_is_read(hostile: str) -> None:
    """No depth and no repetition makes the parser fail, or lose what comes after."""
    assert whole_text(blocks(f"a | b\n{hostile}\n\nend")).endswith("end")


@pytest.mark.parametrize("deep", ["> " * 101 + "word", "- " * 60 + "word", "1. " * 60 + "word"])
def test_deep_text_is_shown_as_typed(deep: str) -> None:
    """The parser leaves out what is deeper than its limit."""
    assert blocks(f"{deep}\n  end") == [lines(deep, "end")]


def test_an_item_may_begin_with_a_table_or_code() -> None:
    """Its mark stands before."""
    number, table, bullet, code = blocks(
        "1. | a | b |\n   |---|---|\n   | 1 | 2 | 3 |\n\n* ```\n  x\n  ```"
    )

    assert [marks(each) for each in (number, bullet)] == [["1."], ["-"]]
    assert isinstance(table, Grid)
    assert len(table.header) == 3
    assert code == Code("x")
