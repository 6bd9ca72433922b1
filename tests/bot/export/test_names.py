"""Names of files and sheets, from any title."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.export.names import content_disposition, file_name, sheet_name

TITLES = st.text(max_size=120)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Sales by region", "Sales by region.xlsx"),
        ("各地區的營收是多少?", "各地區的營收是多少.xlsx"),
        ("  Q3/2026: “North”  ", "Q3 2026 “North”.xlsx"),
        ("../../etc/passwd", "etc passwd.xlsx"),
        ("C:\\Windows\\x", "C Windows x.xlsx"),
        ("a\nb\tc", "a b c.xlsx"),
        ("50 % of #1", "50 of 1.xlsx"),
        ("con", "_con.xlsx"),
        ("COM1.x", "_COM1.x.xlsx"),
        ("Lpt9 ", "_Lpt9.xlsx"),
        ("Console", "Console.xlsx"),
        ("~$draft", "_~$draft.xlsx"),
        ("a_vti_b", "a_b.xlsx"),
        ("gpj.\u202exslx", "gpj.xslx.xlsx"),
        (".hidden.", "hidden.xlsx"),
        ("?*", "result.xlsx"),
        ("", "result.xlsx"),
        ("x" * 200, "x" * 75 + ".xlsx"),
        ("𠮷" * 200, "𠮷" * 37 + ".xlsx"),
        ("x" * 74 + " y", "x" * 74 + ".xlsx"),
    ],
)
def test_files_are_named_after_their_answers(title: str, name: str) -> None:
    """The name is restricted to what Windows, SharePoint and other systems allow."""
    assert file_name(title, "xlsx") == name


@settings(derandomize=True, deadline=None, max_examples=200)
@given(TITLES)
def test_any_title_gives_a_valid_file_name(title: str) -> None:
    """Titles come from a model or a person."""
    name = file_name(title, "csv")

    assert re.fullmatch(r'[^\x00-\x1f"*:<>?/\\|#%]+\.csv', name)
    assert len(name.encode("utf-16-le")) <= 2 * 80
    assert len(name.encode()) <= 255
    assert name == name.strip()
    assert not name.startswith((".", "~"))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Sales by region", "Sales by region"),
        ("[Q3]: a/b\\c?*", "Q3 a b c"),
        ("'quoted'", "quoted"),
        ("History", "History 2"),
        ("ABOUT", "ABOUT 2"),
        ("", "result"),
        ("x" * 40, "x" * 31),
        ("𠮷" * 40, "𠮷" * 15),
    ],
)
def test_sheets_are_named_after_their_answers(title: str, name: str) -> None:
    """The name is restricted to what Excel allows, and differs from the other sheet's."""
    assert sheet_name(title, beside="About") == name


@settings(derandomize=True, deadline=None, max_examples=200)
@given(TITLES)
@example("About")
@example("history" + " " * 40)
def test_any_title_gives_a_valid_sheet_name(title: str) -> None:
    """Otherwise Excel does not open the file."""
    name = sheet_name(title, beside="About")

    assert re.fullmatch(r"[^\[\]:*?/\\\x00-\x1f]+", name)
    assert len(name.encode("utf-16-le")) <= 2 * 31
    assert not name.startswith("'")
    assert not name.endswith("'")
    assert name.casefold() not in {"history", "about"}


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Sales.csv", "attachment; filename=\"Sales.csv\"; filename*=UTF-8''Sales.csv"),
        (
            "營收 Q3.csv",
            "attachment; filename=\"__ Q3.csv\"; filename*=UTF-8''%E7%87%9F%E6%94%B6%20Q3.csv",
        ),
        ('a"; x="b', "attachment; filename=\"a_; x=_b\"; filename*=UTF-8''a%22%3B%20x%3D%22b"),
    ],
)
def test_the_header_names_the_file_for_every_browser(name: str, header: str) -> None:
    """RFC 6266: there is an ASCII name, and the real one."""
    assert content_disposition(name) == header


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_name_gives_a_valid_header(name: str) -> None:
    """The name can be decoded again."""
    header = content_disposition(name)

    match = re.fullmatch(r"attachment; filename=\"[ -~]*\"; filename\*=UTF-8''([!-~]*)", header)
    assert match
    assert unquote(match[1]) == name
