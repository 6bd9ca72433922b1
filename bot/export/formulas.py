"""Which texts a spreadsheet would run as formulas, and how they are kept from that.

A cell of a CSV file that begins with = is a formula in every program. Some take one that begins
with +, - or @ as well, if what follows can be read as a formula; with @ only a call of a function.
Asian editions take the full-width signs for these. White space, invisible characters and quotes in
front do not protect. Where the list separator is not the comma, a file is split at ; or tab, and a
line break ends the line even within quotes, so that what stands behind one of these begins a cell.
Source: https://owasp.org/www-community/attacks/CSV_Injection

Everything else that begins so is text and stays as it is: numbers, telephone numbers, "-5 °C",
"- bullet", "@name". For words alone Excel shows an error at worst (=-bullet), and runs nothing. In
doubt, a text is a formula.
"""

import re
import string
import unicodedata
from typing import Final

_AS_TEXT: Final = "'"  # what a person types before what is not to be a formula
_SEPARATORS: Final = re.compile(r"([;\t\r\n])")
_IN_FRONT: Final = string.whitespace + '\u00a0\u3000"'
_FULL_WIDTH: Final = {0xFF01 + at: 0x21 + at for at in range(94)}
# Where there is no such sign in front, nothing more need be asked: most texts end here.
_SUSPECT: Final = re.compile(r"(?:^|[;\t\r\n])[^\w;\t\r\n]*[=+\-@＝＋－＠]")
_SIGNED: Final = re.compile(r"([=+\-@])[=+\-@\s]*(?=[\w\"'($\[{.])")

# What a formula holds as it stands: strings, names of sheets, and columns of tables.
_QUOTED: Final = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|\[[^\[\]]*\]")
# A cell of another sheet or file.
_ELSEWHERE: Final = re.compile(r"[\w\"]!\w")
# No formula has other signs, a number before a word or another number, or an operator at its end.
_NO_FORMULA: Final = re.compile(
    r"[^\w\s\"$%&'()*+,\-./:;<=>@\[\]{}^!#|\\~?]"
    r"|(?<![\w.$:!])[0-9][0-9.]*(?:\s+[\w(]|(?!e[+-]?[0-9])[^\W\d_])"
    r"|[+\-*/^&<>=,(]\s*\Z",
    re.IGNORECASE,
)
_CALL: Final = re.compile(r"(?<![\w.])[^\W\d][\w.]*(\s*)\(([^()]*)")
# In brackets these are a remark, or the other form of a word: item(s), Sales (net, 2024).
_WORDS: Final = re.compile(r"\s*(?:[^\W\d]+(?:[\s,.]+|\Z))+")
_REMARK: Final = re.compile(r"\s*(?:(?:[^\W\d]+|[0-9]+)(?:[\s,.]+|\Z))+")
_NAME: Final = re.compile(r"[^\W\d][\w.]*")
_CELL: Final = re.compile(r"[a-z]{1,3}[0-9]{1,7}|r[0-9]*c[0-9]*|e[0-9]*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[+-]\s*[0-9.]+(?:e[+-]?[0-9]+)?\s*%?\s*", re.IGNORECASE)
_TIME: Final = re.compile(r"[+-][0-9]{1,2}(?::[0-9]{2}){1,2}\s*")
_PHONE: Final = re.compile(r"[+-]\s*\(?[0-9](?:[\s().\-/]*[0-9]){6,14}\s*")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would run a text, or the first of the cells that it may become."""
    return _SUSPECT.match(text) is not None and (_runs(text) or _runs(_cells(text.lstrip())[0]))


def harmless(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; every other text stays as it is."""
    if not _SUSPECT.search(text):
        return text
    first, *others = _cells(text)
    guarded = [_AS_TEXT + cell if _runs(cell) else cell for cell in others]
    return "".join([_AS_TEXT if looks_like_formula(text) else "", first, *guarded])


def _cells(text: str) -> list[str]:
    """Split a text into the cells that it may become, and what separates them."""
    return _SEPARATORS.split(text)


def _runs(cell: str) -> bool:
    visible = (c for c in cell.translate(_FULL_WIDTH) if c.isspace() or _is_visible(c))
    formula = "".join(visible).lstrip(_IN_FRONT)
    signed = _SIGNED.match(formula)
    if signed is None:
        return False
    bare = _QUOTED.sub('"', formula).replace("$", "")
    # The last is a command of another program: cmd|'…'!A0.
    if signed[1] == "=" or _ELSEWHERE.search(bare) or "!" in bare.partition("|")[2]:
        return True
    return _NO_FORMULA.search(bare) is None and (_calls(bare) or _computes(bare))


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] != "C"


def _calls(formula: str) -> bool:
    """Whether it calls a function of something that is more than words."""
    calls = _CALL.findall(formula)
    return any(not (_REMARK if gap else _WORDS).fullmatch(args) for gap, args in calls)


def _computes(formula: str) -> bool:
    """Whether it is worked out from numbers, strings and cells: words would make it an error."""
    if (
        formula[0] == "@"
        or "," in formula
        or any(plain.fullmatch(formula) for plain in (_NUMBER, _TIME, _PHONE))
    ):
        return False
    return all(_CELL.fullmatch(name) for name in _NAME.findall(formula))
