"""Finds texts that a spreadsheet would execute as formulas, and prevents that.

A cell of a CSV file that begins with = is a formula in every program. Some also accept +, - or @,
if the rest can be read as a formula; after @, only a function call. Asian editions also accept the
full-width signs. White space, invisible characters and quotes before the sign do not prevent that.
Where the list separator is not the comma, a file is split at ; or tab, and a line break ends the
line even within quotes, so that the text after one of these starts a cell.

Source: https://owasp.org/www-community/attacks/CSV_Injection

All other texts that begin with such a sign stay unchanged: numbers, telephone numbers, "-5 °C", "-
bullet", "@name". For words alone Excel shows an error at worst (=-bullet), and executes nothing. In
doubt, a text counts as a formula.
"""

import re
import string
import unicodedata
from typing import Final

_AS_TEXT: Final = "'"  # the sign before a text that is not to be a formula
_SEPARATORS: Final = re.compile(r"([;\t\r\n])")
_IN_FRONT: Final = string.whitespace + '\u00a0\u3000"'
_FULL_WIDTH: Final = {0xFF01 + at: 0x21 + at for at in range(94)}
# Most texts do not match this, and need no further check.
_SUSPECT: Final = re.compile(r"(?:^|[;\t\r\n])[^\w;\t\r\n]*[=+\-@＝＋－＠]")
_SIGNED: Final = re.compile(r"([=+\-@])[=+\-@\s]*(?=[\w\"'($\[{.])")

# Quoted parts of a formula: strings, names of sheets, and columns of tables.
_QUOTED: Final = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|\[[^\[\]]*\]")
# A reference to a cell of another sheet or file.
_ELSEWHERE: Final = re.compile(r"[\w\"]!\w")
# Formulas have no other signs, no number before a word or another number, and no operator at their
# end.
_NO_FORMULA: Final = re.compile(
    r"[^\w\s\"$%&'()*+,\-./:;<=>@\[\]{}^!#|\\~?]"
    r"|(?<![\w.$:!])[0-9][0-9.]*(?:\s+[\w(]|(?!e[+-]?[0-9])[^\W\d_])"
    r"|[+\-*/^&<>=,(]\s*\Z",
    re.IGNORECASE,
)
_CALL: Final = re.compile(r"(?<![\w.])[^\W\d][\w.]*(\s*)\(([^()]*)")
# In brackets these are a remark, or another form of the word: item(s), Sales (net, 2024).
_WORDS: Final = re.compile(r"\s*(?:[^\W\d]+(?:[\s,.]+|\Z))+")
_REMARK: Final = re.compile(r"\s*(?:(?:[^\W\d]+|[0-9]+)(?:[\s,.]+|\Z))+")
_NAME: Final = re.compile(r"[^\W\d][\w.]*")
_CELL: Final = re.compile(r"[a-z]{1,3}[0-9]{1,7}|r[0-9]*c[0-9]*|e[0-9]*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[+-]\s*[0-9.]+(?:e[+-]?[0-9]+)?\s*%?\s*", re.IGNORECASE)
_TIME: Final = re.compile(r"[+-][0-9]{1,2}(?::[0-9]{2}){1,2}\s*")
_PHONE: Final = re.compile(r"[+-]\s*\(?[0-9](?:[\s().\-/]*[0-9]){6,14}\s*")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would execute a text, or the first of the cells that it may become."""
    return _SUSPECT.match(text) is not None and (_runs(text) or _runs(_cells(text.lstrip())[0]))


def harmless(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would execute; other texts stay unchanged."""
    if not _SUSPECT.search(text):
        return text
    first, *others = _cells(text)
    guarded = [_AS_TEXT + cell if _runs(cell) else cell for cell in others]
    return "".join([_AS_TEXT if looks_like_formula(text) else "", first, *guarded])


def _cells(text: str) -> list[str]:
    """Split a text into the cells that it may become, and their separators."""
    return _SEPARATORS.split(text)


def _runs(cell: str) -> bool:
    visible = (c for c in cell.translate(_FULL_WIDTH) if c.isspace() or _is_visible(c))
    formula = "".join(visible).lstrip(_IN_FRONT)
    signed = _SIGNED.match(formula)
    if signed is None:
        return False
    bare = _QUOTED.sub('"', formula).replace("$", "")
    # The last condition is a command of another program: cmd|'…'!A0.
    if signed[1] == "=" or _ELSEWHERE.search(bare) or "!" in bare.partition("|")[2]:
        return True
    return _NO_FORMULA.search(bare) is None and (_calls(bare) or _computes(bare))


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] != "C"


def _calls(formula: str) -> bool:
    """Whether it calls a function with arguments that are more than words."""
    calls = _CALL.findall(formula)
    return any(not (_REMARK if gap else _WORDS).fullmatch(args) for gap, args in calls)


def _computes(formula: str) -> bool:
    """Whether it can be computed from numbers, strings and cells; other words would be an error."""
    if (
        formula[0] == "@"
        or "," in formula
        or any(plain.fullmatch(formula) for plain in (_NUMBER, _TIME, _PHONE))
    ):
        return False
    return all(_CELL.fullmatch(name) for name in _NAME.findall(formula))
